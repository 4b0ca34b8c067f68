package dev.stator.core.engine;

import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.worker.HashRange;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a table finds its meters: by the hash of a key, by the place of a partition or index. */
final class TableMeters {
  private final List<PartitionMeter> partitions;
  private final List<ResourceThroughput> globalIndexes = new ArrayList<>();
  private final Map<String, List<PartitionMeter>> indexPartitions = new HashMap<>();

  TableMeters(
      TableDefinition definition,
      TableThroughput throughput,
      List<Route> routes,
      Map<String, List<Route>> indexRoutes) {
    this.partitions = metersOf(throughput.table(), routes);
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      ResourceThroughput resource = throughput.index(index.name());
      if (resource == null) {
        throw new IllegalArgumentException("no throughput of " + index.name());
      }
      globalIndexes.add(resource);
      indexPartitions.put(
          index.name(), metersOf(resource, indexRoutes.getOrDefault(index.name(), List.of())));
    }
  }

  private static List<PartitionMeter> metersOf(ResourceThroughput resource, List<Route> routes) {
    return routes.stream().map(route -> resource.partition(route.partition())).toList();
  }

  /** The meters of the partition that the hash is in. */
  PartitionMeter of(long hash) {
    return partitions.get(HashRange.indexOf(hash, partitions.size()));
  }

  /** The meters of a partition of the table (null) or index, by its place among the routes. */
  PartitionMeter of(@Nullable String index, int place) {
    List<PartitionMeter> meters = index == null ? null : indexPartitions.get(index);
    return (meters == null ? partitions : meters).get(place);
  }

  /** The meters of the global indexes, in the order of the table's definition. */
  List<ResourceThroughput> globalIndexes() {
    return globalIndexes;
  }
}
