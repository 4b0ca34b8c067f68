package dev.stator.gateway.backup;

import dev.stator.core.engine.Backup;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import org.jspecify.annotations.Nullable;

/** Finds the backups that ARNs name. */
final class BackupLookup {
  private BackupLookup() {}

  /**
   * The backup of this ARN.
   *
   * @throws RequestException BACKUP_NOT_FOUND when there is none
   */
  static Backup find(Exchange exchange, String arn) {
    Arns.BackupName name = Arns.backupName(arn);
    @Nullable Backup backup = name == null ? null : exchange.engine().backups().get(name.id());
    if (name == null || backup == null || !backup.tableName().equals(name.table())) {
      throw new RequestException(ErrorCode.BACKUP_NOT_FOUND, "Backup not found: " + arn);
    }
    return backup;
  }
}
