package dev.stator.core.adaptive;

import dev.stator.core.throughput.LimitType;

/** What the meters of a table, global index or partition show. */
public record Usage(MeterReading reads, MeterReading writes) {
  public static final Usage NONE = new Usage(MeterReading.NONE, MeterReading.NONE);

  private MeterReading of(Access access) {
    return switch (access) {
      case READ, THROTTLED_READ -> reads;
      case WRITE, THROTTLED_WRITE -> writes;
    };
  }

  /** Whether anything limits it. */
  boolean isLimited(Access access) {
    return Double.isFinite(of(access).limit());
  }

  double units(Access access) {
    return of(access).consumed();
  }

  /** Requests that a partition refused because it was at its cap. */
  long throttles(Access access) {
    return of(access).throttledBy(LimitType.KEY_RANGE_THROUGHPUT);
  }
}
