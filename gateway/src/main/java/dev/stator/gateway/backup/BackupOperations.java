package dev.stator.gateway.backup;

import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on backups and on recovery to a point in time. */
public final class BackupOperations {
  private BackupOperations() {}

  public static List<Operation> all() {
    return List.of(
        new CreateBackup(),
        new DescribeBackup(),
        new ListBackups(),
        new DeleteBackup(),
        new RestoreTableFromBackup(),
        new UpdateContinuousBackups(),
        new DescribeContinuousBackups(),
        new RestoreTableToPointInTime());
  }
}
