package dev.stator.gateway.backup;

import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;

/** Takes a backup of a table. */
final class CreateBackup implements Operation {
  @Override
  public String name() {
    return "CreateBackup";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String table = TableLookup.nameOf(request.requiredString("TableName"));
    exchange.await(
        exchange.engine().backUp(table, request.requiredString("BackupName")),
        backup -> BackupDescriptionWriter.answerDetails(exchange, backup));
  }
}
