package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Throttling of batches, transactions and statements. The table "one" has one unit a second, and
 * "read" one for reads.
 */
class ThroughputOfManyTest {
  private static final int BURST = 300;

  private final MeteredServer server = new MeteredServer(UnaryOperator.identity());
  private final DynamoDbClient client = server.client();
  private int next;

  @BeforeEach
  void createTables() {
    server.create("one", 1, 1);
    server.create("other", 1000, 1000);
    server.create("read", 1, 10_000);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatABatchOfWritesMayNotWriteIsLeftUnprocessed() {
    spendWrites(BURST - 3);

    var answer = client.batchWriteItem(r -> r.requestItems(Map.of("one", puts(25))));

    assertThat(answer.unprocessedItems().get("one")).hasSize(22);
    assertThat(client.scan(r -> r.tableName("one")).count()).isEqualTo(1 + 3);
  }

  @Test
  void aBatchOfWritesFailsWhenAllAreThrottled() {
    spendWrites(BURST);

    var throttled =
        catchThrowableOfType(
            ProvisionedThroughputExceededException.class,
            () -> client.batchWriteItem(r -> r.requestItems(Map.of("one", puts(25)))));

    assertThat(throttled.throttlingReasons())
        .singleElement()
        .satisfies(
            reason ->
                assertThat(reason.reason()).isEqualTo("TableWriteProvisionedThroughputExceeded"));
    var answer =
        client.batchWriteItem(r -> r.requestItems(Map.of("one", puts(5), "other", puts(5))));
    assertThat(answer.unprocessedItems().get("one")).hasSize(5);
    assertThat(answer.unprocessedItems()).doesNotContainKey("other");
  }

  @Test
  void whatABatchOfReadsMayNotReadIsLeftUnprocessed() {
    spendReads(BURST - 2);
    KeysAndAttributes keys = keys(10).toBuilder().consistentRead(true).build();

    var answer = client.batchGetItem(r -> r.requestItems(Map.of("read", keys)));

    assertThat(answer.unprocessedKeys())
        .hasEntrySatisfying(
            "read",
            unprocessed -> {
              assertThat(unprocessed.keys()).hasSize(8);
              assertThat(unprocessed.consistentRead()).isTrue();
            });
    assertThatThrownBy(() -> client.batchGetItem(r -> r.requestItems(Map.of("read", keys))))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
  }

  @Test
  void aTransactionIsCancelledWhenOneOfItsItemsIsThrottled() {
    spendWrites(BURST);
    List<TransactWriteItem> items =
        List.of(transactPut("other"), transactPut("one"), transactPut("other"));

    var cancelled =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () -> client.transactWriteItems(r -> r.transactItems(items)));

    assertThat(cancelled.cancellationReasons())
        .extracting(CancellationReason::code)
        .containsExactly("None", "ProvisionedThroughputExceeded", "None");
    assertThat(cancelled.cancellationReasons().get(1).message())
        .startsWith("The level of configured provisioned throughput for the table was exceeded.");
    assertThat(cancelled.getMessage())
        .contains("specific reasons [None, ProvisionedThroughputExceeded, None]");
    assertThat(client.scan(r -> r.tableName("other")).count()).isZero();
    server.advance(Duration.ofNanos(1));
    client.transactWriteItems(r -> r.transactItems(items));
  }

  /** Two units for a write of up to 1 KB: the debt of three writes is five units and a bit. */
  @Test
  void aTransactionCostsTwiceAsMuch() {
    spendWrites(BURST - 1);
    client.transactWriteItems(
        r -> r.transactItems(transactPut("one"), transactPut("one"), transactPut("one")));

    server.advance(Duration.ofSeconds(5));
    assertThatThrownBy(() -> put("one", "k"))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    put("one", "k");
  }

  @Test
  void aTransactionThatReadsIsCancelledToo() {
    spendReads(BURST);

    var cancelled =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () ->
                client.transactGetItems(
                    r -> r.transactItems(transactGet("read", "a"), transactGet("other", "a"))));

