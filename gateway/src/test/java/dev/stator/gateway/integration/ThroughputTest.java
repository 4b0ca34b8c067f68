package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.core.throughput.ThroughputMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;

/** What a table may consume, and what a client is told that wants more. */
class ThroughputTest {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/";
  private static final int KB = 1024;
  private static final int OVERHEAD = 3 + 4; // the names pk and body, a key of one character
  private static final String TABLE_EXCEEDED =
      "The level of configured provisioned throughput for the table was exceeded. Consider"
          + " increasing your provisioning level with the UpdateTable API.";
  private static final String INDEX_EXCEEDED =
      "The level of configured provisioned throughput for one or more global secondary indexes of"
          + " the table was exceeded. Consider increasing your provisioning level for the"
          + " under-provisioned global secondary indexes with the UpdateTable API";
  private static final String ON_DEMAND_EXCEEDED =
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically"
          + " scaling your table or index so please try again shortly. If exceptions persist, check"
          + " if you have a hot key:"
          + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html.";

  private MeteredServer server = new MeteredServer(config -> config.withPartitionLimits(0, 0));
  private DynamoDbClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  /** 5 units a second for 300 seconds are 1500: four writes of 400 units leave a debt of 100. */
  @Test
  void writesGoOnUntilTheBurstIsSpentAndTheDebtIsPaid() {
    server.create("tab", 5, 5);
    for (int i = 0; i < 4; i++) {
      put("tab", "k", 400);
    }

    var throttled =
        throttled(() -> put("tab", "k", 1), ProvisionedThroughputExceededException.class);
    assertThat(throttled.getMessage()).startsWith(TABLE_EXCEEDED);
    assertThat(throttled.isThrottlingException()).isTrue();
    assertThat(throttled.statusCode()).isEqualTo(400);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteProvisionedThroughputExceeded", ARN + "tab"));

    server.advance(Duration.ofSeconds(20));
    throttled(() -> put("tab", "k", 1), ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    put("tab", "k", 1);
  }

  /** Reads of 400 KB cost 100 units, or 50 when they are eventually consistent. */
  @Test
  void readsHaveTheirOwnThroughput() {
    server.create("tab", 1, 1000);
    put("tab", "k", 400);
    get("tab", "k", true);
    get("tab", "k", true);
    get("tab", "k", false);
    get("tab", "k", false);

    var throttled =
        throttled(() -> get("tab", "k", false), ProvisionedThroughputExceededException.class);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableReadProvisionedThroughputExceeded", ARN + "tab"));
    put("tab", "k", 1);
    throttled(
        () -> client.scan(r -> r.tableName("tab")), ProvisionedThroughputExceededException.class);
    throttled(() -> query("tab", null, "pk", "k"), ProvisionedThroughputExceededException.class);
  }

  @Test
  void pagesCostAllThatTheyEvaluated() {
    server.create("tab", 1, 1000);
    put("tab", "a", 400);
    put("tab", "b", 400);

    for (int i = 0; i < 3; i++) {
      client.scan(r -> r.tableName("tab").consistentRead(true).select(Select.COUNT)); // 200 units
      server.advance(Duration.ofSeconds(100));
    }

    throttled(
        () -> client.scan(r -> r.tableName("tab")), ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    client.scan(r -> r.tableName("tab"));
  }

  @Test
  void aFailedConditionCostsTheLargerItem() {
    server.create("tab", 1, 1);
    put("tab", "k", 299);
    server.advance(Duration.ofSeconds(1)); // 2 units are left

    assertThatThrownBy(
            () ->
                client.putItem(
                    r ->
                        r.tableName("tab")
                            .item(item("k", 10))
                            .conditionExpression("attribute_not_exists(pk)")))
        .isInstanceOf(ConditionalCheckFailedException.class);

    server.advance(Duration.ofSeconds(297));
    throttled(() -> put("tab", "k", 1), ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    put("tab", "k", 1);
  }

  @Test
  void anInvalidRequestIsRefusedAsSuchAlsoWithoutThroughput() {
    server.create("tab", 1, 1);
    put("tab", "k", 400);

    assertThatThrownBy(() -> client.putItem(r -> r.tableName("tab").item(Map.of("x", s("y")))))
        .hasMessageContaining("Missing the key pk in the item");
  }

  @Test
  void aPartitionServesNoMoreThanItCan() {
    restart(config -> config.withPartitionLimits(3000, 500));
    server.create("tab", 10_000, 10_000);
    put("tab", "k", 400);
    put("tab", "k", 400);

    var throttled =
        throttled(() -> put("tab", "k", 1), ProvisionedThroughputExceededException.class);

    assertThat(throttled.getMessage()).startsWith(TABLE_EXCEEDED);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteKeyRangeThroughputExceeded", ARN + "tab"));
    assertThat("abcdefgh".chars().filter(key -> isAdmitted(Character.toString(key))).count())
        .as("keys of other partitions")
        .isPositive();
    server.advance(Duration.ofSeconds(1));
    put("tab", "k", 1);
  }

  @Test
  void withoutAdaptiveCapacityEachPartitionHasAnEqualShare() {
    restart(config -> config.withAdaptive(false));
    server.create("tab", 4, 4); // one unit for each of four partitions
    put("tab", "k", 300);

    var throttled =
        throttled(() -> put("tab", "k", 1), ProvisionedThroughputExceededException.class);

    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteProvisionedThroughputExceeded", ARN + "tab"));
  }

  @Test
  void theMaximumOnDemandIsHeld() {
    client.createTable(
        NewTable.named("tab", "pk:S").request().toBuilder()
            .onDemandThroughput(
                OnDemandThroughput.builder()
                    .maxReadRequestUnits(1L)
                    .maxWriteRequestUnits(1000L)
                    .build())
            .build());
    NewTable.awaitActive(client, "tab");
    put("tab", "k", 8);
    get("tab", "k", true);

    var throttled = throttled(() -> get("tab", "k", true), ThrottlingException.class);

    assertThat(throttled.getMessage())
        .startsWith(
            "Throughput exceeds the maximum OnDemandThroughput configured on table or index");
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableReadMaxOnDemandThroughputExceeded", ARN + "tab"));
    put("tab", "k", 8);
  }

  @Test
  void aTableOnDemandIsLimitedOnlyByTheMachine() {
    restart(UnaryOperator.identity());
    NewTable.named("tab", "pk:S").createWith(client);

    for (int i = 0; i < 15; i++) {
      put("tab", "k", 400);
    }
  }

  @Test
  void asTheServiceANewTableOnDemandServesFourThousandWrites() {
    restart(config -> config.withMode(ThroughputMode.SERVICE).withPartitionLimits(0, 0));
    NewTable.named("tab", "pk:S").createWith(client);
    for (int i = 0; i < 10; i++) {
      put("tab", "k", 400);
    }

    var throttled = throttled(() -> put("tab", "k", 1), ThrottlingException.class);

    assertThat(throttled.getMessage()).startsWith(ON_DEMAND_EXCEEDED);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteKeyRangeThroughputExceeded", ARN + "tab"));
  }

  @Test
  void switchedOffNothingIsThrottled() {
    restart(config -> config.withMode(ThroughputMode.OFF));
    server.create("tab", 1, 1);

    for (int i = 0; i < 5; i++) {
      put("tab", "k", 400);
      get("tab", "k", true);
    }
  }

  /** 5 units a second of the index are 1500: four entries of 400 KB. */
  @Test
  void aGlobalIndexWithoutThroughputHoldsWritesToItsTableUp() {
    NewTable table =
        NewTable.named("tab", "pk:S").globalIndex("idx", NewTable.include("body"), "holder:S");
    server.create(table, 1000, 1000, 1000, 5);
    for (int i = 0; i < 4; i++) {
      putIndexed(i);
    }

    var throttled = throttled(() -> putIndexed(5), ProvisionedThroughputExceededException.class);
    assertThat(throttled.getMessage()).startsWith(INDEX_EXCEEDED);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("IndexWriteProvisionedThroughputExceeded", ARN + "tab/index/idx"));

    put("tab", "k", 1); // it has no entry in the index
    update("SET x = :v");
    throttled(() -> update("SET body = :v"), ProvisionedThroughputExceededException.class);
    throttled(() -> update("REMOVE holder"), ProvisionedThroughputExceededException.class);
    throttled(
        () -> client.deleteItem(r -> r.tableName("tab").key(Map.of("pk", s("z")))),
        ProvisionedThroughputExceededException.class);

    server.advance(Duration.ofSeconds(100));
    putIndexed(5);
  }

  @Test
  void aGlobalIndexIsReadFromItsOwnThroughput() {
    NewTable table = NewTable.named("tab", "pk:S").globalIndex("idx", NewTable.all(), "holder:S");
    server.create(table, 1000, 1000, 1, 1000);
    putIndexed(1);
    Eventually.await("it is in the index", () -> query("tab", "idx", "holder", "o") == 1);
    for (int i = 0; i < 6; i++) {
      server.advance(Duration.ofNanos(1));
      if (!isAdmitted(() -> query("tab", "idx", "holder", "o"))) {
        break;
      }
    }

    var throttled =
        throttled(
            () -> query("tab", "idx", "holder", "o"), ProvisionedThroughputExceededException.class);

    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("IndexReadProvisionedThroughputExceeded", ARN + "tab/index/idx"));
    query("tab", null, "pk", "1");
  }

  @Test
  void changedThroughputIsInForceAtOnce() {
    server.create("tab", 1, 1);
    put("tab", "k", 300);
    throttled(() -> put("tab", "k", 1), ProvisionedThroughputExceededException.class);

    client.updateTable(r -> r.tableName("tab").provisionedThroughput(MeteredServer.units(1, 100)));
    server.advance(Duration.ofMillis(10));

    put("tab", "k", 1);
    throttled(() -> put("tab", "k", 1), ProvisionedThroughputExceededException.class);

    NewTable.awaitActive(client, "tab");
    client.updateTable(r -> r.tableName("tab").billingMode(BillingMode.PAY_PER_REQUEST));
    put("tab", "k", 400);
    put("tab", "k", 1);
  }

  private void restart(UnaryOperator<ThroughputConfig> settings) {
    server.close();
    server = new MeteredServer(settings);
    client = server.client();
  }

  private static Map<String, AttributeValue> item(String key, int kilobytes) {
    return Map.of("pk", s(key), "body", s("x".repeat(kilobytes * KB - OVERHEAD)));
  }

  private void put(String table, String key, int kilobytes) {
    client.putItem(r -> r.tableName(table).item(item(key, kilobytes)));
  }

  private boolean isAdmitted(String key) {
    return isAdmitted(() -> put("tab", key, 1));
  }

  private static boolean isAdmitted(Runnable request) {
    try {
      request.run();
      return true;
    } catch (ProvisionedThroughputExceededException throttled) {
      return false;
    }
  }

  /** Puts an item of 400 KB that is in the index; the entry has as much. */
  private void putIndexed(int number) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("pk", s(Integer.toString(number)));
    item.put("holder", s("o"));
    item.put("body", s("x".repeat(400 * KB - OVERHEAD - 7)));
    client.putItem(r -> r.tableName("tab").item(item));
  }

  private void update(String expression) {
    client.updateItem(
        r -> {
          r.tableName("tab").key(Map.of("pk", s("k"))).updateExpression(expression);
          if (expression.contains(":v")) {
            r.expressionAttributeValues(Map.of(":v", s("v")));
          }
        });
  }

  private void get(String table, String key, boolean consistent) {
    client.getItem(r -> r.tableName(table).key(Map.of("pk", s(key))).consistentRead(consistent));
  }

  private int query(String table, @Nullable String index, String attribute, String value) {
    return client
        .query(
            r ->
                r.tableName(table)
                    .indexName(index)
                    .keyConditionExpression(attribute + " = :v")
                    .expressionAttributeValues(Map.of(":v", s(value))))
        .count();
  }

  private static <E extends DynamoDbException> E throttled(Runnable request, Class<E> expected) {
    E thrown = catchThrowableOfType(expected, request::run);
    assertThat(thrown).isNotNull();
    return thrown;
  }

  private static ThrottlingReason reason(String reason, String resource) {
    return ThrottlingReason.builder().reason(reason).resource(resource).build();
  }
}
