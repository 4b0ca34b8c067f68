package dev.stator.core.adaptive;

import dev.stator.core.throughput.LimitType;
import dev.stator.core.throughput.Meter;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a meter shows at one moment.
 *
 * @param consumed units since the start of the server
 * @param limit units a second that may be consumed at length; infinite without a limit
 * @param left units that may be consumed at once, as saved for a burst; negative in debt, infinite
 *     without a limit
 * @param throttled requests refused since the start of the server by the limit that they met; 0 is
 *     left out
 */
public record MeterReading(
    double consumed, double limit, double left, Map<LimitType, Long> throttled) {
  /** Nothing consumed and nothing limited. */
  public static final MeterReading NONE =
      new MeterReading(0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Map.of());

  private static final double UNITS_PER_HALF = 0.5;

  public MeterReading {
    throttled = Map.copyOf(throttled);
  }

  public static MeterReading of(Meter meter, long nowNs) {
    Map<LimitType, Long> throttled = new EnumMap<>(LimitType.class);
    for (LimitType type : LimitType.values()) {
      long count = meter.throttledRequests(type);
      if (count > 0) {
        throttled.put(type, count);
      }
    }
    return new MeterReading(
        UNITS_PER_HALF * meter.consumedHalves(), meter.rate(), meter.available(nowNs), throttled);
  }

  /** Requests refused by this limit. */
  public long throttledBy(LimitType type) {
    return throttled.getOrDefault(type, 0L);
  }
}
