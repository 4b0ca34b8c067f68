package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.b;
import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Each limit of the service from both sides: what is just allowed, and what is just not. */
@ExtendWith(SharedServer.class)
class LimitsTest {
  private static final String TABLE = "limits";
  private static final int NAMES_LENGTH = "pk".length() + "sk".length() + "v".length();
  private static final int MAX_ITEM = 400 * 1024;

  private final DynamoDbClient client;

  LimitsTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTable() {
    if (!NewTable.exists(client, TABLE)) {
      NewTable.named(TABLE, "pk:S", "sk:S").createWith(client);
    }
  }

  @Test
  void aPartitionKeyHas2048Bytes() {
    put(item("p".repeat(2048), "s"));

    assertRefused(
        () -> put(item("p".repeat(2049), "s")),
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size"
            + " limit of2048 bytes");
  }

  @Test
  void aSortKeyHas1024Bytes() {
    put(item("p", "s".repeat(1024)));

    assertRefused(
        () -> put(item("p", "s".repeat(1025))),
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded"
            + " the size limit of 1024 bytes");
  }

  @Test
  void anItemHas400KibNamesIncluded() {
    Map<String, AttributeValue> item = new HashMap<>(item("p", "s"));
    item.put("v", s("v".repeat(MAX_ITEM - NAMES_LENGTH - 2)));
    put(item);
    item.put("v", s("v".repeat(MAX_ITEM - NAMES_LENGTH - 1)));

    assertRefused(() -> put(item), "Item size has exceeded the maximum allowed size");
  }

  @Test
  void anUpdatedItemHas400Kib() {
    int half = MAX_ITEM / 2;
    Map<String, AttributeValue> item = new HashMap<>(item("updated", "s"));
    item.put("v", s("v".repeat(half)));
    put(item);
    int rest = MAX_ITEM - half - "updated".length() - "s".length() - NAMES_LENGTH - 1;

    assertRefused(
        () -> update("updated", "SET w = :w", Map.of(":w", s("w".repeat(rest + 1)))),
        "Item size to update has exceeded the maximum allowed size");
    update("updated", "SET w = :w", Map.of(":w", s("w".repeat(rest))));
  }

  @Test
  void valuesNest32Levels() {
    put(with("nested", nested(31)));

    assertRefused(
        () -> put(with("nested", nested(32))),
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
            + " beyond supported limit");
  }

  @Test
  void aNumberHas38Digits() {
    put(with("digits", n("1".repeat(38))));

    assertRefused(
        () -> put(with("digits", n("1".repeat(39)))),
        "Attempting to store more than 38 significant digits in a Number");
  }

  @Test
  void aNumberHasABoundedMagnitude() {
    put(with("large", n("9.9999999999999999999999999999999999999E+125")));
    put(with("small", n("-1E-130")));

    assertRefused(
        () -> put(with("large", n("1E+126"))),
        "Number overflow. Attempting to store a number with magnitude larger than supported range");
    assertRefused(
        () -> put(with("small", n("-9.9E-131"))),
        "Number underflow. Attempting to store a number with magnitude smaller than supported"
            + " range");
  }

  @Test
  void anExpressionHas4096Bytes() {
    String start = "SET a = :v";
    Map<String, AttributeValue> value = Map.of(":v", s("v"));
    update("expression", start + " ".repeat(4096 - start.length()), value);

    assertRefused(
        () -> update("expression", start + " ".repeat(4097 - start.length()), value),
        "Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;"
            + " expression size: 4097");
  }

  @Test
  void aListOfInHas100Operands() {
    assertThat(scanIn(100)).isNotNegative();

    assertThatThrownBy(() -> scanIn(101)).isInstanceOf(DynamoDbException.class);
  }

  @Test
  void aBatchReads100Items() {
    assertThat(batchGet(100)).isZero();

    assertThatThrownBy(() -> batchGet(101))
        .hasMessageContaining(
            "1 validation error detected: Value at 'RequestItems.limits.member.Keys' failed to"
                + " satisfy constraint: Member must have length less than or equal to 100");
  }

  @Test
  void aBatchWrites25Items() {
    batchPut(25);

    assertThatThrownBy(() -> batchPut(26))
        .hasMessageContaining("Map value must satisfy constraint: [Member must have length less")
        .hasMessageContaining("than or equal to 25, Member must have length greater than or equal");
  }

