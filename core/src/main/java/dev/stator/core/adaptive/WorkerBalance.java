package dev.stator.core.adaptive;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the partition whose move to another worker evens out what the workers have to do. Load is
 * counted in partitions that consume their cap.
 */
final class WorkerBalance {
  /** A move must take off so much of the distance between the busiest and the idlest worker. */
  private static final double MIN_GAIN = 0.1;

  private final AdaptiveConfig.Moves moves;
  private final int workers;
  private long lastMoveMs = Long.MIN_VALUE / 2;

  /** A partition with its load, and whether it can be moved. */
  record Placed(Resource resource, long partition, int worker, double load, boolean movable) {}

  /** A move that should be made. */
  record Move(Resource resource, Decision decision) {}

  WorkerBalance(AdaptiveConfig.Moves moves, int workers) {
    this.moves = moves;
    this.workers = workers;
  }

  /** The best move now, null when it is not worth it or the last was a moment ago. */
  @Nullable Move decide(long nowMs, List<Placed> partitions) {
    if (workers < 2 || nowMs - lastMoveMs < moves.pauseMs()) {
      return null;
    }
    double[] loads = new double[workers];
    partitions.forEach(placed -> loads[placed.worker()] += placed.load());
    int busiest = 0;
    int idlest = 0;
    double sum = 0;
    for (int worker = 0; worker < workers; worker++) {
      busiest = loads[worker] > loads[busiest] ? worker : busiest;
      idlest = loads[worker] < loads[idlest] ? worker : idlest;
      sum += loads[worker];
    }
    double mean = sum / workers;
    if (loads[busiest] < moves.minLoad() || loads[busiest] <= mean * (1 + moves.unevenRatio())) {
      return null;
    }
    Placed best = best(partitions, busiest, loads[busiest] - loads[idlest]);
    if (best == null) {
      return null;
    }
    lastMoveMs = nowMs;
    String text =
        String.format(
            Locale.ROOT,
            "worker %d has %.1f partitions at their cap to serve, worker %d has %.1f; this is %.1f",
            busiest,
            loads[busiest],
            idlest,
            loads[idlest],
            best.load());
    return new Move(best.resource(), Decision.move(nowMs, best.partition(), idlest, text));
  }

  /** The partition that brings both workers nearest to each other; null when none does. */
  private static @Nullable Placed best(List<Placed> partitions, int busiest, double distance) {
    Placed best = null;
    double least = distance * (1 - MIN_GAIN);
    for (Placed placed : partitions) {
      double left = Math.abs(distance - 2 * placed.load());
      if (placed.movable() && placed.worker() == busiest && left < least) {
        best = placed;
        least = left;
      }
    }
    return best;
  }
}
