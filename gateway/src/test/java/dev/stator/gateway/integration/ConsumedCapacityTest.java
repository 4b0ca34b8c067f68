package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * Capacity units computed by hand. The item with the key {@code "k"} and a {@code body} of n
 * characters has n + 7 bytes: names and values.
 */
@ExtendWith(SharedServer.class)
class ConsumedCapacityTest {
  private static final String TABLE = "capacity";
  private static final String INDEXED = "capacity-indexed";
  private static final int OVERHEAD = 7;
  private static final Map<String, AttributeValue> KEY = Map.of("pk", s("k"));

  private final DynamoDbClient client;

  ConsumedCapacityTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTables() {
    if (!NewTable.exists(client, TABLE)) {
      NewTable.named(TABLE, "pk:S").createWith(client);
      NewTable.named(INDEXED, "pk:S", "sk:N")
          .globalIndex("global", NewTable.keysOnly(), "other:S")
          .localIndex("local", NewTable.all(), "pk:S", "level:N")
          .createWith(client);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // size, put, consistent get, eventually consistent get
    "1024, 1, 1, 0.5",
    "1025, 2, 1, 0.5",
    "4096, 4, 1, 0.5",
    "4097, 5, 2, 1",
    "8192, 8, 2, 1",
    "409600, 400, 100, 50"
  })
  void oneItemCostsItsSizeRoundedUp(int size, double put, double consistent, double eventual) {
    assertThat(put(size)).isEqualTo(put);
    assertThat(get(true)).isEqualTo(consistent);
    assertThat(get(false)).isEqualTo(eventual);
    assertThat(put(OVERHEAD)).as("replacing costs the larger one").isEqualTo(put);
    assertThat(put(size)).isEqualTo(put);
    assertThat(delete()).isEqualTo(put);
    assertThat(delete()).as("nothing to delete").isEqualTo(1);
    assertThat(get(true)).as("nothing to get").isEqualTo(1);
  }

  @Test
  void aFailedConditionCostsAsMuchAsTheWrite() {
    put(3000);

    assertThatThrownBy(
            () ->
                client.updateItem(
                    request ->
                        request
                            .tableName(TABLE)
                            .key(KEY)
                            .updateExpression("SET x = :x")
                            .conditionExpression("attribute_exists(x)")
                            .expressionAttributeValues(Map.of(":x", n(1)))
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)))
        .isInstanceOf(ConditionalCheckFailedException.class);
    var answer =
        client.updateItem(
            request ->
                request
                    .tableName(TABLE)
                    .key(KEY)
                    .updateExpression("REMOVE body")
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(answer.consumedCapacity().capacityUnits()).isEqualTo(3);
  }

  @Test
  void aBatchCostsEachItemRoundedUpAndAPageAllTogether() {
    String table = NewTable.named("capacity-pages", "pk:S", "sk:N").createWith(client);
    for (int i = 0; i < 4; i++) {
      // 2 + 1, 2 + 2 (the number), 4 + 1500
      var item = Map.of("pk", s("k"), "sk", n(i + 1), "body", s("x".repeat(1491)));
      client.putItem(request -> request.tableName(table).item(item));
    }
    List<Map<String, AttributeValue>> keys = List.of(key(1), key(2), key(3), key(4), key(99));

    var query =
        client.query(
            request ->
                request
                    .tableName(table)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(Map.of(":pk", s("k")))
                    .consistentRead(true)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    var batch =
        client.batchGetItem(
            request ->
                request
                    .requestItems(
                        Map.of(
                            table,
                            KeysAndAttributes.builder().keys(keys).consistentRead(true).build()))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

    // 4 x 1502 bytes = 6008, two units of 4096; a batch reads 4 items and misses one
    assertThat(query.consumedCapacity().capacityUnits()).isEqualTo(2);
    assertThat(batch.consumedCapacity().getFirst().capacityUnits()).isEqualTo(5);
  }

  private static Map<String, AttributeValue> key(int sk) {
    return Map.of("pk", s("k"), "sk", n(sk));
  }

  @Test
  void indexesAreCountedApart() {
    Map<String, AttributeValue> item =
        Map.of(
            "pk", s("k"), "sk", n(1), "other", s("a"), "level", n(1), "body", s("x".repeat(2000)));

    ConsumedCapacity added = putIndexed(item);
    ConsumedCapacity same = putIndexed(item);
    ConsumedCapacity moved =
        putIndexed(Attributes.with(Attributes.with(item, "other", s("b")), "level", n(2)));

    // the table 2 units; the local index has all of the item, the global one its keys
    assertUnits(added, 2, 2, 1);
    assertUnits(same, 2, 0, 0);
    assertUnits(moved, 2, 4, 2);
  }

  private static void assertUnits(
      ConsumedCapacity consumed, double table, double local, double global) {
    assertThat(consumed.table().capacityUnits()).isEqualTo(table);
    assertThat(units(consumed.localSecondaryIndexes().get("local"))).isEqualTo(local);
    assertThat(units(consumed.globalSecondaryIndexes().get("global"))).isEqualTo(global);
    assertThat(consumed.capacityUnits()).isEqualTo(table + local + global);
  }

  private static double units(@Nullable Capacity capacity) {
    return capacity == null ? 0 : capacity.capacityUnits();
  }

  private ConsumedCapacity putIndexed(Map<String, AttributeValue> item) {
    return client
        .putItem(
            request ->
                request
                    .tableName(INDEXED)
                    .item(item)
                    .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES))
        .consumedCapacity();
  }

  private double put(int size) {
    var item = Attributes.with(KEY, "body", s("x".repeat(size - OVERHEAD)));
    return client
        .putItem(
            request ->
                request
                    .tableName(TABLE)
                    .item(item)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .consumedCapacity()
        .capacityUnits();
  }

  private double get(boolean consistent) {
    return client
        .getItem(
            request ->
                request
                    .tableName(TABLE)
                    .key(KEY)
                    .consistentRead(consistent)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .consumedCapacity()
        .capacityUnits();
  }

  private double delete() {
    return client
        .deleteItem(
            request ->
                request
                    .tableName(TABLE)
                    .key(KEY)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .consumedCapacity()
        .capacityUnits();
  }
}
