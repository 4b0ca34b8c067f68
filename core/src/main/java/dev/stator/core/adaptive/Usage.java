package dev.stator.core.adaptive;

/**
 * What a partition consumed and refused since it was opened; only ever grows.
 *
 * @param readThrottles reads refused because the partition was at its cap
 * @param writeThrottles writes refused because the partition was at its cap
 */
public record Usage(
    double readUnits, double writeUnits, long readThrottles, long writeThrottles) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  double units(Access access) {
    return switch (access) {
      case READ, THROTTLED_READ -> readUnits;
      case WRITE, THROTTLED_WRITE -> writeUnits;
    };
  }

  long throttles(Access access) {
    return switch (access) {
      case READ, THROTTLED_READ -> readThrottles;
      case WRITE, THROTTLED_WRITE -> writeThrottles;
    };
  }
}
