package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.Throughput;
import dev.stator.gateway.json.Structure;
import org.jspecify.annotations.Nullable;

/** Reads throughput settings, with the service's rules. */
final class ThroughputReader {
  private static final long MAX_UNITS = 1_000_000_000_000L;
  private static final long NO_MAXIMUM = -1;

  private ThroughputReader() {}

  static @Nullable BillingMode billingMode(Structure request) {
    String mode = request.string("BillingMode");
    return mode == null ? null : BillingMode.valueOf(mode);
  }

  /** The ProvisionedThroughput of a table or index, null when absent. */
  static @Nullable Throughput provisioned(Structure owner) {
    return read(owner.structure("ProvisionedThroughput"));
  }

  private static @Nullable Throughput read(@Nullable Structure throughput) {
    return throughput == null
        ? null
        : new Throughput(
            units(throughput, "ReadCapacityUnits"), units(throughput, "WriteCapacityUnits"));
  }

  /** The units a table or an index must have in this mode. */
  static Throughput required(Structure owner, BillingMode mode) {
    return requiredUnits(owner.structure("ProvisionedThroughput"), mode);
  }

  /** The units that a ProvisionedThroughput gives, which must be there or not in this mode. */
  static Throughput requiredUnits(@Nullable Structure given, BillingMode mode) {
    Throughput throughput = read(given);
    if (mode == BillingMode.PAY_PER_REQUEST) {
      if (throughput != null) {
        throw unitsOnDemand();
      }
      return Throughput.ZERO;
    }
    if (throughput == null) {
      throw invalid(
          "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is"
              + " PROVISIONED");
    }
    return throughput;
  }

  static RequestException unitsOnDemand() {
    return invalid(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is"
            + " PAY_PER_REQUEST");
  }

  /**
   * The OnDemandThroughput of a table or index, null when absent.
   *
   * @param end ends the message for a provisioned table: it differs between operations
   */
  static @Nullable Throughput onDemandMaximum(Structure owner, BillingMode mode, String end) {
    Structure maximum = owner.structure("OnDemandThroughput");
    return maximum == null ? null : maximumUnits(maximum, mode, end);
  }

  /** What an OnDemandThroughput gives. */
  static Throughput maximumUnits(Structure maximum, BillingMode mode, String end) {
    long read = maximum(maximum, "MaxReadRequestUnits", mode, end);
    long write = maximum(maximum, "MaxWriteRequestUnits", mode, end);
    return new Throughput(read, write);
  }

  private static long maximum(Structure owner, String member, BillingMode mode, String end) {
    Long value = owner.longValue(member);
    if (value == null) {
      return NO_MAXIMUM;
    }
    if (mode == BillingMode.PROVISIONED) {
      throw invalid(member + " for OnDemandThroughput cannot be specified when " + end);
    }
    if (value < 1 && value != NO_MAXIMUM) {
      throw invalid(
          "Requested " + member + " for OnDemandThroughput for table is outside of valid range");
    }
    return value;
  }

  /** The WarmThroughput of a table or index, null when absent. */
  static @Nullable Throughput warm(Structure owner) {
    Structure warm = owner.structure("WarmThroughput");
    if (warm == null) {
      return null;
    }
    Long read = warm.longValue("ReadUnitsPerSecond");
    Long write = warm.longValue("WriteUnitsPerSecond");
    return new Throughput(read == null ? 0 : read, write == null ? 0 : write);
  }

  private static long units(Structure throughput, String member) {
    Long units = throughput.longValue(member);
    if (units == null) {
      throw new IllegalStateException("constraints require " + member);
    }
    if (units > MAX_UNITS) {
      throw RequestException.validation(
          "Given value " + units + " for " + member + " is out of bounds");
    }
    return units;
  }
}
