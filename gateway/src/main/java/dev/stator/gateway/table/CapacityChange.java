package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.ThroughputChanges;
import dev.stator.gateway.json.Structure;
import org.jspecify.annotations.Nullable;

/**
 * What an UpdateTable request does to the throughput of a table.
 *
 * @param after the settings after the change
 */
record CapacityChange(TableCapacity after) {

  static CapacityChange of(TableDefinition table, Structure request, long now) {
    TableCapacity before = table.capacity();
    BillingMode requestedMode = ThroughputReader.billingMode(request);
    BillingMode mode = requestedMode == null ? before.billingMode() : requestedMode;
    Throughput requested = ThroughputReader.provisioned(request);
    if (requested != null && mode == BillingMode.PAY_PER_REQUEST) {
      throw ThroughputReader.unitsOnDemand();
    }
    Throughput units = requested == null ? before.provisioned() : requested;
    if (mode == BillingMode.PAY_PER_REQUEST) {
      units = Throughput.ZERO;
    }
    boolean stays = mode == before.billingMode() && mode == BillingMode.PROVISIONED;
    if (stays && requested != null && requested.equals(before.provisioned())) {
      throw unchanged("table", before.provisioned(), requested);
    }
    return new CapacityChange(after(before, mode, units, stays, request, now));
  }

  private static TableCapacity after(
      TableCapacity before,
      BillingMode mode,
      Throughput units,
      boolean stays,
      Structure request,
      long now) {
    ThroughputChanges changes = before.changes();
    if (stays) {
      changes = changes.with(before.provisioned(), units, now);
    }
    boolean lowered = changes.lastDecreaseMs() != before.lastDecreaseMs();
    boolean switched = mode != before.billingMode();
    boolean toOnDemand = switched && mode == BillingMode.PAY_PER_REQUEST;
    Throughput warm = WarmThroughput.of(before.warm(), before.provisioned(), before.billingMode());
    return new TableCapacity(
        mode,
        units,
        maximum(before, mode, request),
        WarmThroughput.raise(
            lowered || switched ? warm : before.warm(),
            ThroughputReader.warm(request),
            warm,
            "table"),
        changes.lastIncreaseMs(),
        changes.lastDecreaseMs(),
        changes.decreasesToday(),
        toOnDemand ? now : before.lastOnDemandMs(),
        toOnDemand
            ? SwitchLimit.with(before.onDemandSwitchesMs(), now)
            : before.onDemandSwitchesMs());
  }

  /** The schema with the throughput of its indexes as the mode demands. */
  TableSchema apply(TableSchema schema) {
    if (after.billingMode() == BillingMode.PROVISIONED) {
      for (GlobalIndex index : schema.globalIndexes()) {
        if (index.throughput().equals(Throughput.ZERO)) {
          throw invalid("ProvisionedThroughput must be specified for index: " + index.name());
        }
      }
      return schema;
    }
    return schema.withGlobalIndexes(
        schema.globalIndexes().stream()
            .map(index -> index.withThroughput(Throughput.ZERO, index.changes()))
            .toList());
  }

  /** The refusal of a change that changes nothing. */
  static RequestException unchanged(String what, Throughput current, Throughput requested) {
    return RequestException.validation(
        "The provisioned throughput for the "
            + what
            + " will not change. The requested value equals the current value. Current"
            + " ReadCapacityUnits provisioned for the "
            + what
            + ": "
            + current.readUnits()
            + ". Requested ReadCapacityUnits: "
            + requested.readUnits()
            + ". Current WriteCapacityUnits provisioned for the "
            + what
            + ": "
            + current.writeUnits()
            + ". Requested WriteCapacityUnits: "
            + requested.writeUnits()
            + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request"
            + " higher limits.");
  }

  private static @Nullable Throughput maximum(
      TableCapacity before, BillingMode mode, Structure request) {
    Throughput requested =
        ThroughputReader.onDemandMaximum(request, mode, "the table BillingMode is PROVISIONED");
    if (mode == BillingMode.PROVISIONED) {
      return null;
    }
    return requested == null ? before.onDemandMaximum() : requested;
  }
}
