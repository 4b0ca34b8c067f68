package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;

/** Removes a table with all its items. */
final class DeleteTable implements Operation {
  @Override
  public String name() {
    return "DeleteTable";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String name = TableLookup.nameOf(request.requiredString("TableName"));
    Table table = exchange.engine().table(name);
    if (table != null && table.definition().options().deletionProtection()) {
      throw RequestException.validation(
          "Resource cannot be deleted as it is currently protected against deletion. Disable"
              + " deletion protection first.");
    }
    exchange.await(
        exchange.engine().deleteTable(name),
        deleted -> TableDescriptionWriter.answer(exchange, "TableDescription", deleted));
  }
}
