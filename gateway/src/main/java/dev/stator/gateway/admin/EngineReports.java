package dev.stator.gateway.admin;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.KeyInsights;
import dev.stator.core.engine.Table;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.TableOptions;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What an engine tells of its tables to those who run it, as JSON. Any thread. */
public final class EngineReports {
  private static final long TIMEOUT_MS = 1_000;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Engine engine;

  public EngineReports(Engine engine) {
    this.engine = engine;
  }

  /** The throughput of all tables. */
  String capacity() {
    return json(generator -> new CapacityPage(generator).write(engine.capacity(), all -> true));
  }

  /** The throughput of one table, null when there is no such table. */
  @Nullable String capacity(String table) {
    if (engine.table(table) == null) {
      return null;
    }
    return json(
        generator ->
            new CapacityPage(generator)
                .write(engine.capacity(), resource -> resource.table().equals(table)));
  }

  /**
   * The keys of a table that are used most, as far as its Contributor Insights are switched on;
   * null when there is no such table.
   *
   * @throws TimeoutException when the engine does not answer within a second
   */
  @Nullable String insights(String name) throws TimeoutException, InterruptedException {
    Table table = engine.table(name);
    if (table == null) {
      return null;
    }
    List<Told> told = new ArrayList<>();
    for (var each : new TreeMap<>(table.definition().options().insights()).entrySet()) {
      if (each.getValue().enabled()) {
        told.add(new Told(each.getKey(), each.getValue(), insights(name, each.getKey())));
      }
    }
    return json(generator -> write(generator, name, told));
  }

  /** What is told of one table or index, named as its options name it. */
  private record Told(String index, ContributorInsights setting, KeyInsights keys) {}

  private KeyInsights insights(String table, String index)
      throws TimeoutException, InterruptedException {
    try {
      return engine
          .keyInsights(table, index.equals(TableOptions.OF_TABLE) ? null : index)
          .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException gone) { // it was deleted meanwhile
      return KeyInsights.NONE;
    }
  }

  private static void write(JsonGenerator json, String table, List<Told> all) {
    json.writeStartObject();
    json.writeStringProperty("table", table);
    json.writeArrayPropertyStart("insights");
    for (Told told : all) {
      json.writeStartObject();
      if (!told.index().equals(TableOptions.OF_TABLE)) {
        json.writeStringProperty("index", told.index());
      }
      json.writeStringProperty("mode", told.setting().mode().name());
      keys(json, "accessedPartitionKeys", told.keys().accessedPartitionKeys());
      keys(json, "accessedKeys", told.keys().accessedKeys());
      keys(json, "throttledPartitionKeys", told.keys().throttledPartitionKeys());
      keys(json, "throttledKeys", told.keys().throttledKeys());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void keys(JsonGenerator json, String name, List<KeyInsights.KeyUse> uses) {
    json.writeArrayPropertyStart(name);
    for (KeyInsights.KeyUse use : uses) {
      json.writeStartObject();
      json.writeArrayPropertyStart("key");
      use.key().forEach(json::writeString);
      json.writeEndArray();
      json.writeNumberProperty("readUnits", use.readUnits());
      json.writeNumberProperty("writeUnits", use.writeUnits());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String json(Consumer<JsonGenerator> page) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      page.accept(generator);
    }
    return text.append('\n').toString();
  }
}
