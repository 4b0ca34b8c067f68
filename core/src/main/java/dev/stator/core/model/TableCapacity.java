package dev.stator.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The throughput settings of a table.
 *
 * @param provisioned units per second, zero on demand
 * @param onDemandMaximum optional cap on demand; -1 in a component means none
 * @param warm units per second that it was told to serve at once, or could serve before it was
 *     lowered; null when that is no more than its settings say
 * @param lastIncreaseMs when the throughput was last raised, epoch milliseconds, 0 for never
 * @param lastDecreaseMs when it was last lowered, epoch milliseconds, 0 for never
 * @param decreasesToday how often it was lowered on the UTC day of {@code lastDecreaseMs}
 * @param lastOnDemandMs when the table was last switched to on-demand, epoch milliseconds, 0 for
 *     never
 * @param onDemandSwitchesMs when the table was switched from provisioned to on-demand, the last
 *     times, oldest first, epoch milliseconds
 */
public record TableCapacity(
    BillingMode billingMode,
    Throughput provisioned,
    @Nullable Throughput onDemandMaximum,
    @Nullable Throughput warm,
    long lastIncreaseMs,
    long lastDecreaseMs,
    int decreasesToday,
    long lastOnDemandMs,
    List<Long> onDemandSwitchesMs) {
  public TableCapacity {
    onDemandSwitchesMs = List.copyOf(onDemandSwitchesMs);
  }

  /** The settings of a table that was never switched to on-demand. */
  public TableCapacity(
      BillingMode billingMode,
      Throughput provisioned,
      @Nullable Throughput onDemandMaximum,
      @Nullable Throughput warm,
      long lastIncreaseMs,
      long lastDecreaseMs,
      int decreasesToday,
      long lastOnDemandMs) {
    this(
        billingMode,
        provisioned,
        onDemandMaximum,
        warm,
        lastIncreaseMs,
        lastDecreaseMs,
        decreasesToday,
        lastOnDemandMs,
        List.of());
  }

  /** When the provisioned throughput was changed. */
  public ThroughputChanges changes() {
    return new ThroughputChanges(lastIncreaseMs, lastDecreaseMs, decreasesToday);
  }
}
