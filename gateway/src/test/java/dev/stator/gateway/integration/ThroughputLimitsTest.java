package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.Stator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.TableWarmThroughputDescription;

/** How often and how far throughput may be changed with the service's limits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThroughputLimitsTest {
  private final Stator stator = Stator.inMemory().limitChanges(true).start();
  private final DynamoDbClient client = Clients.withoutRetries(stator.endpoint());

  @BeforeAll
  void fillTheAccount() {
    create("large", 40_000, 40_000);
  }

  @AfterAll
  void close() {
    client.close();
    stator.close();
  }

  @Test
  void aTableIsSwitchedToOnDemandFourTimesADay() {
    create("switched", 1, 1);
    for (int i = 0; i < 4; i++) {
      change("switched", BillingMode.PAY_PER_REQUEST);
      change("switched", BillingMode.PROVISIONED);
    }

    assertThatThrownBy(() -> change("switched", BillingMode.PAY_PER_REQUEST))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageStartingWith(
            "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 1"
                + " day(s).");
  }

  @Test
  void aTableHasAQuota() {
    assertThatThrownBy(() -> create("too-large", 40_001, 1))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageStartingWith(
            "Subscriber limit exceeded: The requested ReadCapacityUnits exceed the limit of 40000 of"
                + " the table");
    create("raised", 1, 1);
    assertThatThrownBy(() -> change("raised", 1, 40_001))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("WriteCapacityUnits exceed the limit of 40000 of the table");
  }

  @Test
  void anAccountHasAQuota() {
    create("second", 39_000, 1);
    assertThatThrownBy(() -> create("third", 1001, 1))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("ReadCapacityUnits exceed the limit of 80000 of the account");
    client.deleteTable(r -> r.tableName("second"));
    NewTable.awaitGone(client, "second");
  }

  @Test
  void anIndexIsLoweredFourTimesADayWhateverItsTable() {
    var request =
        NewTable.named("lowered", "pk:S").globalIndex("by-g", NewTable.all(), "g:S").request();
    client.createTable(
        request.toBuilder()
            .billingMode(BillingMode.PROVISIONED)
            .provisionedThroughput(MeteredServer.units(10, 10))
            .globalSecondaryIndexes(
                request.globalSecondaryIndexes().getFirst().toBuilder()
                    .provisionedThroughput(MeteredServer.units(10, 10))
                    .build())
            .build());
    NewTable.awaitActive(client, "lowered");
    for (long reads = 9; reads > 5; reads--) {
      lower("by-g", reads, 10);
    }

    assertThatThrownBy(() -> lower("by-g", 5, 10))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("Number of decreases today: 4. Last decrease at ");
    assertThatThrownBy(() -> lower("by-g", 5, 9))
        .as("a table that may be lowered, in one request with the index")
        .isInstanceOf(LimitExceededException.class);
    change("lowered", 9, 9);

    var table = client.describeTable(r -> r.tableName("lowered")).table();
    var index = table.globalSecondaryIndexes().getFirst().provisionedThroughput();
    assertThat(index.readCapacityUnits()).isEqualTo(6);
    assertThat(index.numberOfDecreasesToday()).isEqualTo(4);
    assertThat(index.lastDecreaseDateTime()).isNotNull();
    assertThat(index.lastIncreaseDateTime()).isNull();
    assertThat(table.provisionedThroughput().numberOfDecreasesToday()).isEqualTo(1);
  }

  /** Lowers the reads of an index, and if they are others than now, the writes of its table. */
  private void lower(String index, long reads, long tableWrites) {
    var update =
        GlobalSecondaryIndexUpdate.builder()
            .update(u -> u.indexName(index).provisionedThroughput(MeteredServer.units(reads, 10)))
            .build();
    client.updateTable(
        r -> {
          r.tableName("lowered").globalSecondaryIndexUpdates(List.of(update));
          if (tableWrites != 10) {
            r.provisionedThroughput(MeteredServer.units(10, tableWrites));
          }
        });
    NewTable.awaitActive(client, "lowered");
  }

  @Test
  void warmThroughputNeverGoesDown() {
    create("warm", 500, 100);

    change("warm", 5, 100);
    assertThat(warm("warm").readUnitsPerSecond()).isEqualTo(500);
    assertThat(warm("warm").writeUnitsPerSecond()).isEqualTo(100);

    change("warm", BillingMode.PAY_PER_REQUEST);
    assertThat(warm("warm").readUnitsPerSecond()).isEqualTo(12_000);

    change("warm", BillingMode.PROVISIONED);
    assertThat(warm("warm").readUnitsPerSecond()).isEqualTo(12_000);
    assertThat(warm("warm").writeUnitsPerSecond()).isEqualTo(4000);
  }

  private TableWarmThroughputDescription warm(String table) {
    return client.describeTable(r -> r.tableName(table)).table().warmThroughput();
  }

  private void create(String table, long reads, long writes) {
    client.createTable(
        NewTable.named(table, "pk:S").request().toBuilder()
            .billingMode(BillingMode.PROVISIONED)
            .provisionedThroughput(MeteredServer.units(reads, writes))
            .build());
    NewTable.awaitActive(client, table);
  }

  private void change(String table, long reads, long writes) {
    client.updateTable(
        r -> r.tableName(table).provisionedThroughput(MeteredServer.units(reads, writes)));
    NewTable.awaitActive(client, table);
  }

  private void change(String table, BillingMode mode) {
    client.updateTable(
        r -> {
          r.tableName(table).billingMode(mode);
          if (mode == BillingMode.PROVISIONED) {
            r.provisionedThroughput(MeteredServer.units(1, 1));
          }
        });
    NewTable.awaitActive(client, table);
  }
}
