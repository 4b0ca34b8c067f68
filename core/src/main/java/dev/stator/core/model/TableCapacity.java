package dev.stator.core.model;

import org.jspecify.annotations.Nullable;

/**
 * The throughput settings of a table.
 *
 * @param provisioned units per second, zero on demand
 * @param onDemandMaximum optional cap on demand; -1 in a component means none
 * @param lastIncreaseMs when the throughput was last raised, epoch milliseconds, 0 for never
 * @param lastDecreaseMs when it was last lowered, epoch milliseconds, 0 for never
 * @param decreasesToday how often it was lowered on the UTC day of {@code lastDecreaseMs}
 * @param lastOnDemandMs when the table was last switched to on-demand, epoch milliseconds, 0 for
 *     never
 */
public record TableCapacity(
    BillingMode billingMode,
    Throughput provisioned,
    @Nullable Throughput onDemandMaximum,
    @Nullable Throughput warm,
    long lastIncreaseMs,
    long lastDecreaseMs,
    int decreasesToday,
    long lastOnDemandMs) {}
