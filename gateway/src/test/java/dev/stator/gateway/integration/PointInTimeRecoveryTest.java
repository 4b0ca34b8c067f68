package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupTypeFilter;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsStatus;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.RestoreSummary;

/** Recovery of a table to a point in time. */
@ExtendWith(SharedServer.class)
class PointInTimeRecoveryTest {
  private final DynamoDbClient client;

  PointInTimeRecoveryTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void itIsOffUntilItIsSwitchedOn() {
    String table = NewTable.named("pitr-switched", "pk:S").createWith(client);
    Instant begin = Instant.now().minusSeconds(1);

    assertThat(describe(table).pointInTimeRecoveryStatus())
        .isEqualTo(PointInTimeRecoveryStatus.DISABLED);
    assertThat(describe(table).earliestRestorableDateTime()).isNull();
    PointInTimeRecoveryDescription enabled = enable(table, 7);
    assertThat(enabled.pointInTimeRecoveryStatus()).isEqualTo(PointInTimeRecoveryStatus.ENABLED);
    assertThat(enabled.recoveryPeriodInDays()).isEqualTo(7);
    assertThat(enabled.earliestRestorableDateTime()).isBetween(begin, Instant.now());

    Eventually.await(
        "time goes on",
        () ->
            describe(table)
                .latestRestorableDateTime()
                .isAfter(enabled.earliestRestorableDateTime()));
    assertThat(describe(table).earliestRestorableDateTime())
        .isEqualTo(enabled.earliestRestorableDateTime());
    assertThat(Duration.between(describe(table).latestRestorableDateTime(), Instant.now()))
        .isLessThan(Duration.ofSeconds(5));
    client.updateContinuousBackups(
        r ->
            r.tableName(table)
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(false)));
    assertThat(describe(table).pointInTimeRecoveryStatus())
        .isEqualTo(PointInTimeRecoveryStatus.DISABLED);
    assertThat(
            client
                .describeContinuousBackups(r -> r.tableName(table))
                .continuousBackupsDescription()
                .continuousBackupsStatus())
        .isEqualTo(ContinuousBackupsStatus.ENABLED);
  }

  @Test
  void thePeriodStaysWhenItIsNotGiven() {
    String table = NewTable.named("pitr-period", "pk:S").createWith(client);

    assertThat(enable(table, null).recoveryPeriodInDays()).isEqualTo(35);
    assertThat(enable(table, 3).recoveryPeriodInDays()).isEqualTo(3);
    assertThat(enable(table, null).recoveryPeriodInDays()).isEqualTo(3);
  }

  @Test
  void aTableIsRestoredAsItWas() {
    String table = NewTable.named("pitr-source", "pk:S").createWith(client);
    put(table, "before");
    enable(table, 35);
    put(table, "kept");
    Instant moment = awaitLatestAfter(table, Instant.now());
    put(table, "after");
    delete(table, "kept");
    awaitLatestAfter(table, Instant.now());

    client.restoreTableToPointInTime(
        r -> r.sourceTableName(table).targetTableName("pitr-then").restoreDateTime(moment));
    String arn = client.describeTable(r -> r.tableName(table)).table().tableArn();
    client.restoreTableToPointInTime(
        r -> r.sourceTableArn(arn).targetTableName("pitr-now").useLatestRestorableTime(true));
    awaitActive("pitr-then");
    awaitActive("pitr-now");

    assertThat(keys("pitr-then")).containsExactly("before", "kept");
    assertThat(keys("pitr-now")).containsExactly("after", "before");
    RestoreSummary summary =
        client.describeTable(r -> r.tableName("pitr-then")).table().restoreSummary();
    assertThat(summary.sourceBackupArn()).isNull();
    assertThat(summary.sourceTableArn()).isEqualTo(arn);
    assertThat(summary.restoreDateTime()).isEqualTo(moment);
    assertThat(summary.restoreInProgress()).isFalse();
  }

  @Test
  void theEarliestTimeIsMeantAlsoByItsWholeSecond() {
    String table = NewTable.named("pitr-earliest", "pk:S").createWith(client);
    put(table, "before");
    Instant earliest = enable(table, 35).earliestRestorableDateTime();
    put(table, "after");

    client.restoreTableToPointInTime(
        r ->
            r.sourceTableName(table)
                .targetTableName("pitr-at-earliest")
                .restoreDateTime(earliest.truncatedTo(ChronoUnit.SECONDS)));
    awaitActive("pitr-at-earliest");

    assertThat(keys("pitr-at-earliest")).contains("before");
    assertThat(
            client
                .describeTable(r -> r.tableName("pitr-at-earliest"))
                .table()
                .restoreSummary()
                .restoreDateTime())
        .isEqualTo(earliest);
  }

  @Test
  void timesThatCannotBeRestoredAreRefused() {
    String table = NewTable.named("pitr-refused", "pk:S").createWith(client);

    assertRefused(
        "PointInTimeRecoveryUnavailableException",
        "Point in time recovery is not enabled for table 'pitr-refused'",
        () -> restoreTo(table, Instant.now()));
    enable(table, 35);
    String message =
        "An invalid restore time was specified. RestoreDateTime must be between"
            + " EarliestRestorableDateTime and LatestRestorableDateTime.";
    assertRefused(
        "InvalidRestoreTimeException",
        message,
        () -> restoreTo(table, Instant.now().minusSeconds(60)));
    assertRefused(
        "InvalidRestoreTimeException",
        message,
        () -> restoreTo(table, Instant.now().plusSeconds(60)));
    assertRefused(
        "TableNotFoundException",
        "Table not found: pitr-none",
        () -> restoreTo("pitr-none", Instant.now()));
    assertRefused(
        "TableNotFoundException",
        "Table not found: pitr-none",
        () -> client.describeContinuousBackups(r -> r.tableName("pitr-none")));
    assertRefused(
        "TableNotFoundException", "Table not found: pitr-none", () -> enable("pitr-none", 1));
    assertRefused(
        "TableAlreadyExistsException",
        "Table already exists: pitr-refused",
        () ->
            client.restoreTableToPointInTime(
                r ->
                    r.sourceTableName(table).targetTableName(table).useLatestRestorableTime(true)));
    assertRefused(
        "ValidationException",
        "1 validation error detected: Value '36' at"
            + " 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy"
            + " constraint: Member must have value less than or equal to 35",
        () -> enable(table, 36));
  }

  @Test
  void exactlyOneSourceAndOneTimeAreGiven() {
    String table = NewTable.named("pitr-exact", "pk:S").createWith(client);

    assertRefused(
        "ValidationException",
        "Either RestoreDateTime or UseLatestRestorableTime must be specified",
        () ->
            client.restoreTableToPointInTime(
                r -> r.sourceTableName(table).targetTableName("pitr-new")));
    assertRefused(
        "ValidationException",
        "RestoreDateTime and UseLatestRestorableTime cannot be specified at the same time",
        () ->
            client.restoreTableToPointInTime(
                r ->
                    r.sourceTableName(table)
                        .targetTableName("pitr-new")
                        .restoreDateTime(Instant.now())
                        .useLatestRestorableTime(true)));
    assertRefused(
        "ValidationException",
        "Either SourceTableName or SourceTableArn must be specified",
        () ->
            client.restoreTableToPointInTime(
                r -> r.targetTableName("pitr-new").useLatestRestorableTime(true)));
  }

  @Test
  void aDeletedTableLeavesABackupOfItsLastMoment() {
    String table = NewTable.named("pitr-deleted", "pk:S").createWith(client);
    enable(table, 35);
    put(table, "last");

    client.deleteTable(r -> r.tableName(table));
    Eventually.await("the table is gone", () -> !client.listTables().tableNames().contains(table));

    List<BackupSummary> kept =
        client
            .listBackups(r -> r.tableName(table).backupType(BackupTypeFilter.SYSTEM))
            .backupSummaries();
    assertThat(kept).hasSize(1);
    BackupSummary backup = kept.getFirst();
    assertThat(backup.backupName()).isEqualTo("pitr-deleted$DeletedTableBackup");
    assertThat(backup.backupExpiryDateTime())
        .isEqualTo(backup.backupCreationDateTime().plus(Duration.ofDays(35)));
    client.restoreTableFromBackup(r -> r.backupArn(backup.backupArn()).targetTableName(table));
    awaitActive(table);
    assertThat(keys(table)).containsExactly("last");
    client.deleteBackup(r -> r.backupArn(backup.backupArn()));
    assertThat(client.listBackups(r -> r.tableName(table)).backupSummaries()).isEmpty();
  }

  private PointInTimeRecoveryDescription describe(String table) {
    return client
        .describeContinuousBackups(r -> r.tableName(table))
        .continuousBackupsDescription()
        .pointInTimeRecoveryDescription();
  }

  private PointInTimeRecoveryDescription enable(String table, @Nullable Integer days) {
    return client
        .updateContinuousBackups(
            r ->
                r.tableName(table)
                    .pointInTimeRecoverySpecification(
                        p -> p.pointInTimeRecoveryEnabled(true).recoveryPeriodInDays(days)))
        .continuousBackupsDescription()
        .pointInTimeRecoveryDescription();
  }

  private void restoreTo(String table, Instant time) {
    client.restoreTableToPointInTime(
        r -> r.sourceTableName(table).targetTableName("pitr-refused-new").restoreDateTime(time));
  }

  /** The latest time that the table can be restored to, when it is not before this one. */
  private Instant awaitLatestAfter(String table, Instant time) {
    Eventually.await(
        "the table can be restored to " + time,
        () -> describe(table).latestRestorableDateTime().isAfter(time));
    return describe(table).latestRestorableDateTime();
  }

  private void put(String table, String pk) {
    client.putItem(r -> r.tableName(table).item(Map.of("pk", s(pk))));
  }

  private void delete(String table, String pk) {
    client.deleteItem(r -> r.tableName(table).key(Map.of("pk", s(pk))));
  }

  private void awaitActive(String table) {
    Eventually.await(table + " is active", () -> NewTable.isActive(client, table));
  }

  private List<String> keys(String table) {
    return client.scan(r -> r.tableName(table)).items().stream()
        .map(item -> Objects.requireNonNull(item.get("pk")).s())
        .sorted()
        .toList();
  }

  private static void assertRefused(String code, String message, ThrowingCallable request) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }
}
