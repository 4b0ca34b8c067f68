package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.engine.Engine;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import java.util.List;

/** Changes the throughput, the indexes or the settings of a table. */
final class UpdateTable implements Operation {
  private final ChangeLimits limits;

  UpdateTable(ChangeLimits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return "UpdateTable";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    check(request);
    long now = System.currentTimeMillis();
    exchange.await(
        exchange
            .engine()
            .updateTable(
                TableLookup.nameOf(request.requiredString("TableName")),
                definition -> change(definition, request, exchange.engine(), now)),
        table -> TableDescriptionWriter.answer(exchange, "TableDescription", table));
  }

  private static void check(Structure request) {
    ConstraintChecker.check(request);
    UnsupportedSettings.refuse(request);
    List<Structure> indexUpdates = request.structures("GlobalSecondaryIndexUpdates");
    boolean changesIndexes = indexUpdates != null && !indexUpdates.isEmpty();
    if (!changesIndexes
        && !request.has("ProvisionedThroughput")
        && !request.has("BillingMode")
        && !request.has("StreamSpecification")
        && !request.has("SSESpecification")
        && !request.has("DeletionProtectionEnabled")
        && !request.has("TableClass")
        && !request.has("OnDemandThroughput")
        && !request.has("WarmThroughput")) {
      throw RequestException.validation(
          "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
              + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
    }
    if ("PROVISIONED".equals(request.string("BillingMode"))
        && !request.has("ProvisionedThroughput")) {
      throw invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
    }
    ThroughputReader.provisioned(request);
    StreamReader.check(request);
  }

  private TableDefinition change(
      TableDefinition before, Structure request, Engine engine, long now) {
    CapacityChange capacity = CapacityChange.of(before, request, now);
    TableDefinition after = change(before, request, capacity, now);
    if (limits == ChangeLimits.SERVICE) {
      checkDecreases(before, after, now);
      SwitchLimit.check(before.capacity(), after.capacity(), now);
      QuotaLimit.check(engine, after);
    }
    return after;
  }

  /** A request is refused as a whole when one of the tables and indexes it lowers may not be. */
  private static void checkDecreases(TableDefinition before, TableDefinition after, long now) {
    DecreaseLimit.check(before.capacity().changes(), after.capacity().changes(), now);
    for (GlobalIndex index : before.schema().globalIndexes()) {
      after.schema().globalIndexes().stream()
          .filter(changed -> changed.name().equals(index.name()))
          .forEach(changed -> DecreaseLimit.check(index.changes(), changed.changes(), now));
    }
  }

  private static TableDefinition change(
      TableDefinition before, Structure request, CapacityChange capacity, long now) {
    IndexChange indexes =
        new IndexChange(before.schema(), capacity.after().billingMode(), request, now);
    return new TableDefinition(
        before.name(),
        before.id(),
        before.createdMs(),
        before.status(),
        capacity.apply(indexes.apply()),
        capacity.after(),
        OptionsReader.update(before, request),
        before.restored());
  }
}
