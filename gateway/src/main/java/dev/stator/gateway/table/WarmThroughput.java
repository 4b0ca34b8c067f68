package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.Throughput;
import org.jspecify.annotations.Nullable;

/**
 * The throughput that a table or index is told to serve at once: it is raised and never lowered.
 */
final class WarmThroughput {
  private static final Throughput ON_DEMAND = new Throughput(12_000, 4_000);

  private WarmThroughput() {}

  /** What is told when so much was given, if anything: at least what the mode gives. */
  static Throughput of(@Nullable Throughput given, Throughput provisioned, BillingMode mode) {
    Throughput least = mode == BillingMode.PROVISIONED ? provisioned : ON_DEMAND;
    return given == null
        ? least
        : new Throughput(
            Math.max(given.readUnits(), least.readUnits()),
            Math.max(given.writeUnits(), least.writeUnits()));
  }

  /** What is given after so much was provisioned anew: it is never less than it was told before. */
  static @Nullable Throughput kept(
      @Nullable Throughput given, Throughput before, Throughput provisioned) {
    boolean lower =
        provisioned.readUnits() < before.readUnits()
            || provisioned.writeUnits() < before.writeUnits();
    return lower ? before : given;
  }

  /**
   * What is given after a request.
   *
   * @param requested null for no change; 0 in a component too
   * @param what names the table or index in a refusal
   */
  static @Nullable Throughput raise(
      @Nullable Throughput given, @Nullable Throughput requested, Throughput current, String what) {
    if (requested == null) {
      return given;
    }
    return new Throughput(
        raise("ReadUnitsPerSecond", requested.readUnits(), current.readUnits(), what),
        raise("WriteUnitsPerSecond", requested.writeUnits(), current.writeUnits(), what));
  }

  private static long raise(String member, long requested, long current, String what) {
    if (requested == 0) {
      return current;
    }
    if (requested < current) {
      throw invalid(
          "Requested "
              + member
              + " for WarmThroughput for "
              + what
              + " is lower than current WarmThroughput, decreasing WarmThroughput is not"
              + " supported");
    }
    return requested;
  }
}
