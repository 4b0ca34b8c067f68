package dev.stator.core.engine;

import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.worker.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a table finds its meters: by the hash of a key, by a partition, by the place of an index.
 * Follows the partitions of the table and its indexes when they are split.
 */
final class TableMeters {
  private final TableThroughput throughput;
  private final PlacedMeters partitions;
  private final List<ResourceThroughput> globalIndexes = new ArrayList<>();
  private final List<PlacedMeters> indexPartitions = new ArrayList<>();

  /**
   * @param routing where the partitions of the table are
   * @param indexRoutings where those of its global indexes are, by their names
   */
  TableMeters(
      TableDefinition definition,
      TableThroughput throughput,
      Routing routing,
      Map<String, Routing> indexRoutings) {
    this.throughput = throughput;
    this.partitions = new PlacedMeters(throughput.table(), routing);
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      ResourceThroughput resource = throughput.index(index.name());
      Routing indexRouting = indexRoutings.get(index.name());
      if (resource == null || indexRouting == null) {
        throw new IllegalArgumentException("no throughput or no place of " + index.name());
      }
      globalIndexes.add(resource);
      indexPartitions.add(new PlacedMeters(resource, indexRouting));
    }
  }

  /** The meters of the partition that the hash is in. */
  PartitionMeter of(long hash) {
    return partitions.of(hash);
  }

  /** The meters of a partition of the table (null, or a local index) or of a global index. */
  PartitionMeter of(@Nullable String index, long partition) {
    ResourceThroughput resource = index == null ? null : throughput.index(index);
    return (resource == null ? throughput.table() : resource).partition(partition);
  }

  /** The meters of the global indexes, in the order of the table's definition. */
  List<ResourceThroughput> globalIndexes() {
    return globalIndexes;
  }

  /** The meters of the partitions of each of the global indexes, in the same order. */
  List<PlacedMeters> globalIndexPartitions() {
    return indexPartitions;
  }
}
