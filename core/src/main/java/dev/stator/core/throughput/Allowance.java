package dev.stator.core.throughput;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.Throughput;
import org.jspecify.annotations.Nullable;

/**
 * What a table or global index may consume by its settings.
 *
 * @param provisioned units per second, without meaning on demand
 * @param maximum units per second on demand; null or less than 1 in a component for none
 * @param warm units per second that it must be able to serve on demand; null for no more than
 *     others
 */
public record Allowance(
    BillingMode billing,
    Throughput provisioned,
    @Nullable Throughput maximum,
    @Nullable Throughput warm) {

  static Allowance of(TableCapacity table) {
    return new Allowance(
        table.billingMode(), table.provisioned(), table.onDemandMaximum(), table.warm());
  }

  static Allowance of(TableCapacity table, GlobalIndex index) {
    return new Allowance(
        table.billingMode(), index.throughput(), index.onDemandMaximum(), index.warm());
  }

  boolean isProvisioned() {
    return billing == BillingMode.PROVISIONED;
  }

  /** Provisioned units per second, 0 for none. */
  long provisioned(Direction direction) {
    return isProvisioned() ? units(provisioned, direction) : 0;
  }

  /** The maximum on demand, 0 for none. */
  long maximum(Direction direction) {
    return isProvisioned() ? 0 : Math.max(0, units(maximum, direction));
  }

  long warm(Direction direction) {
    return units(warm, direction);
  }

  private static long units(@Nullable Throughput throughput, Direction direction) {
    if (throughput == null) {
      return 0;
    }
    return switch (direction) {
      case READ -> throughput.readUnits();
      case WRITE -> throughput.writeUnits();
    };
  }
}
