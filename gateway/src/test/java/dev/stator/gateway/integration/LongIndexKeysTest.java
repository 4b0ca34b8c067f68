package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.b;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A global index whose keys, of eight attributes full of zero bytes, are longer than it takes. */
@ExtendWith(SharedServer.class)
class LongIndexKeysTest {
  private static final String TABLE = "long-index-keys";
  private static final List<String> HASH = List.of("h0", "h1", "h2", "h3");
  private static final List<String> RANGE = List.of("r0", "r1", "r2", "r3");

  private final DynamoDbClient client;

  LongIndexKeysTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void queriesForThemFindNothingAndNeverFail() {
    createTable();
    Map<String, AttributeValue> longest = item(2048, 1024);
    Map<String, AttributeValue> shorter = item(10, 10);
    client.putItem(request -> request.tableName(TABLE).item(longest));
    client.putItem(request -> request.tableName(TABLE).item(shorter));
    Eventually.await("the index is fed", () -> query(shorter, RANGE.size(), null) == 1);

    for (int ranges = 0; ranges <= RANGE.size(); ranges++) {
      assertThat(query(longest, ranges, null)).isZero();
    }
    assertThat(query(longest, 2, longest)).isZero();
    assertThat(client.scan(request -> request.tableName(TABLE).indexName("long")).count())
        .isEqualTo(1);
    int restarted =
        client
            .scan(request -> request.tableName(TABLE).indexName("long").exclusiveStartKey(longest))
            .count();
    assertThat(restarted).isBetween(0, 1);
  }

  private void createTable() {
    client.createTable(
        request ->
            request
                .tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    Stream.concat(Stream.of("pk"), Stream.concat(HASH.stream(), RANGE.stream()))
                        .map(LongIndexKeysTest::binary)
                        .toList())
                .keySchema(key("pk", KeyType.HASH))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("long")
                        .projection(NewTable.all())
                        .keySchema(
                            Stream.concat(
                                    HASH.stream().map(name -> key(name, KeyType.HASH)),
                                    RANGE.stream().map(name -> key(name, KeyType.RANGE)))
                                .toList())
                        .build()));
    NewTable.awaitActive(client, TABLE);
  }

  private static AttributeDefinition binary(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.B)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static Map<String, AttributeValue> item(int hashLength, int rangeLength) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("pk", b(new byte[hashLength]));
    HASH.forEach(name -> item.put(name, b(new byte[hashLength])));
    RANGE.forEach(name -> item.put(name, b(new byte[rangeLength])));
    return item;
  }

  private int query(
      Map<String, AttributeValue> item,
      int ranges,
      @Nullable Map<String, AttributeValue> startKey) {
    List<String> names =
        Stream.concat(HASH.stream(), IntStream.range(0, ranges).mapToObj(RANGE::get)).toList();
    Map<String, AttributeValue> values = new HashMap<>();
    names.forEach(name -> values.put(":" + name, item.get(name)));
    String condition = String.join(" AND ", names.stream().map(n -> n + " = :" + n).toList());
    return client
        .query(
            request ->
                request
                    .tableName(TABLE)
                    .indexName("long")
                    .keyConditionExpression(condition)
                    .expressionAttributeValues(values)
                    .exclusiveStartKey(startKey))
        .count();
  }
}
