package dev.stator.loadgen.measure;

import dev.stator.loadgen.workload.Call;
import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.Outcome;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/** Invented measurements. */
public final class Measurements {
  private Measurements() {}

  /** Reads in ten seconds. */
  public static Interval of(int ok, int other, IntFunction<Outcome> outcome, IntToLongFunction ns) {
    Interval interval = new Interval(0);
    OperationMeter meter = new OperationMeter();
    for (int i = 0; i < ok + other; i++) {
      meter.record(outcome.apply(i), ns.applyAsLong(i), ns.applyAsLong(i));
    }
    meter.collectInto(interval.operation(new Call().type()));
    interval.operation(OperationType.GET);
    interval.end(10_000_000_000L, ClientUse.NONE);
    return interval;
  }
}
