package dev.stator.gateway.backup;

import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;

/** Tells to which times a table can be restored. */
final class DescribeContinuousBackups implements Operation {
  @Override
  public String name() {
    return "DescribeContinuousBackups";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String name = TableLookup.nameOf(request.requiredString("TableName"));
    ContinuousBackups.answer(exchange, ContinuousBackups.find(exchange, name));
  }
}
