package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupDescription;
import software.amazon.awssdk.services.dynamodb.model.BackupDetails;
import software.amazon.awssdk.services.dynamodb.model.BackupNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import software.amazon.awssdk.services.dynamodb.model.BackupTypeFilter;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.RestoreSummary;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableAlreadyExistsException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Backups on demand. */
@ExtendWith(SharedServer.class)
class BackupsTest {
  private static final String NO_BACKUP =
      "arn:aws:dynamodb:us-east-1:000000000000:table/none/backup/01489602797149-73d8d5bc";

  private final DynamoDbClient client;

  BackupsTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void aBackupIsRestoredAsTheTableWasWithItsIndexes() {
    String table = indexed("backup-source");
    for (int i = 0; i < 50; i++) {
      put(table, "a" + i, i);
    }
    List<String> items = scan(table, null);

    BackupDetails backup = AvailableBackup.of(client, table, "first");
    put(table, "later", 1);
    client.deleteItem(r -> r.tableName(table).key(Map.of("pk", s("p"), "sk", s("a1"))));
    TableDescription creating =
        client
            .restoreTableFromBackup(
                r -> r.backupArn(backup.backupArn()).targetTableName("backup-restored"))
            .tableDescription();
    awaitActive("backup-restored");

    assertThat(creating.tableStatus()).isEqualTo(TableStatus.CREATING);
    assertThat(creating.restoreSummary().restoreInProgress()).isTrue();
    RestoreSummary done = describe("backup-restored").restoreSummary();
    assertThat(done.restoreInProgress()).isFalse();
    assertThat(done.sourceBackupArn()).isEqualTo(backup.backupArn());
    assertThat(done.sourceTableArn()).endsWith(":table/" + table);
    assertThat(done.restoreDateTime()).isEqualTo(backup.backupCreationDateTime());
    assertThat(scan("backup-restored", null)).isEqualTo(items);
    assertThat(scan("backup-restored", "global")).isEqualTo(items);
    assertThat(scan("backup-restored", "local")).isEqualTo(items);
    assertThat(describe("backup-restored").itemCount()).isEqualTo(50);
    assertThat(describe(table).restoreSummary()).isNull();
  }

  @Test
  void aBackupTellsWhatItIsOf() {
    String table = indexed("backup-described");
    put(table, "a", 1);
    client.updateTable(
        r ->
            r.tableName(table)
                .streamSpecification(
                    stream -> stream.streamEnabled(true).streamViewType(StreamViewType.KEYS_ONLY)));
    awaitActive(table);
    client.updateTimeToLive(
        r ->
            r.tableName(table)
                .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName("expires")));

    BackupDetails created = AvailableBackup.of(client, table, "described");
    BackupDescription found =
        client.describeBackup(r -> r.backupArn(created.backupArn())).backupDescription();

    BackupDetails details = found.backupDetails();
    assertThat(details.backupArn())
        .matches(
            "arn:aws:dynamodb:us-east-1:000000000000:table/backup-described/backup/\\d{14}-[0-9a-f]{8}");
    assertThat(details.backupName()).isEqualTo("described");
    assertThat(details.backupStatus()).isEqualTo(BackupStatus.AVAILABLE);
    assertThat(details.backupType()).isEqualTo(BackupType.USER);
    assertThat(details.backupSizeBytes()).isEqualTo(describe(table).tableSizeBytes());
    assertThat(details.backupExpiryDateTime()).isNull();
    assertThat(found.sourceTableDetails().tableName()).isEqualTo(table);
    assertThat(found.sourceTableDetails().tableId()).isEqualTo(describe(table).tableId());
    assertThat(found.sourceTableDetails().itemCount()).isEqualTo(1);
    assertThat(found.sourceTableDetails().keySchema()).isEqualTo(describe(table).keySchema());
    assertThat(found.sourceTableDetails().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    var features = found.sourceTableFeatureDetails();
    assertThat(features.globalSecondaryIndexes().getFirst().indexName()).isEqualTo("global");
    assertThat(features.localSecondaryIndexes().getFirst().indexName()).isEqualTo("local");
    assertThat(features.streamDescription().streamViewType()).isEqualTo(StreamViewType.KEYS_ONLY);
    assertThat(features.timeToLiveDescription().attributeName()).isEqualTo("expires");
  }