  @Test
  void aTransactionHas100Actions() {
    transactPut(100, 1);

    assertThatThrownBy(() -> transactPut(101, 1))
        .hasMessageContaining("at 'transactItems' failed to satisfy constraint: Member must have")
        .hasMessageContaining("less than or equal to 100");
  }

  @Test
  void aTransactionHas4Mib() {
    transactPut(10, 400_000);

    assertRefused(
        () -> transactPut(11, 400_000), "Transaction request size cannot exceed 4194304 bytes");
  }

  @Test
  void aTokenHas36Characters() {
    transactPut("t".repeat(36));

    assertThatThrownBy(() -> transactPut("t".repeat(37)))
        .hasMessageContaining("at 'clientRequestToken' failed to satisfy constraint: Member must")
        .hasMessageContaining("less than or equal to 36");
  }

  @Test
  void aListOfTablesHas100Names() {
    assertThat(client.listTables(request -> request.limit(100)).tableNames()).isNotEmpty();

    assertRefused(
        () -> client.listTables(request -> request.limit(101)),
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member"
            + " must have value less than or equal to 100");
    assertThatThrownBy(() -> client.listTables(request -> request.limit(0)))
        .hasMessageContaining("greater than or equal to 1");
  }

  @Test
  void aScanHasAMillionSegments() {
    assertThat(scanSegment(999_999, 1_000_000)).isNotNegative();

    assertThatThrownBy(() -> scanSegment(0, 1_000_001))
        .hasMessageContaining("at 'totalSegments' failed to satisfy constraint: Member must have")
        .hasMessageContaining("less than or equal to 1000000");
    assertThatThrownBy(() -> scanSegment(5, 5))
        .hasMessageContaining("Segment: 5 is not less than TotalSegments: 5");
  }

  @Test
  void aNameOfATableHas3To255Characters() {
    for (String name : List.of("t".repeat(3), "t".repeat(255))) {
      NewTable.named(name, "pk:S").createWith(client);
      client.deleteTable(request -> request.tableName(name));
      NewTable.awaitGone(client, name);
    }

    assertThatThrownBy(() -> client.createTable(NewTable.named("tt", "pk:S").request()))
        .hasMessageContaining("Member must have length greater than or equal to 3");
    assertThatThrownBy(() -> client.createTable(NewTable.named("t".repeat(256), "pk:S").request()))
        .hasMessageContaining("Member must have length less than or equal to 255");
  }

  @Test
  void aTableHas20GlobalAnd5LocalIndexes() {
    NewTable most = NewTable.named("limits-indexes", "pk:S", "sk:S");
    addIndexes(most, 20, 5);
    client.createTable(most.request());

    NewTable globals = NewTable.named("limits-globals", "pk:S", "sk:S");
    addIndexes(globals, 21, 1);
    assertRefused(
        () -> client.createTable(globals.request()),
        "One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the"
            + " per-table limit of 20");
    NewTable locals = NewTable.named("limits-locals", "pk:S", "sk:S");
    addIndexes(locals, 1, 6);
    assertRefused(
        () -> client.createTable(locals.request()),
        "One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds"
            + " per-table limit of 5");
  }

  private static void addIndexes(NewTable table, int globals, int locals) {
    IntStream.range(0, globals)
        .forEach(i -> table.globalIndex("global" + i, NewTable.keysOnly(), "sk:S"));
    IntStream.range(0, locals)
        .forEach(i -> table.localIndex("local" + i, NewTable.keysOnly(), "pk:S", "l:S"));
  }

  @Test
  void anIndexProjects20AttributesAndAllOfATable100() {
    client.createTable(projecting("limits-projected", 20, 20, 20, 20, 20).request());

    assertThatThrownBy(() -> client.createTable(projecting("limits-one", 21).request()))
        .hasMessageContaining("nonKeyAttributes' failed to satisfy constraint: Member must have")
        .hasMessageContaining("less than or equal to 20");
    assertRefused(
        () -> client.createTable(projecting("limits-all", 20, 20, 20, 20, 20, 1).request()),
        "One or more parameter values were invalid: Number of projected attributes in all"
            + " secondary indexes exceeds the per-table limit of 100");
  }

