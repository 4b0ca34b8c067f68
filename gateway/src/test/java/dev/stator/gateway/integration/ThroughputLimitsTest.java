package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.Stator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
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
