package dev.stator.core.engine;

import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.worker.Routes;
import dev.stator.core.worker.Routing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a table finds its meters: by the hash of a key, by a partition, by the place of an index.
 * Follows the partitions of the table when they are split.
 */
final class TableMeters {
  private final TableThroughput throughput;
  private final Routing routing;
  private final List<ResourceThroughput> globalIndexes = new ArrayList<>();
  private volatile Placed placed;

  /** The meters of the partitions that there are at one moment, in their order. */
  private record Placed(Routes routes, List<PartitionMeter> meters) {}

  TableMeters(TableDefinition definition, TableThroughput throughput, Routing routing) {
    this.throughput = throughput;
    this.routing = routing;
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      ResourceThroughput resource = throughput.index(index.name());
      if (resource == null) {
        throw new IllegalArgumentException("no throughput of " + index.name());
      }
      globalIndexes.add(resource);
    }
    this.placed = place(routing.current());
  }

  private Placed place(Routes routes) {
    return new Placed(
        routes,
        routes.all().stream()
            .map(route -> throughput.table().partition(route.partition()))
            .toList());
  }

  /** The meters of the partition that the hash is in. */
  PartitionMeter of(long hash) {
    Routes now = routing.current();
    Placed known = placed;
    if (known.routes() != now) {
      known = place(now);
      placed = known;
    }
    return known.meters().get(now.indexOf(hash));
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
}
