package dev.stator.loadgen.measure;

import dev.stator.loadgen.workload.Outcome;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** The times and outcomes of one operation on one thread; another thread collects them. */
@SuppressWarnings("EnumOrdinal") // an index into arrays of numbers, never kept
final class OperationMeter {
  private static final int OUTCOMES = Outcome.values().length;

  private final SingleWriterRecorder response = Times.recorder();
  private final SingleWriterRecorder service = Times.recorder();
  private final AtomicLongArray outcomes = new AtomicLongArray(OUTCOMES);
  private final long[] collected = new long[OUTCOMES];
  private final Histogram scratch = Times.histogram();

  /** For the thread of the loop. */
  void record(Outcome outcome, long responseNs, long serviceNs) {
    int ordinal = outcome.ordinal();
    outcomes.setRelease(ordinal, outcomes.getPlain(ordinal) + 1);
    if (!outcome.isFailure()) {
      Times.record(response, responseNs);
      Times.record(service, serviceNs);
    }
  }

  /** Moves what came since the last call into the target; for the collecting thread. */
  void collectInto(OperationCounts target) {
    response.getIntervalHistogramInto(scratch);
    target.response().add(scratch);
    service.getIntervalHistogramInto(scratch);
    target.service().add(scratch);
    for (int i = 0; i < OUTCOMES; i++) {
      long now = outcomes.getAcquire(i);
      target.addOutcome(i, now - collected[i]);
      collected[i] = now;
    }
  }
}
