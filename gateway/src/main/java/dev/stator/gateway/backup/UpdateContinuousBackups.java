package dev.stator.gateway.backup;

import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;

/** Keeps the past of a table, or stops that. */
final class UpdateContinuousBackups implements Operation {
  @Override
  public String name() {
    return "UpdateContinuousBackups";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String name = TableLookup.nameOf(request.requiredString("TableName"));
    Structure specification = request.structure("PointInTimeRecoverySpecification");
    if (specification == null) {
      throw new IllegalStateException("constraints require PointInTimeRecoverySpecification");
    }
    PointInTimeRecovery before =
        ContinuousBackups.find(exchange, name).definition().options().recovery();
    exchange.await(
        exchange.engine().keepPast(name, days(specification, before)),
        table -> ContinuousBackups.answer(exchange, table));
  }

  private static int days(Structure specification, PointInTimeRecovery before) {
    if (!specification.isTrue("PointInTimeRecoveryEnabled")) {
      return 0;
    }
    Integer days = specification.integer("RecoveryPeriodInDays");
    return days == null ? before.days() : days;
  }
}