    assertThat(cancelled.cancellationReasons())
        .extracting(CancellationReason::code)
        .containsExactly("ProvisionedThroughputExceeded", "None");
    server.advance(Duration.ofSeconds(1));
    client.transactGetItems(
        r -> r.transactItems(transactGet("read", "a"), transactGet("read", "b")));
    server.advance(Duration.ofSeconds(3)); // four units were read, one was there
    assertThatThrownBy(() -> get("read", "a"))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
  }

  /** A replay costs two reads of one unit, and no write. */
  @Test
  void aRepeatedTransactionCostsReads() {
    client.transactWriteItems(
        r -> r.transactItems(transactPut("read", "k")).clientRequestToken("again"));
    spendReads(BURST - 1);

    client.transactWriteItems(
        r -> r.transactItems(transactPut("read", "k")).clientRequestToken("again"));

    server.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> get("read", "k"))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
    server.advance(Duration.ofNanos(1));
    get("read", "k");
  }

  @Test
  void statementsAreThrottledAsOtherRequests() {
    spendWrites(BURST);
    spendReads(BURST);
    String insert = "INSERT INTO \"one\" VALUE {'pk':'new'}";

    var throttled =
        catchThrowableOfType(
            ProvisionedThroughputExceededException.class,
            () -> client.executeStatement(r -> r.statement(insert)));
    assertThat(throttled.throttlingReasons().getFirst().reason())
        .isEqualTo("TableWriteProvisionedThroughputExceeded");
    throttled =
        catchThrowableOfType(
            ProvisionedThroughputExceededException.class,
            () -> client.executeStatement(r -> r.statement("SELECT * FROM \"read\"")));
    assertThat(throttled.throttlingReasons().getFirst().reason())
        .isEqualTo("TableReadProvisionedThroughputExceeded");
    assertThat(
            client
                .batchExecuteStatement(
                    r -> r.statements(BatchStatementRequest.builder().statement(insert).build()))
                .responses()
                .getFirst()
                .error()
                .code())
        .isEqualTo(BatchStatementErrorCodeEnum.PROVISIONED_THROUGHPUT_EXCEEDED);
    assertThatThrownBy(
            () ->
                client.executeTransaction(
                    r ->
                        r.transactStatements(
                            ParameterizedStatement.builder().statement(insert).build())))
        .isInstanceOf(TransactionCanceledException.class)
        .hasMessageContaining("[ProvisionedThroughputExceeded]");
  }

  /** Writes an item of so many units. */
  private void spendWrites(int units) {
    client.putItem(r -> r.tableName("one").item(item("spent", units * 1024)));
  }

  /** Reads items of so many units. */
  private void spendReads(int units) {
    int left = units;
    while (left > 0) {
      int now = Math.min(left, 100);
      client.putItem(r -> r.tableName("read").item(item("spent", now * 4096)));
      get("read", "spent");
      left -= now;
    }
  }

  private static Map<String, AttributeValue> item(String key, int size) {
    int overhead = 2 + key.length() + 4;
    return Map.of("pk", s(key), "body", s("x".repeat(size - overhead)));
  }

  private static List<WriteRequest> puts(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                WriteRequest.builder()
                    .putRequest(put -> put.item(Map.of("pk", s("p" + i))))
                    .build())
        .toList();
  }

  private static KeysAndAttributes keys(int count) {
    return KeysAndAttributes.builder()
        .keys(IntStream.range(0, count).mapToObj(i -> Map.of("pk", s("p" + i))).toList())
        .build();
  }

  private void put(String table, String key) {
    client.putItem(r -> r.tableName(table).item(Map.of("pk", s(key))));
  }

  private void get(String table, String key) {
    client.getItem(r -> r.tableName(table).key(Map.of("pk", s(key))).consistentRead(true));
  }

  private TransactWriteItem transactPut(String table) {
    return transactPut(table, "t" + next++);
  }

  private static TransactWriteItem transactPut(String table, String key) {
    return TransactWriteItem.builder()
        .put(put -> put.tableName(table).item(Map.of("pk", s(key))))
        .build();
  }

  private static TransactGetItem transactGet(String table, String key) {
    return TransactGetItem.builder()
        .get(get -> get.tableName(table).key(Map.of("pk", s(key))))
        .build();
  }
}
