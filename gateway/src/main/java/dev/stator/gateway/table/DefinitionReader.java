package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.gateway.json.Structure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the definition of a new table, with the service's rules. */
public final class DefinitionReader {
  private DefinitionReader() {}

  /**
   * The table that a CreateTableInput asks for, whose constraints are checked.
   *
   * @throws dev.stator.core.error.RequestException when there can be no such table
   */
  public static TableDefinition read(Structure request) {
    UnsupportedSettings.refuse(request);
    StreamReader.check(request);
    BillingMode requestedMode = ThroughputReader.billingMode(request);
    BillingMode mode = requestedMode == null ? BillingMode.PROVISIONED : requestedMode;
    Throughput throughput = ThroughputReader.required(request, mode);
    TableSchema schema = schema(request, mode);
    long now = System.currentTimeMillis();
    return new TableDefinition(
        request.requiredString("TableName"),
        UUID.randomUUID().toString(),
        now,
        TableStatus.CREATING,
        schema,
        new TableCapacity(
            mode,
            throughput,
            ThroughputReader.onDemandMaximum(request, mode, "table BillingMode is PROVISIONED."),
            ThroughputReader.warm(request),
            0,
            0,
            0,
            mode == BillingMode.PAY_PER_REQUEST ? now : 0),
        OptionsReader.read(request));
  }

  private static TableSchema schema(Structure request, BillingMode mode) {
    SchemaReader schemas = new SchemaReader(request.structures("AttributeDefinitions"));
    KeySchema keys = schemas.tableKeys(required(request.structures("KeySchema")));
    List<Structure> locals = request.structures("LocalSecondaryIndexes");
    List<Structure> globals = request.structures("GlobalSecondaryIndexes");
    if (locals == null && globals == null) {
      requireAllUsed(keys, schemas.attributes());
    }
    IndexReader indexes = new IndexReader(schemas);
    List<LocalIndex> localIndexes = indexes.localIndexes(locals, keys);
    List<GlobalIndex> globalIndexes = indexes.globalIndexes(globals, mode);
    IndexReader.requireProjected(localIndexes, globalIndexes);
    Set<KeyAttribute> used = new HashSet<>(keys.hash());
    used.addAll(keys.range());
    localIndexes.forEach(index -> used.addAll(index.keys().range()));
    globalIndexes.forEach(index -> used.addAll(index.keys().hash()));
    globalIndexes.forEach(index -> used.addAll(index.keys().range()));
    if (used.size() != schemas.attributes().size()) {
      throw invalid(
          "Some AttributeDefinitions are not used. AttributeDefinitions: "
              + names(schemas.attributes())
              + ", keys used: "
              + names(List.copyOf(used)));
    }
    return new TableSchema(keys, schemas.attributes(), localIndexes, globalIndexes);
  }

  private static List<String> names(List<KeyAttribute> attributes) {
    return attributes.stream().map(KeyAttribute::name).sorted().toList();
  }

  private static void requireAllUsed(KeySchema keys, List<KeyAttribute> attributes) {
    if (keys.hash().size() + keys.range().size() != attributes.size()) {
      throw invalid(
          "Number of attributes in KeySchema does not exactly match number of attributes defined in"
              + " AttributeDefinitions");
    }
  }

  private static List<Structure> required(@Nullable List<Structure> elements) {
    if (elements == null) {
      throw new IllegalStateException("constraints require KeySchema");
    }
    return elements;
  }
}