  /** A table whose first index is local and whose others are global, with so many attributes. */
  private static NewTable projecting(String name, int... counts) {
    NewTable table = NewTable.named(name, "pk:S", "sk:S");
    for (int i = 0; i < counts.length; i++) {
      String[] names = IntStream.range(0, counts[i]).mapToObj(a -> "a" + a).toArray(String[]::new);
      if (i == 0) {
        table.localIndex("local", NewTable.include(names), "pk:S", "l:S");
      } else {
        table.globalIndex("global" + i, NewTable.include(names), "sk:S");
      }
    }
    return table;
  }

  @Test
  void aPageHas1Mib() {
    String pk = "page";
    for (int i = 0; i < 3; i++) {
      Map<String, AttributeValue> item = new HashMap<>(item(pk, "s" + i));
      item.put("v", b(new byte[MAX_ITEM - 100]));
      put(item);
    }

    var page =
        client.query(
            request ->
                request
                    .tableName(TABLE)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(Map.of(":pk", s(pk))));

    assertThat(page.count()).isEqualTo(3); // the item that crosses the limit is still evaluated
    assertThat(page.lastEvaluatedKey()).isNotEmpty();
  }

  private int scanIn(int operands) {
    Map<String, AttributeValue> values = new HashMap<>();
    IntStream.range(0, operands).forEach(i -> values.put(":v" + i, s("v")));
    String list = values.keySet().stream().collect(Collectors.joining(","));
    return client
        .scan(
            request ->
                request
                    .tableName(TABLE)
                    .limit(1)
                    .filterExpression("x IN (" + list + ")")
                    .expressionAttributeValues(values))
        .count();
  }

  private int batchGet(int count) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> keys.add(item("none", "s" + i)));
    var answer =
        client.batchGetItem(
            request ->
                request.requestItems(
                    Map.of(TABLE, KeysAndAttributes.builder().keys(keys).build())));
    return requireNonNull(answer.responses().get(TABLE)).size();
  }

  private void batchPut(int count) {
    List<WriteRequest> writes = new ArrayList<>();
    IntStream.range(0, count)
        .forEach(
            i ->
                writes.add(
                    WriteRequest.builder()
                        .putRequest(put -> put.item(item("batch", "s" + i)))
                        .build()));
    client.batchWriteItem(request -> request.requestItems(Map.of(TABLE, writes)));
  }

  private void transactPut(int count, int valueLength) {
    List<TransactWriteItem> actions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, AttributeValue> item = new HashMap<>(item("transaction" + i, "s"));
      item.put("v", s("v".repeat(valueLength)));
      actions.add(TransactWriteItem.builder().put(put -> put.tableName(TABLE).item(item)).build());
    }
    client.transactWriteItems(request -> request.transactItems(actions));
  }

  private void transactPut(String token) {
    client.transactWriteItems(
        request ->
            request
                .clientRequestToken(token)
                .transactItems(
                    TransactWriteItem.builder()
                        .put(put -> put.tableName(TABLE).item(item("token", "s")))
                        .build()));
  }

  private int scanSegment(int segment, int total) {
    return client
        .scan(request -> request.tableName(TABLE).segment(segment).totalSegments(total))
        .count();
  }

  private void put(Map<String, AttributeValue> item) {
    client.putItem(request -> request.tableName(TABLE).item(item));
  }

  private void update(String pk, String expression, Map<String, AttributeValue> values) {
    client.updateItem(
        request ->
            request
                .tableName(TABLE)
                .key(item(pk, "s"))
                .updateExpression(expression)
                .expressionAttributeValues(values));
  }

  private static Map<String, AttributeValue> item(String pk, String sk) {
    return Map.of("pk", s(pk), "sk", s(sk));
  }

  private static Map<String, AttributeValue> with(String pk, AttributeValue value) {
    return Map.of("pk", s(pk), "sk", s("s"), "v", value);
  }

  private static AttributeValue nested(int maps) {
    AttributeValue value = s("v");
    for (int i = 0; i < maps; i++) {
      value = AttributeValue.fromM(Collections.singletonMap("m", value));
    }
    return value;
  }

  private static void assertRefused(Runnable request, String message) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }
}
