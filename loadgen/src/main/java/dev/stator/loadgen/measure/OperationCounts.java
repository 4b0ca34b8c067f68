package dev.stator.loadgen.measure;

import dev.stator.loadgen.workload.Outcome;
import org.HdrHistogram.Histogram;

/** The times and outcomes of one operation over a time. For one thread. */
@SuppressWarnings("EnumOrdinal") // an index into arrays of numbers, never kept
public final class OperationCounts {
  private final Histogram response = Times.histogram();
  private final Histogram service = Times.histogram();
  private final long[] outcomes = new long[Outcome.values().length];

  /** From the intended start to the answer, in nanoseconds, of what did not fail. */
  public Histogram response() {
    return response;
  }

  /** From sending to the answer, in nanoseconds, of what did not fail. */
  public Histogram service() {
    return service;
  }

  public long of(Outcome outcome) {
    return outcomes[outcome.ordinal()];
  }

  /** What ended as it should. */
  public long succeeded() {
    return of(Outcome.OK) + of(Outcome.CONDITION_FAILED);
  }

  public long failed() {
    long failed = 0;
    for (Outcome outcome : Outcome.values()) {
      failed += outcome.isFailure() ? of(outcome) : 0;
    }
    return failed;
  }

  void addOutcome(int ordinal, long count) {
    outcomes[ordinal] += count;
  }

  public void add(OperationCounts other) {
    response.add(other.response);
    service.add(other.service);
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] += other.outcomes[i];
    }
  }
}
