package dev.stator.gateway.backup;

import dev.stator.core.engine.Backup;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Deletes a backup. */
final class DeleteBackup implements Operation {
  @Override
  public String name() {
    return "DeleteBackup";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    Backup backup = BackupLookup.find(exchange, request.requiredString("BackupArn"));
    exchange.await(
        exchange.engine().deleteBackup(backup.id()),
        deleted -> BackupDescriptionWriter.answer(exchange, deleted, "DELETED"));
  }
}
