package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stator.core.throughput.ThroughputMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Throttling answers make the SDK for Java try again as the service's do, and others do not. The
 * buckets know only the time that the test gives them, after so many refusals as it wants.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkRetriesTest {
  private static final String ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/";
  private static final String LARGE = "x".repeat(400 * 1024 - 100);

  private final MeteredServer server =
      new MeteredServer(
          config -> config.withMode(ThroughputMode.SERVICE).withPartitionLimits(0, 0));
  private final AtomicInteger refusalsUntilTimePasses = new AtomicInteger();
  private final SdkAttempts attempts = new SdkAttempts(this::refused);
  private final DynamoDbClient client =
      Clients.configured(server.stator().endpoint(), attempts::configure);

  @BeforeAll
  void createTheTable() {
    server.create("spent", 1, 1);
  }

  /** What is saved are 300 units at the most, and 400 are written, unless they are owed already. */
  @BeforeEach
  void spendWhatWasSaved() {
    try {
      put(server.client(), "spent", LARGE);
    } catch (ProvisionedThroughputExceededException owed) {
      assertThat(owed.numAttempts()).isEqualTo(1);
    }
  }

  @AfterEach
  void forget() {
    refusalsUntilTimePasses.set(0);
    assertThat(attempts.takeOtherPauses()).as("failures that were no throttling").isZero();
    attempts.takeThrottlingPauses();
    attempts.takeStatuses();
  }

  @AfterAll
  void close() {
    client.close();
    server.close();
  }

  @Test
  void aThrottledWriteIsTriedAgainUntilItIsAdmitted() {
    server.create("table", 1, 1);
    put(client, "table", LARGE);
    attempts.takeStatuses();
    refusalsUntilTimePasses.set(2);

    put(client, "table", "small");

    assertThat(attempts.takeStatuses()).containsExactly(400, 400, 200);
    assertThat(attempts.takeThrottlingPauses()).isEqualTo(2);
    assertThat(
            client
                .getItem(r -> r.tableName("table").key(Map.of("pk", s("k"))).consistentRead(true))
                .item())
        .containsEntry("body", s("small"));
  }

  /** With the pauses of the standard mode, of which there is one of a second at most. */
  @Test
  void theStandardModeAsItIsTriesAgain() {
    server.create("standard", 1, 1);
    put(client, "standard", LARGE);
    SdkAttempts counted = new SdkAttempts(this::refused);
    refusalsUntilTimePasses.set(1);

    try (DynamoDbClient standard =
        Clients.configured(
            server.stator().endpoint(),
            c -> c.addExecutionInterceptor(counted).retryStrategy(RetryMode.STANDARD))) {
      put(standard, "standard", "small");
    }

    assertThat(counted.takeStatuses()).containsExactly(400, 200);
  }

  @Test
  void provisionedThroughputExceededIsRetriedAndTellsItsReasons() {
    var thrown =
        refused(ProvisionedThroughputExceededException.class, () -> put(client, "spent", "small"));

    assertRetried(thrown);
    assertThat(thrown.throttlingReasons())
        .containsExactly(reason("TableWriteProvisionedThroughputExceeded", "spent"));
  }

  @Test
  void throttlingIsRetriedAndTellsItsReasons() {
    client.createTable(
        NewTable.named("limited", "pk:S").request().toBuilder()
            .onDemandThroughput(limit -> limit.maxReadRequestUnits(1L).maxWriteRequestUnits(1L))
            .build());
    NewTable.awaitActive(client, "limited");
    put(client, "limited", LARGE);
    attempts.takeStatuses();

    var thrown = refused(ThrottlingException.class, () -> put(client, "limited", "small"));

    assertRetried(thrown);
    assertThat(thrown.throttlingReasons())
        .containsExactly(reason("TableWriteMaxOnDemandThroughputExceeded", "limited"));
  }

  /** A warm table on demand has the account's 40,000 units to read with; a page costs some 100. */
  @Test
  void requestLimitExceededIsRetriedAndTellsItsReasons() {
    client.createTable(
        NewTable.named("warm", "pk:S").request().toBuilder()
            .warmThroughput(w -> w.readUnitsPerSecond(40_000L).writeUnitsPerSecond(4_000L))
            .build());
    NewTable.awaitActive(client, "warm");
    for (String key : List.of("a", "b", "c")) {
      client.putItem(
          r -> r.tableName("warm").item(Map.of("pk", s(key), "body", s(LARGE)))); // 1.2 MB
    }
    int pages = 0;
    while (isAdmitted(() -> count(server.client(), "warm"))) {
      assertThat(++pages).isLessThanOrEqualTo(40_000 / 100);
    }
    attempts.takeStatuses();

    var thrown = refused(RequestLimitExceededException.class, () -> count(client, "warm"));

    assertRetried(thrown);
    assertThat(thrown.throttlingReasons())
        .containsExactly(reason("TableReadAccountLimitExceeded", "warm"));
  }

  @Test
  void aBatchOfWhichNothingIsAdmittedIsRetriedAndOneOfWhichSomethingIsNot() {
    server.create("other", 1, 1);

    refused(ProvisionedThroughputExceededException.class, () -> batch("spent"));
    assertThat(attempts.takeStatuses()).hasSize(SdkAttempts.MOST);

    BatchWriteItemResponse answer = batch("spent", "other");
    assertThat(answer.unprocessedItems()).containsOnlyKeys("spent");
    assertThat(attempts.takeStatuses()).containsExactly(200);
  }

  /** The application must look at the reasons: the SDK does not try a whole transaction again. */
  @Test
  void aThrottledTransactionIsNotRetried() {
    TransactWriteItem put =
        TransactWriteItem.builder().put(p -> p.tableName("spent").item(item("small"))).build();

    var thrown =
        refused(
            TransactionCanceledException.class,
            () -> client.transactWriteItems(r -> r.transactItems(List.of(put))));

    assertThat(thrown.cancellationReasons())
        .singleElement()
        .satisfies(it -> assertThat(it.code()).isEqualTo("ProvisionedThroughputExceeded"));
    assertThat(attempts.takeStatuses()).containsExactly(400);
    assertThat(attempts.takeThrottlingPauses()).isZero();
  }

  @Test
  void whatIsNoThrottlingIsNotRetried() {
    server.create("calm", 1, 1);

    var invalid =
        refused(
            DynamoDbException.class,
            () -> client.putItem(r -> r.tableName("calm").item(Map.of("x", s("y")))));
    assertThat(invalid.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(invalid.isThrottlingException()).isFalse();
    refused(
        ConditionalCheckFailedException.class,
        () ->
            client.putItem(
                r ->
                    r.tableName("calm")
                        .item(item("v"))
                        .conditionExpression("attribute_exists(pk)")));

    assertThat(attempts.takeStatuses()).containsExactly(400, 400);
    assertThat(attempts.takeThrottlingPauses()).isZero();
  }

  private void assertRetried(DynamoDbException thrown) {
    assertThat(thrown.isThrottlingException()).isTrue();
    assertThat(thrown.numAttempts()).isEqualTo(SdkAttempts.MOST);
    assertThat(attempts.takeStatuses()).hasSize(SdkAttempts.MOST).containsOnly(400);
    assertThat(attempts.takeThrottlingPauses()).isEqualTo(SdkAttempts.MOST - 1);
  }

  private void refused() {
    if (refusalsUntilTimePasses.getAndDecrement() == 1) {
      server.advance(Duration.ofHours(1));
    }
  }

  private BatchWriteItemResponse batch(String... tables) {
    Map<String, List<WriteRequest>> writes = new HashMap<>();
    for (String table : tables) {
      writes.put(
          table,
          List.of(WriteRequest.builder().putRequest(put -> put.item(item("small"))).build()));
    }
    return client.batchWriteItem(r -> r.requestItems(writes));
  }

  private static boolean isAdmitted(Runnable request) {
    try {
      request.run();
      return true;
    } catch (RequestLimitExceededException limited) {
      return false;
    }
  }

  private static void count(DynamoDbClient with, String table) {
    with.scan(r -> r.tableName(table).consistentRead(true).select(Select.COUNT));
  }

  private static void put(DynamoDbClient with, String table, String body) {
    with.putItem(r -> r.tableName(table).item(item(body)));
  }

  private static Map<String, AttributeValue> item(String body) {
    return Map.of("pk", s("k"), "body", s(body));
  }

  private static <E extends Throwable> E refused(Class<E> expected, Runnable request) {
    E thrown = catchThrowableOfType(expected, request::run);
    assertThat(thrown).isNotNull();
    return thrown;
  }

  private static ThrottlingReason reason(String reason, String table) {
    return ThrottlingReason.builder().reason(reason).resource(ARN + table).build();
  }
}
