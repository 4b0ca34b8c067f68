package dev.stator.loadgen.run;

import dev.stator.loadgen.schedule.RateProfile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast and how long.
 *
 * @param rate null for a closed loop
 * @param poisson whether the gaps between requests are random
 * @param warmUp before the measurement, at the rate it begins with
 */
public record PaceSettings(
    @Nullable RateProfile rate, boolean poisson, Duration warmUp, Duration duration) {
  public PaceSettings {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("duration must be above 0");
    }
  }

  /** A closed loop that ends by itself. */
  static PaceSettings untilDone() {
    return new PaceSettings(null, false, Duration.ZERO, Duration.ofDays(1));
  }
}
