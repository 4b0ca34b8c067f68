package dev.stator.gateway.backup;

import dev.stator.core.engine.Backup;
import dev.stator.core.model.RestoredFrom;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.table.RestoredTable;
import dev.stator.gateway.table.TableDescriptionWriter;

/** Creates a table with the items of a backup. */
final class RestoreTableFromBackup implements Operation {
  @Override
  public String name() {
    return "RestoreTableFromBackup";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    Backup backup = BackupLookup.find(exchange, request.requiredString("BackupArn"));
    RestoredFrom from =
        new RestoredFrom(backup.id(), backup.tableName(), backup.manifest().createdMs());
    exchange.await(
        exchange
            .engine()
            .restoreTable(
                RestoredTable.read(
                    backup.manifest().table(), request, from, exchange.engine().nowMs())),
        table -> TableDescriptionWriter.answer(exchange, "TableDescription", table));
  }
}
