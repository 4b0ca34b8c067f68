package dev.stator.core.engine;

import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.worker.Routes;
import dev.stator.core.worker.Routing;
import java.util.List;

/**
 * The meters of the partitions of a table or a global index by the hashes they have. Follows the
 * partitions when they are split; any thread.
 */
final class PlacedMeters {
  private final ResourceThroughput throughput;
  private final Routing routing;
  private volatile Placed placed;

  /** The meters of the partitions that there are at one moment, in their order. */
  private record Placed(Routes routes, List<PartitionMeter> meters) {}

  PlacedMeters(ResourceThroughput throughput, Routing routing) {
    this.throughput = throughput;
    this.routing = routing;
    this.placed = place(routing.current());
  }

  private Placed place(Routes routes) {
    return new Placed(
        routes, routes.all().stream().map(r -> throughput.partition(r.partition())).toList());
  }

  /** The meters of the partition that the hash is in. */
  PartitionMeter of(long hash) {
    Placed now = placed();
    return now.meters().get(now.routes().indexOf(hash));
  }

  /** Whether its partitions hold writes to what one of them can do. */
  boolean limitWrites() {
    List<PartitionMeter> meters = placed().meters();
    return !meters.isEmpty() && meters.getFirst().writes().isLimited();
  }

  private Placed placed() {
    Routes now = routing.current();
    Placed known = placed;
    if (known.routes() != now) {
      known = place(now);
      placed = known;
    }
    return known;
  }
}
