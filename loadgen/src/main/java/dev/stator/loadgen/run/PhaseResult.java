package dev.stator.loadgen.run;

import dev.stator.loadgen.measure.HotKeys;
import dev.stator.loadgen.measure.Interval;
import java.util.List;

/**
 * What a phase measured.
 *
 * @param intervals of a second each, in order
 * @param total all of them together
 */
public record PhaseResult(List<Interval> intervals, Interval total, HotKeys hotKeys) {
  static PhaseResult of(List<Interval> intervals, HotKeys hotKeys) {
    Interval total = new Interval(0);
    intervals.forEach(total::add);
    return new PhaseResult(List.copyOf(intervals), total, hotKeys);
  }

  /** Calls per second that ended as they should. */
  public double throughput() {
    return total.seconds() == 0 ? 0 : total.succeeded() / total.seconds();
  }

  /** The same over the time in which calls were meant to start, without the end's waiting. */
  public double throughputOver(double seconds) {
    return total.succeeded() / Math.max(seconds, 1e-9);
  }
}
