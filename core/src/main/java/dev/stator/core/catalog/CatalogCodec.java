package dev.stator.core.catalog;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Note;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.StreamShard;
import dev.stator.core.model.StreamView;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.ThroughputChanges;
import dev.stator.core.model.TimeToLive;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Catalog entries as items: attributes named as in the records they come from, absent for null.
 * Attributes that a reader does not know are ignored, those it misses have defaults only where the
 * record allows null.
 *
 * <p>A table with a partition that was split has a map {@code layout} in place of {@code
 * partitions} and {@code indexPartitions}: what knows no splits finds an entry without what it
 * needs, and refuses it. In the same way the map has {@code indexes} in place of {@code
 * indexPartitions} once a partition of a global index was split. The map is called {@code
 * layoutWithPast} when a partition that was split also tells what there was: what knows no such
 * partitions would drop them.
 */
public final class CatalogCodec {
  /** The key attribute of the catalog's partition. */
  public static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("name", ScalarType.S)), List.of());

  /** What the names of notes begin with; no table can be called so. */
  private static final String NOTE = "#note/";

  private static final String LAYOUT = "layout";
  private static final String LAYOUT_WITH_PAST = "layoutWithPast";

  private CatalogCodec() {}

  /** The key attributes of the entry of a table. */
  public static Slice key(String table) {
    return item(writer -> string(writer, "name", table));
  }

  public static Slice encode(CatalogEntry entry) {
    return item(writer -> write(writer, entry));
  }

  /** Whether an item of the catalog is the entry of a table. */
  public static boolean isTable(Slice item) {
    return new AttributeReader(item).has("schema");
  }

  public static CatalogEntry decode(Slice item) {
    AttributeReader reader = new AttributeReader(item);
    AttributeReader layout =
        reader.optionalMap(reader.has(LAYOUT_WITH_PAST) ? LAYOUT_WITH_PAST : LAYOUT);
    return new CatalogEntry(
        definition(reader),
        layout == null ? PartitionMap.equal(reader.numbers("partitions")) : map(layout),
        indexes(layout == null ? reader : layout),
        reader.maps("streams").stream().map(CatalogCodec::stream).toList(),
        reader.has("deletedTable"),
        reader.bool("importing"));
  }

  /** The key attributes of a note. */
  public static Slice noteKey(String name) {
    return key(NOTE + name);
  }

  public static Slice encode(Note note) {
    return item(
        writer -> {
          string(writer, "name", NOTE + note.name());
          string(writer, "note", note.text());
        });
  }

  /** The note that an item of the catalog is, null when it is something else. */
  public static @Nullable Note decodeNote(Slice item) {
    AttributeReader reader = new AttributeReader(item);
    String text = reader.optionalString("note");
    return text == null ? null : new Note(reader.string("name").substring(NOTE.length()), text);
  }

  private static void write(ItemWriter writer, CatalogEntry entry) {
    TableDefinition definition = entry.definition();
    string(writer, "name", entry.name());
    if (entry.deleted()) {
      string(writer, "deletedTable", definition.name());
    }
    string(writer, "id", definition.id());
    number(writer, "createdMs", definition.createdMs());
    string(writer, "status", definition.status().name());
    map(writer, "schema", () -> write(writer, definition.schema()));
    map(writer, "capacity", () -> write(writer, definition.capacity()));
    map(writer, "options", () -> write(writer, definition.options()));
    RestoredFrom restored = definition.restored();
    if (restored != null) {
      map(writer, "restored", () -> write(writer, restored));
    }
    if (entry.map().isPlain() && !isAnyIndexSplit(entry)) {
      numbers(writer, "partitions", entry.partitions());
      indexPartitions(writer, entry);
    } else {
      String name = entry.map().past().isEmpty() ? LAYOUT : LAYOUT_WITH_PAST;
      map(writer, name, () -> layout(writer, entry));
    }
    if (entry.importing()) {
      bool(writer, "importing", true);
    }
    if (!entry.streams().isEmpty()) {
      list(writer, "streams", entry.streams(), stream -> write(writer, stream));
    }
  }

  private static void indexPartitions(ItemWriter writer, CatalogEntry entry) {
    map(
        writer,
        "indexPartitions",
        () -> entry.indexPartitions().forEach((name, ids) -> numbers(writer, name, ids)));
  }

  private static void layout(ItemWriter writer, CatalogEntry entry) {
    numbers(writer, "partitions", entry.partitions());
    numbers(writer, "starts", entry.map().starts());
    list(writer, "retired", entry.map().retired(), retired -> write(writer, retired));
    if (!entry.map().past().isEmpty()) {
      list(writer, "past", entry.map().past(), past -> write(writer, past));
    }
    if (isAnyIndexSplit(entry)) {
      map(writer, "indexes", () -> entry.indexes().forEach((name, at) -> write(writer, name, at)));
    } else {
      indexPartitions(writer, entry);
    }
  }

  private static boolean isAnyIndexSplit(CatalogEntry entry) {
    return entry.indexes().values().stream().anyMatch(index -> !index.map().isPlain());
  }

  private static void write(ItemWriter writer, String name, IndexPlace index) {
    map(
        writer,
        name,
        () -> {
          number(writer, "id", index.id());
          numbers(writer, "partitions", index.partitions());
          numbers(writer, "starts", index.map().starts());
        });
  }

  private static Map<String, IndexPlace> indexes(AttributeReader reader) {
    Map<String, IndexPlace> places = new HashMap<>();
    AttributeReader split = reader.optionalMap("indexes");
    AttributeReader all = split == null ? reader.map("indexPartitions") : split;
    for (String name : all.attributes().keySet()) {
      places.put(
          name, split == null ? IndexPlace.of(all.numbers(name)) : indexPlace(split.map(name)));
    }
    return places;
  }

  private static IndexPlace indexPlace(AttributeReader index) {
    PartitionMap map =
        new PartitionMap(index.numbers("partitions"), index.numbers("starts"), List.of());
    return new IndexPlace(index.number("id"), map);
  }

  private static void write(ItemWriter writer, PastPartition past) {
    number(writer, "partition", past.id());
    number(writer, "splitMicros", past.splitMicros());
    list(
        writer,
        "successors",
        past.successors(),
        successor -> {
          number(writer, "partition", successor.id());
          number(writer, "sequence", successor.sequence());
        });
  }

  private static PastPartition past(AttributeReader reader) {
    return new PastPartition(
        reader.number("partition"),
        reader.number("splitMicros"),
        reader.maps("successors").stream()
            .map(
                successor ->
                    new PastPartition.Successor(
                        successor.number("partition"), successor.number("sequence")))
            .toList());
  }

  private static void write(ItemWriter writer, RetiredPartition retired) {
    number(writer, "partition", retired.id());
    number(writer, "end", retired.end());
    number(writer, "splitMicros", retired.splitMicros());
    numbers(writer, "indexes", retired.indexes());
    list(
        writer,
        "successors",
        retired.successors(),
        successor -> {
          number(writer, "partition", successor.id());
          number(writer, "start", successor.start());
        });
  }

  private static PartitionMap map(AttributeReader layout) {
    return new PartitionMap(
        layout.numbers("partitions"),
        layout.numbers("starts"),
        layout.maps("retired").stream().map(CatalogCodec::retired).toList(),
        layout.maps("past").stream().map(CatalogCodec::past).toList());
  }

  private static RetiredPartition retired(AttributeReader reader) {
    return new RetiredPartition(
        reader.number("partition"),
        reader.number("end"),
        reader.number("splitMicros"),
        reader.numbers("indexes"),
        reader.maps("successors").stream()
            .map(
                successor ->
                    new RetiredPartition.Successor(
                        successor.number("partition"), successor.number("start")))
            .toList());
  }

  private static void write(ItemWriter writer, RestoredFrom restored) {
    string(writer, "backup", restored.backup());
    string(writer, "table", restored.table());
    number(writer, "timeMs", restored.timeMs());
  }

  private static TableDefinition definition(AttributeReader reader) {
    String deletedTable = reader.optionalString("deletedTable");
    return new TableDefinition(
        deletedTable == null ? reader.string("name") : deletedTable,
        reader.string("id"),
        reader.number("createdMs"),
        TableStatus.valueOf(reader.string("status")),
        schema(reader.map("schema")),
        capacity(reader.map("capacity")),
        options(reader.map("options")),
        restored(reader));
  }

  private static @Nullable RestoredFrom restored(AttributeReader reader) {
    AttributeReader restored = reader.optionalMap("restored");
    return restored == null
        ? null
        : new RestoredFrom(
            restored.optionalString("backup"), restored.string("table"), restored.number("timeMs"));
  }

  private static void write(ItemWriter writer, ChangeStream stream) {
    string(writer, "label", stream.label());
    string(writer, "view", stream.view().name());
    number(writer, "endedMs", stream.endedMs());
    string(writer, "secret", stream.secret());
    list(
        writer,
        "shards",
        stream.shards(),
        shard -> {
          number(writer, "partition", shard.partition());
          number(writer, "parent", shard.parent());
          number(writer, "start", shard.start());
          number(writer, "end", shard.end());
        });
    write(writer, stream.policy());
  }

  private static ChangeStream stream(AttributeReader reader) {
    return new ChangeStream(
        reader.string("label"),
        StreamView.valueOf(reader.string("view")),
        reader.number("endedMs"),
        reader.string("secret"),
        reader.maps("shards").stream()
            .map(
                shard ->
                    new StreamShard(
                        shard.number("partition"),
                        shard.number("parent"),
                        shard.number("start"),
                        shard.number("end")))
            .toList(),
        resourcePolicy(reader));
  }

  private static void write(ItemWriter writer, TableSchema schema) {
    keys(writer, schema.keys());
    keyAttributes(writer, "attributes", schema.attributes());
    list(
        writer,
        "localIndexes",
        schema.localIndexes(),
        index -> {
          string(writer, "name", index.name());
          keys(writer, index.keys());
          projection(writer, index.projection());
        });
    list(writer, "globalIndexes", schema.globalIndexes(), index -> write(writer, index));
  }

  private static void write(ItemWriter writer, GlobalIndex index) {
    string(writer, "name", index.name());
    keys(writer, index.keys());
    projection(writer, index.projection());
    string(writer, "status", index.status().name());
    bool(writer, "backfilling", index.backfilling());
    throughput(writer, "throughput", index.throughput());
    throughput(writer, "onDemandMaximum", index.onDemandMaximum());
    throughput(writer, "warm", index.warm());
    if (!index.changes().equals(ThroughputChanges.NONE)) {
      write(writer, index.changes());
    }
  }

  private static void write(ItemWriter writer, ThroughputChanges changes) {
    number(writer, "lastIncreaseMs", changes.lastIncreaseMs());
    number(writer, "lastDecreaseMs", changes.lastDecreaseMs());
    number(writer, "decreasesToday", changes.decreasesToday());
  }

  private static ThroughputChanges changes(AttributeReader reader) {
    return new ThroughputChanges(
        reader.optionalNumber("lastIncreaseMs", 0),
        reader.optionalNumber("lastDecreaseMs", 0),
        (int) reader.optionalNumber("decreasesToday", 0));
  }

  private static TableSchema schema(AttributeReader reader) {
    return new TableSchema(
        keys(reader),
        keyAttributes(reader, "attributes"),
        reader.maps("localIndexes").stream()
            .map(index -> new LocalIndex(index.string("name"), keys(index), projection(index)))
            .toList(),
        reader.maps("globalIndexes").stream().map(CatalogCodec::globalIndex).toList());
  }

  private static GlobalIndex globalIndex(AttributeReader reader) {
    Throughput throughput = throughput(reader, "throughput");
    return new GlobalIndex(
        reader.string("name"),
        keys(reader),
        projection(reader),
        IndexStatus.valueOf(reader.string("status")),
        reader.bool("backfilling"),
        throughput == null ? Throughput.ZERO : throughput,
        throughput(reader, "onDemandMaximum"),
        throughput(reader, "warm"),
        changes(reader));
  }

  private static void write(ItemWriter writer, TableCapacity capacity) {
    string(writer, "billingMode", capacity.billingMode().name());
    throughput(writer, "provisioned", capacity.provisioned());
    throughput(writer, "onDemandMaximum", capacity.onDemandMaximum());
    throughput(writer, "warm", capacity.warm());
    write(writer, capacity.changes());
    number(writer, "lastOnDemandMs", capacity.lastOnDemandMs());
    if (!capacity.onDemandSwitchesMs().isEmpty()) {
      numbers(writer, "onDemandSwitchesMs", capacity.onDemandSwitchesMs());
    }
  }

  private static TableCapacity capacity(AttributeReader reader) {
    Throughput provisioned = throughput(reader, "provisioned");
    return new TableCapacity(
        BillingMode.valueOf(reader.string("billingMode")),
        provisioned == null ? Throughput.ZERO : provisioned,
        throughput(reader, "onDemandMaximum"),
        throughput(reader, "warm"),
        reader.number("lastIncreaseMs"),
        reader.number("lastDecreaseMs"),
        (int) reader.number("decreasesToday"),
        reader.number("lastOnDemandMs"),
        reader.numbers("onDemandSwitchesMs"));
  }

  private static void write(ItemWriter writer, TableOptions options) {
    bool(writer, "deletionProtection", options.deletionProtection());
    string(writer, "tableClass", options.tableClass());
    string(writer, "streamViewType", options.streamViewType());
    string(writer, "streamLabel", options.streamLabel());
    string(writer, "encryption", options.encryption());
    string(writer, "encryptionKey", options.encryptionKey());
    string(writer, "timeToLiveAttribute", options.timeToLive().attribute());
    number(writer, "timeToLiveChangedMs", options.timeToLive().changedMs());
    number(writer, "recoverySinceMs", options.recovery().sinceMs());
    number(writer, "recoveryDays", options.recovery().days());
    map(writer, "tags", () -> options.tags().forEach((name, value) -> string(writer, name, value)));
    write(writer, options.resourcePolicy());
    if (!options.insights().isEmpty()) {
      map(
          writer,
          "insights",
          () ->
              options
                  .insights()
                  .forEach((index, insights) -> map(writer, index, () -> write(writer, insights))));
    }
  }

  private static TableOptions options(AttributeReader reader) {
    Map<String, String> tags = new LinkedHashMap<>();
    AttributeReader stored = reader.map("tags");
    stored.attributes().forEach((name, value) -> tags.put(name, stored.stringAt(value)));
    return new TableOptions(
        reader.bool("deletionProtection"),
        reader.optionalString("tableClass"),
        reader.optionalString("streamViewType"),
        reader.optionalString("streamLabel"),
        reader.optionalString("encryption"),
        reader.optionalString("encryptionKey"),
        new TimeToLive(
            reader.optionalString("timeToLiveAttribute"),
            reader.optionalNumber("timeToLiveChangedMs", 0)),
        tags,
        new PointInTimeRecovery(
            reader.optionalNumber("recoverySinceMs", 0),
            (int) reader.optionalNumber("recoveryDays", PointInTimeRecovery.MAX_DAYS)),
        resourcePolicy(reader),
        insights(reader));
  }

  private static void write(ItemWriter writer, ContributorInsights insights) {
    bool(writer, "enabled", insights.enabled());
    string(writer, "mode", insights.mode().name());
    number(writer, "changedMs", insights.changedMs());
  }

  private static Map<String, ContributorInsights> insights(AttributeReader reader) {
    Map<String, ContributorInsights> all = new HashMap<>();
    AttributeReader stored = reader.optionalMap("insights");
    if (stored != null) {
      for (String index : stored.attributes().keySet()) {
        AttributeReader each = stored.map(index);
        all.put(
            index,
            new ContributorInsights(
                each.bool("enabled"),
                ContributorInsights.Mode.valueOf(each.string("mode")),
                each.number("changedMs")));
      }
    }
    return all;
  }

  private static void write(ItemWriter writer, @Nullable ResourcePolicy policy) {
    if (policy != null) {
      string(writer, "resourcePolicy", policy.document());
      string(writer, "resourcePolicyRevision", policy.revision());
    }
  }

  private static @Nullable ResourcePolicy resourcePolicy(AttributeReader reader) {
    String document = reader.optionalString("resourcePolicy");
    return document == null
        ? null
        : new ResourcePolicy(document, reader.string("resourcePolicyRevision"));
  }

  private static void keys(ItemWriter writer, KeySchema keys) {
    keyAttributes(writer, "hash", keys.hash());
    keyAttributes(writer, "range", keys.range());
  }

  private static KeySchema keys(AttributeReader reader) {
    return new KeySchema(keyAttributes(reader, "hash"), keyAttributes(reader, "range"));
  }

  private static void keyAttributes(ItemWriter writer, String name, List<KeyAttribute> keys) {
    list(
        writer,
        name,
        keys,
        key -> {
          string(writer, "name", key.name());
          string(writer, "type", key.type().name());
        });
  }

  private static List<KeyAttribute> keyAttributes(AttributeReader reader, String name) {
    return reader.maps(name).stream()
        .map(key -> new KeyAttribute(key.string("name"), ScalarType.valueOf(key.string("type"))))
        .toList();
  }

  private static void projection(ItemWriter writer, Projection projection) {
    string(writer, "projection", projection.type().name());
    list(writer, "projected", projection.nonKeyAttributes());
  }

  private static Projection projection(AttributeReader reader) {
    return new Projection(
        Projection.Type.valueOf(reader.string("projection")), reader.strings("projected"));
  }

  private static void throughput(ItemWriter writer, String name, @Nullable Throughput throughput) {
    if (throughput != null) {
      numbers(writer, name, List.of(throughput.readUnits(), throughput.writeUnits()));
    }
  }

  private static @Nullable Throughput throughput(AttributeReader reader, String name) {
    List<Long> units = reader.numbers(name);
    return units.isEmpty() ? null : new Throughput(units.get(0), units.get(1));
  }

  private static Slice item(Consumer<ItemWriter> attributes) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    attributes.accept(writer);
    return new Slice(buffer, 0, writer.position());
  }

  private static void string(ItemWriter writer, String name, @Nullable String value) {
    if (value != null) {
      writer.name(name);
      writer.string(value);
    }
  }

  private static void number(ItemWriter writer, String name, long value) {
    writer.name(name);
    writer.number(BigDecimal.valueOf(value));
  }

  private static void bool(ItemWriter writer, String name, boolean value) {
    writer.name(name);
    writer.bool(value);
  }

  private static void map(ItemWriter writer, String name, Runnable attributes) {
    writer.name(name);
    int mark = writer.beginMap();
    attributes.run();
    writer.end(mark);
  }

  private static void numbers(ItemWriter writer, String name, List<Long> values) {
    writer.name(name);
    int mark = writer.beginList();
    values.forEach(value -> writer.number(BigDecimal.valueOf(value)));
    writer.end(mark);
  }

  private static void list(ItemWriter writer, String name, List<String> values) {
    writer.name(name);
    int mark = writer.beginList();
    values.forEach(writer::string);
    writer.end(mark);
  }

  private static <T> void list(
      ItemWriter writer, String name, List<T> values, Consumer<T> attributes) {
    writer.name(name);
    int list = writer.beginList();
    for (T value : values) {
      int map = writer.beginMap();
      attributes.accept(value);
      writer.end(map);
    }
    writer.end(list);
  }
}
