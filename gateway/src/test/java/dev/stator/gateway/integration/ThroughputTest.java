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

  private MeteredServer server = new MeteredServer(UnaryOperator.identity());
  private DynamoDbClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  /** 5 units a second for 300 seconds are 1500: four writes of 400 units leave a debt of 100. */
  @Test
  void writesGoOnUntilTheBurstIsSpentAndTheDebtIsPaid() {
    server.create("t", 5, 5);
    for (int i = 0; i < 4; i++) {
      put("t", "k", 400);
    }

    var throttled = throttled(() -> put("t", "k", 1), ProvisionedThroughputExceededException.class);
    assertThat(throttled.getMessage()).startsWith(TABLE_EXCEEDED);
    assertThat(throttled.isThrottlingException()).isTrue();
    assertThat(throttled.statusCode()).isEqualTo(400);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteProvisionedThroughputExceeded", ARN + "t"));

    server.advance(Duration.ofSeconds(20));
    throttled(() -> put("t", "k", 1), ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    put("t", "k", 1);
  }

  /** Reads of 400 KB cost 100 units, or 50 when they are eventually consistent. */
  @Test
  void readsHaveTheirOwnThroughput() {
    server.create("t", 1, 1000);
    put("t", "k", 400);
    get("t", "k", true);
    get("t", "k", true);
    get("t", "k", false);
    get("t", "k", false);

    var throttled =
        throttled(() -> get("t", "k", false), ProvisionedThroughputExceededException.class);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableReadProvisionedThroughputExceeded", ARN + "t"));
    put("t", "k", 1);
    throttled(
        () -> client.scan(r -> r.tableName("t")), ProvisionedThroughputExceededException.class);
    throttled(() -> query("t", null, "pk", "k"), ProvisionedThroughputExceededException.class);
  }

  @Test
  void pagesCostAllThatTheyEvaluated() {
    server.create("t", 1, 1000);
    put("t", "a", 400);
    put("t", "b", 400);

    for (int i = 0; i < 3; i++) {
      client.scan(r -> r.tableName("t").consistentRead(true).select(Select.COUNT)); // 200 units
      server.advance(Duration.ofSeconds(100));
    }

    throttled(
        () -> client.scan(r -> r.tableName("t")), ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    client.scan(r -> r.tableName("t"));
  }

  @Test
  void aFailedConditionCostsTheLargerItem() {
    server.create("t", 1, 1);
    put("t", "k", 299);
    server.advance(Duration.ofSeconds(1)); // 2 units are left

    assertThatThrownBy(
            () ->
                client.putItem(
                    r ->
                        r.tableName("t")
                            .item(item("k", 10))
                            .conditionExpression("attribute_not_exists(pk)")))
        .isInstanceOf(ConditionalCheckFailedException.class);

    server.advance(Duration.ofSeconds(297));
    throttled(() -> put("t", "k", 1), ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    put("t", "k", 1);
  }

  @Test
  void anInvalidRequestIsRefusedAsSuchAlsoWithoutThroughput() {
    server.create("t", 1, 1);
    put("t", "k", 400);

    assertThatThrownBy(() -> client.putItem(r -> r.tableName("t").item(Map.of("x", s("y")))))
        .hasMessageContaining("Missing the key pk in the item");
  }

  @Test
  void aPartitionServesNoMoreThanItCan() {
    restart(config -> config.withPartitionLimits(3000, 500));
    server.create("t", 10_000, 10_000);
    put("t", "k", 400);
    put("t", "k", 400);

    var throttled = throttled(() -> put("t", "k", 1), ProvisionedThroughputExceededException.class);

    assertThat(throttled.getMessage()).startsWith(TABLE_EXCEEDED);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteKeyRangeThroughputExceeded", ARN + "t"));
    assertThat("abcdefgh".chars().filter(key -> isAdmitted(Character.toString(key))).count())
        .as("keys of other partitions")
        .isPositive();
    server.advance(Duration.ofSeconds(1));
    put("t", "k", 1);
  }

  @Test
  void withoutAdaptiveCapacityEachPartitionHasAnEqualShare() {
    restart(config -> config.withAdaptive(false));
    server.create("t", 4, 4); // one unit for each of four partitions
    put("t", "k", 300);

    var throttled = throttled(() -> put("t", "k", 1), ProvisionedThroughputExceededException.class);

    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteProvisionedThroughputExceeded", ARN + "t"));
  }

  @Test
  void theMaximumOnDemandIsHeld() {
    client.createTable(
        NewTable.named("t", "pk:S").request().toBuilder()
            .onDemandThroughput(
                OnDemandThroughput.builder()
                    .maxReadRequestUnits(1L)
                    .maxWriteRequestUnits(1000L)
                    .build())
            .build());
    NewTable.awaitActive(client, "t");
    put("t", "k", 8);
    get("t", "k", true);

    var throttled = throttled(() -> get("t", "k", true), ThrottlingException.class);

    assertThat(throttled.getMessage())
        .startsWith(
            "Throughput exceeds the maximum OnDemandThroughput configured on table or index");
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableReadMaxOnDemandThroughputExceeded", ARN + "t"));
    put("t", "k", 8);
  }

  @Test
  void aTableOnDemandIsLimitedOnlyByTheMachine() {
    NewTable.named("t", "pk:S").createWith(client);

    for (int i = 0; i < 15; i++) {
      put("t", "k", 400);
    }
  }

  @Test
  void asTheServiceANewTableOnDemandServesFourThousandWrites() {
    restart(config -> config.withMode(ThroughputMode.SERVICE).withPartitionLimits(0, 0));
    NewTable.named("t", "pk:S").createWith(client);
    for (int i = 0; i < 10; i++) {
      put("t", "k", 400);
    }

    var throttled = throttled(() -> put("t", "k", 1), ThrottlingException.class);

    assertThat(throttled.getMessage()).startsWith(ON_DEMAND_EXCEEDED);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("TableWriteKeyRangeThroughputExceeded", ARN + "t"));
  }

  @Test
  void switchedOffNothingIsThrottled() {
    restart(config -> config.withMode(ThroughputMode.OFF));
    server.create("t", 1, 1);

    for (int i = 0; i < 5; i++) {
      put("t", "k", 400);
      get("t", "k", true);
    }
  }

  /** 5 units a second of the index are 1500: four entries of 400 KB. */
  @Test
  void aGlobalIndexWithoutThroughputHoldsWritesToItsTableUp() {
    NewTable table =
        NewTable.named("t", "pk:S").globalIndex("g", NewTable.include("body"), "other:S");
    server.create(table, 1000, 1000, 1000, 5);
    for (int i = 0; i < 4; i++) {
      putIndexed(i);
    }

    var throttled = throttled(() -> putIndexed(5), ProvisionedThroughputExceededException.class);
    assertThat(throttled.getMessage()).startsWith(INDEX_EXCEEDED);
    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("IndexWriteProvisionedThroughputExceeded", ARN + "t/index/g"));

    put("t", "k", 1); // it has no entry in the index
    update("SET x = :v");
    throttled(() -> update("SET body = :v"), ProvisionedThroughputExceededException.class);
    throttled(() -> update("REMOVE other"), ProvisionedThroughputExceededException.class);
    throttled(
        () -> client.deleteItem(r -> r.tableName("t").key(Map.of("pk", s("z")))),
        ProvisionedThroughputExceededException.class);

    server.advance(Duration.ofSeconds(100));
    putIndexed(5);
  }

  @Test
  void aGlobalIndexIsReadFromItsOwnThroughput() {
    NewTable table = NewTable.named("t", "pk:S").globalIndex("g", NewTable.all(), "other:S");
    server.create(table, 1000, 1000, 1, 1000);
    putIndexed(1);
    Eventually.await("it is in the index", () -> query("t", "g", "other", "o") == 1);
    for (int i = 0; i < 6; i++) {
      server.advance(Duration.ofNanos(1));
      if (!isAdmitted(() -> query("t", "g", "other", "o"))) {
        break;
      }
    }

    var throttled =
        throttled(
            () -> query("t", "g", "other", "o"), ProvisionedThroughputExceededException.class);

    assertThat(throttled.throttlingReasons())
        .containsExactly(reason("IndexReadProvisionedThroughputExceeded", ARN + "t/index/g"));
    query("t", null, "pk", "1");
  }

  @Test
  void changedThroughputIsInForceAtOnce() {
    server.create("t", 1, 1);
    put("t", "k", 300);
    throttled(() -> put("t", "k", 1), ProvisionedThroughputExceededException.class);

    client.updateTable(r -> r.tableName("t").provisionedThroughput(MeteredServer.units(1, 100)));
    server.advance(Duration.ofMillis(10));

    put("t", "k", 1);
    throttled(() -> put("t", "k", 1), ProvisionedThroughputExceededException.class);

    NewTable.awaitActive(client, "t");
    client.updateTable(r -> r.tableName("t").billingMode(BillingMode.PAY_PER_REQUEST));
    put("t", "k", 400);
    put("t", "k", 1);
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
    return isAdmitted(() -> put("t", key, 1));
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
    item.put("other", s("o"));
    item.put("body", s("x".repeat(400 * KB - OVERHEAD - 6)));
    client.putItem(r -> r.tableName("t").item(item));
  }

  private void update(String expression) {
    client.updateItem(
        r -> {
          r.tableName("t").key(Map.of("pk", s("k"))).updateExpression(expression);
          if (expression.contains(":v")) {
            r.expressionAttributeValues(Map.of(":v", s("v")));
          }
        });
  }

  private void get(String table, String key, boolean consistent) {
    client.getItem(r -> r.tableName(table).key(Map.of("pk", s(key))).consistentRead(consistent));
  }

  private int query(String table, String index, String attribute, String value) {
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
