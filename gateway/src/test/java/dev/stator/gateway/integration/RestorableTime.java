package dev.stator.gateway.integration;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The times that a table with point-in-time recovery can be restored to. */
final class RestorableTime {
  private RestorableTime() {}

  static Instant latest(DynamoDbClient client, String table) {
    return client
        .describeContinuousBackups(r -> r.tableName(table))
        .continuousBackupsDescription()
        .pointInTimeRecoveryDescription()
        .latestRestorableDateTime();
  }

  /** Waits for one after everything that was written so far, a whole second. */
  static Instant awaitNext(DynamoDbClient client, String table) {
    Instant next = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    Eventually.await(
        "the table can be restored to " + next, () -> !latest(client, table).isBefore(next));
    return next;
  }
}
