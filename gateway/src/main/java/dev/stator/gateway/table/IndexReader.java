package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Limits;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.Throughput;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the indexes of a table that is created, with the service's rules. */
final class IndexReader {
  private final SchemaReader schemas;
  private final Set<String> names = new HashSet<>();

  IndexReader(SchemaReader schemas) {
    this.schemas = schemas;
  }

  List<LocalIndex> localIndexes(@Nullable List<Structure> requested, KeySchema table) {
    if (requested == null) {
      return List.of();
    }
    if (requested.isEmpty()) {
      throw invalid("List of LocalSecondaryIndexes is empty");
    }
    if (table.range().isEmpty()) {
      throw invalid(
          "Table KeySchema does not have a range key, which is required when specifying a"
              + " LocalSecondaryIndex");
    }
    List<LocalIndex> indexes = new ArrayList<>();
    for (Structure index : requested) {
      indexes.add(localIndex(index, table));
    }
    if (indexes.size() > Limits.MAX_LOCAL_INDEXES) {
      throw invalid(
          "Number of LocalSecondaryIndexes exceeds per-table limit of " + Limits.MAX_LOCAL_INDEXES);
    }
    return indexes;
  }

  private LocalIndex localIndex(Structure requested, KeySchema table) {
    String name = requested.requiredString("IndexName");
    KeySchema keys = schemas.simpleKeys(elements(requested));
    if (keys.range().isEmpty()) {
      throw invalid("Index KeySchema does not have a range key for index: " + name);
    }
    String hash = keys.hash().getFirst().name();
    String tableHash = table.hash().getFirst().name();
    if (!hash.equals(tableHash)) {
      throw invalid(
          "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
              + name
              + ". index hash key: "
              + hash
              + ", table hash key: "
              + tableHash);
    }
    Projection projection = SchemaReader.projection(requested);
    requireNew(name);
    return new LocalIndex(name, keys, projection);
  }

  List<GlobalIndex> globalIndexes(@Nullable List<Structure> requested, BillingMode mode) {
    if (requested == null) {
      return List.of();
    }
    if (requested.isEmpty()) {
      throw invalid("List of GlobalSecondaryIndexes is empty");
    }
    List<GlobalIndex> indexes = new ArrayList<>();
    for (Structure index : requested) {
      indexes.add(globalIndex(index, mode, IndexStatus.ACTIVE));
    }
    requireCount(indexes.size());
    return indexes;
  }

  /** One global index, as it is in a new table or added to a table. */
  GlobalIndex globalIndex(Structure requested, BillingMode mode, IndexStatus status) {
    String name = requested.requiredString("IndexName");
    KeySchema keys = schemas.globalKeys(elements(requested));
    Projection projection = SchemaReader.projection(requested);
    Throughput throughput = ThroughputReader.provisioned(requested);
    if (mode == BillingMode.PAY_PER_REQUEST && throughput != null) {
      throw invalid(
          "ProvisionedThroughput should not be specified for index: "
              + name
              + " when BillingMode is PAY_PER_REQUEST");
    }
    if (mode == BillingMode.PROVISIONED && throughput == null) {
      throw invalid("ProvisionedThroughput must be specified for index: " + name);
    }
    requireNew(name);
    return new GlobalIndex(
        name,
        keys,
        projection,
        status,
        status == IndexStatus.CREATING,
        throughput == null ? Throughput.ZERO : throughput,
        ThroughputReader.onDemandMaximum(requested, mode, "table BillingMode is PROVISIONED."),
        ThroughputReader.warm(requested));
  }

  static void requireCount(int globalIndexes) {
    if (globalIndexes > Limits.MAX_GLOBAL_INDEXES) {
      throw invalid(
          "GlobalSecondaryIndex count exceeds the per-table limit of " + Limits.MAX_GLOBAL_INDEXES);
    }
  }

  /** Attributes that several indexes project count for each. */
  static void requireProjected(List<LocalIndex> locals, List<GlobalIndex> globals) {
    int count = 0;
    for (LocalIndex index : locals) {
      count += index.projection().nonKeyAttributes().size();
    }
    for (GlobalIndex index : globals) {
      count += index.projection().nonKeyAttributes().size();
    }
    if (count > Limits.MAX_PROJECTED_ATTRIBUTES) {
      throw invalid(
          "Number of projected attributes in all secondary indexes exceeds the per-table limit of "
              + Limits.MAX_PROJECTED_ATTRIBUTES);
    }
  }

  private void requireNew(String name) {
    if (!names.add(name)) {
      throw invalid("Duplicate index name: " + name);
    }
  }

  static List<Structure> elements(Structure index) {
    List<Structure> elements = index.structures("KeySchema");
    if (elements == null || elements.isEmpty()) {
      throw new IllegalStateException("constraints require KeySchema");
    }
    return elements;
  }
}
