package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;

/** Describes a table. */
final class DescribeTable implements Operation {
  @Override
  public String name() {
    return "DescribeTable";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String name = TableLookup.nameOf(request.requiredString("TableName"));
    Table table = exchange.engine().table(name);
    if (table == null) {
      throw Refusals.tableNotFound(name);
    }
    TableDescriptionWriter.answer(exchange, "Table", table);
  }
}
