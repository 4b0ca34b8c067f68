package dev.stator.gateway.integration;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupDetails;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;

/** A backup that a test needs. */
final class AvailableBackup {
  private AvailableBackup() {}

  /** Makes it, and waits until it is available. */
  static BackupDetails of(DynamoDbClient client, String table, String name) {
    BackupDetails made =
        client.createBackup(r -> r.tableName(table).backupName(name)).backupDetails();
    Eventually.await(
        "the backup is available",
        () ->
            client
                    .describeBackup(r -> r.backupArn(made.backupArn()))
                    .backupDescription()
                    .backupDetails()
                    .backupStatus()
                == BackupStatus.AVAILABLE);
    return made;
  }
}
