package dev.stator.gateway.backup;

import dev.stator.core.engine.Backup;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Describes a backup and the table as it was then. */
final class DescribeBackup implements Operation {
  @Override
  public String name() {
    return "DescribeBackup";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    Backup backup = BackupLookup.find(exchange, request.requiredString("BackupArn"));
    BackupDescriptionWriter.answer(exchange, backup, BackupDescriptionWriter.status(backup));
  }
}