  @Test
  void settingsBesideCapacityAndIndexesAreNotRestored() {
    String table = NewTable.named("backup-settings", "pk:S").createWith(client);
    client.updateTable(
        r ->
            r.tableName(table)
                .deletionProtectionEnabled(true)
                .streamSpecification(
                    stream -> stream.streamEnabled(true).streamViewType(StreamViewType.KEYS_ONLY)));
    awaitActive(table);
    client.updateTimeToLive(
        r ->
            r.tableName(table)
                .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName("expires")));
    client.tagResource(
        r ->
            r.resourceArn(describe(table).tableArn())
                .tags(Tag.builder().key("a").value("b").build()));
    client.updateContinuousBackups(
        r ->
            r.tableName(table)
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));

    restore(AvailableBackup.of(client, table, "settings"), "backup-settings-restored");

    TableDescription restored = describe("backup-settings-restored");
    assertThat(restored.deletionProtectionEnabled()).isFalse();
    assertThat(restored.streamSpecification()).isNull();
    assertThat(restored.latestStreamArn()).isNull();
    assertThat(restored.tableId()).isNotEqualTo(describe(table).tableId());
    assertThat(
            client
                .describeTimeToLive(r -> r.tableName("backup-settings-restored"))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isEqualTo(TimeToLiveStatus.DISABLED);
    assertThat(client.listTagsOfResource(r -> r.resourceArn(restored.tableArn())).tags()).isEmpty();
    assertThat(
            client
                .describeContinuousBackups(r -> r.tableName("backup-settings-restored"))
                .continuousBackupsDescription()
                .pointInTimeRecoveryDescription()
                .pointInTimeRecoveryStatusAsString())
        .isEqualTo("DISABLED");
    client.updateTable(r -> r.tableName(table).deletionProtectionEnabled(false));
  }

  @Test
  void whatIsRestoredCanBeOverridden() {
    String table = indexed("backup-overridden");
    put(table, "a", 1);
    BackupDetails backup = AvailableBackup.of(client, table, "overridden");

    client.restoreTableFromBackup(
        r ->
            r.backupArn(backup.backupArn())
                .targetTableName("backup-provisioned")
                .billingModeOverride(BillingMode.PROVISIONED)
                .provisionedThroughputOverride(t -> t.readCapacityUnits(7L).writeCapacityUnits(8L))
                .globalSecondaryIndexOverride(List.of())
                .localSecondaryIndexOverride(
                    LocalSecondaryIndex.builder()
                        .indexName("local")
                        .keySchema(key("pk", KeyType.HASH), key("l", KeyType.RANGE))
                        .projection(NewTable.keysOnly())
                        .build())
                .sseSpecificationOverride(sse -> sse.enabled(true)));
    awaitActive("backup-provisioned");

    TableDescription restored = describe("backup-provisioned");
    assertThat(restored.provisionedThroughput().readCapacityUnits()).isEqualTo(7);
    assertThat(restored.provisionedThroughput().writeCapacityUnits()).isEqualTo(8);
    assertThat(restored.globalSecondaryIndexes()).isEmpty();
    assertThat(restored.localSecondaryIndexes().getFirst().indexName()).isEqualTo("local");
    assertThat(restored.attributeDefinitions()).hasSize(3);
    assertThat(restored.sseDescription().sseTypeAsString()).isEqualTo("KMS");
    assertThat(scan("backup-provisioned", null)).containsExactly("a");
  }

  @Test
  void overridesThatDoNotFitAreRefused() {
    String table = indexed("backup-unfit");
    BackupDetails backup = AvailableBackup.of(client, table, "unfit");

    assertRefused(
        "ValidationException",
        "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must"
            + " both be specified when BillingMode is PROVISIONED",
        () ->
            client.restoreTableFromBackup(
                r ->
                    r.backupArn(backup.backupArn())
                        .targetTableName("backup-unfit-restored")
                        .billingModeOverride(BillingMode.PROVISIONED)));
    assertRefused(
        "ValidationException",
        "One or more parameter values were invalid: Global Secondary Index does not match source:"
            + " other",
        () ->
            client.restoreTableFromBackup(
                r ->
                    r.backupArn(backup.backupArn())
                        .targetTableName("backup-unfit-restored")
                        .globalSecondaryIndexOverride(
                            GlobalSecondaryIndex.builder()
                                .indexName("other")
                                .keySchema(key("g", KeyType.HASH))
                                .projection(NewTable.all())
                                .build())));
    LocalSecondaryIndex local =
        LocalSecondaryIndex.builder()
            .indexName("local")
            .keySchema(key("pk", KeyType.HASH), key("l", KeyType.RANGE))
            .projection(NewTable.keysOnly())
            .build();
    assertRefused(
        "ValidationException",
        "One or more parameter values were invalid: Duplicate index name: local",
        () ->
            client.restoreTableFromBackup(
                r ->
                    r.backupArn(backup.backupArn())
                        .targetTableName("backup-unfit-restored")
                        .localSecondaryIndexOverride(local, local)));
    GlobalSecondaryIndex global =
        GlobalSecondaryIndex.builder()
            .indexName("global")
            .keySchema(key("g", KeyType.HASH))
            .projection(NewTable.all())
            .build();
    assertRefused(
        "ValidationException",
        "One or more parameter values were invalid: Duplicate index name: global",
        () ->
            client.restoreTableFromBackup(
                r ->
                    r.backupArn(backup.backupArn())
                        .targetTableName("backup-unfit-restored")
                        .globalSecondaryIndexOverride(global, global)));
  }

  @Test
  void backupsAreListedInPagesAndByTableTypeAndTime() {
    String table = NewTable.named("backup-listed", "pk:S").createWith(client);
    Instant before = Instant.now().minusSeconds(1);
    List<String> arns =
        List.of(
            AvailableBackup.of(client, table, "one").backupArn(),
            AvailableBackup.of(client, table, "two").backupArn(),
            AvailableBackup.of(client, table, "three").backupArn());

    ListBackupsResponse first = client.listBackups(r -> r.tableName(table).limit(2));
    ListBackupsResponse second =
        client.listBackups(
            r ->
                r.tableName(table)
                    .limit(2)
                    .exclusiveStartBackupArn(first.lastEvaluatedBackupArn()));

    assertThat(arns(first)).isEqualTo(arns.subList(0, 2));
    assertThat(first.lastEvaluatedBackupArn()).isEqualTo(arns.get(1));
    assertThat(arns(second)).isEqualTo(arns.subList(2, 3));
    assertThat(second.lastEvaluatedBackupArn()).isNull();
    assertThat(first.backupSummaries().getFirst().tableName()).isEqualTo(table);
    assertThat(arns(client.listBackups(r -> r.tableName(table).timeRangeLowerBound(before))))
        .isEqualTo(arns);
    assertThat(arns(client.listBackups(r -> r.tableName(table).timeRangeUpperBound(before))))
        .isEmpty();
    assertThat(
            arns(client.listBackups(r -> r.tableName(table).backupType(BackupTypeFilter.SYSTEM))))
        .isEmpty();
    assertThat(arns(client.listBackups(r -> r.tableName("none")))).isEmpty();
    assertThat(arns(client.listBackups(r -> r.limit(100)))).containsAll(arns);
  }

  @Test
  void aBackupOutlivesItsTableUntilItIsDeleted() {
    String table = NewTable.named("backup-outlives", "pk:S").createWith(client);
    client.putItem(r -> r.tableName(table).item(Map.of("pk", s("a"))));
    BackupDetails backup = AvailableBackup.of(client, table, "outlives");
    client.deleteTable(r -> r.tableName(table));
    Eventually.await("the table is gone", () -> !client.listTables().tableNames().contains(table));

    restore(backup, table);
    assertThat(client.scan(r -> r.tableName(table)).items()).containsExactly(Map.of("pk", s("a")));

    BackupDescription deleted =
        client.deleteBackup(r -> r.backupArn(backup.backupArn())).backupDescription();
    assertThat(deleted.backupDetails().backupStatus()).isEqualTo(BackupStatus.DELETED);
    assertThatThrownBy(() -> client.describeBackup(r -> r.backupArn(backup.backupArn())))
        .isInstanceOf(BackupNotFoundException.class)
        .hasMessageContaining("Backup not found: " + backup.backupArn());
  }

  @Test
  void whatIsNotThereIsTold() {
    String table = NewTable.named("backup-there", "pk:S").createWith(client);
    BackupDetails backup = AvailableBackup.of(client, table, "there");

    assertThatThrownBy(() -> client.createBackup(r -> r.tableName("none-of-it").backupName("name")))
        .isInstanceOf(TableNotFoundException.class)
        .hasMessageContaining("Table not found: none-of-it");
    assertThatThrownBy(() -> client.deleteBackup(r -> r.backupArn(NO_BACKUP)))
        .isInstanceOf(BackupNotFoundException.class);
    assertThatThrownBy(() -> client.describeBackup(r -> r.backupArn("x".repeat(40))))
        .isInstanceOf(BackupNotFoundException.class);
    assertThatThrownBy(
            () -> client.restoreTableFromBackup(r -> r.backupArn(NO_BACKUP).targetTableName("xyz")))
        .isInstanceOf(BackupNotFoundException.class);
    assertThatThrownBy(() -> restore(backup, table))
        .isInstanceOf(TableAlreadyExistsException.class)
        .hasMessageContaining("Table already exists: " + table);
    assertRefused(
        "ValidationException",
        "1 validation error detected: Value 'a' at 'backupName' failed to satisfy constraint:"
            + " Member must have length greater than or equal to 3",
        () -> client.createBackup(r -> r.tableName(table).backupName("a")));
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private String indexed(String name) {
    return NewTable.named(name, "pk:S", "sk:S")
        .globalIndex("global", NewTable.all(), "g:S")
        .localIndex("local", NewTable.keysOnly(), "pk:S", "l:S")
        .createWith(client);
  }

  private void put(String table, String sk, int value) {
    client.putItem(
        r ->
            r.tableName(table)
                .item(Map.of("pk", s("p"), "sk", s(sk), "g", s("g"), "l", s(sk), "v", n(value))));
  }

  private List<String> scan(String table, @Nullable String index) {
    return client.scan(r -> r.tableName(table).indexName(index)).items().stream()
        .map(item -> Objects.requireNonNull(item.get("sk")).s())
        .sorted()
        .toList();
  }

  private void restore(BackupDetails backup, String target) {
    client.restoreTableFromBackup(r -> r.backupArn(backup.backupArn()).targetTableName(target));
    awaitActive(target);
  }

  private void awaitActive(String table) {
    Eventually.await(table + " is active", () -> NewTable.isActive(client, table));
  }

  private TableDescription describe(String table) {
    return client.describeTable(r -> r.tableName(table)).table();
  }

  private static List<String> arns(ListBackupsResponse response) {
    return response.backupSummaries().stream().map(BackupSummary::backupArn).toList();
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
