package dev.stator.gateway.integration;

import dev.stator.gateway.integration.CrashExpectation.KeyState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Writes its own keys, one request after the other, until the server is gone; says before each
 * request what it asks for and after the answer that it was acknowledged. Every answer is compared
 * with what it must be.
 */
final class CrashWriter {
  private static final int MAX_BATCH = 25;

  private final DynamoDbClient client;
  private final CrashExpectation expectation;
  private final List<KeyState> states;
  private final CountDownLatch acknowledgedByAll;
  private final Random random;
  private long version;
  private long acknowledged;

  CrashWriter(
      DynamoDbClient client,
      CrashExpectation expectation,
      List<KeyState> states,
      CountDownLatch acknowledgedByAll,
      long seed,
      long firstVersion) {
    this.client = client;
    this.expectation = expectation;
    this.states = states;
    this.acknowledgedByAll = acknowledgedByAll;
    this.random = new Random(seed);
    this.version = firstVersion;
  }

  /** Returns the number of acknowledged requests when the server does not answer any more. */
  long runUntilGone() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        step();
        acknowledged++;
        acknowledgedByAll.countDown();
      }
    } catch (SdkClientException gone) {
      return acknowledged;
    }
    return acknowledged;
  }

  private void step() {
    KeyState state = states.get(random.nextInt(states.size()));
    switch (random.nextInt(10)) {
      case 0, 1 -> put(state);
      case 2, 3, 4 -> update(state);
      case 5 -> delete(state);
      case 6 -> batch();
      case 7 -> read(state);
      default -> count();
    }
  }

  private void put(KeyState state) {
    Map<String, AttributeValue> before = state.acknowledged();
    Map<String, AttributeValue> next = next(state);
    state.begin(next);
    var answer =
        client.putItem(
            request -> {
              request.tableName(CrashItems.TABLE).item(next).returnValues(ReturnValue.ALL_OLD);
              if (before.isEmpty()) {
                request.conditionExpression("attribute_not_exists(pk)");
              } else {
                request
                    .conditionExpression("version = :before")
                    .expressionAttributeValues(Map.of(":before", before.get(CrashItems.VERSION)));
              }
            });
    expect("the item before a put", before, answer.attributes());
    state.acknowledge();
  }

  private void update(KeyState state) {
    Map<String, AttributeValue> next = next(state);
    CrashItems.ItemChange change = CrashItems.change(state.acknowledged(), next);
    state.begin(next);
    var answer =
        client.updateItem(
            request ->
                request
                    .tableName(CrashItems.TABLE)
                    .key(state.key())
                    .updateExpression(change.expression())
                    .expressionAttributeNames(change.names())
                    .expressionAttributeValues(change.values())
                    .returnValues(ReturnValue.ALL_NEW));
    expect("the item after an update", next, answer.attributes());
    state.acknowledge();
  }

  private void delete(KeyState state) {
    Map<String, AttributeValue> before = state.acknowledged();
    state.begin(Map.of());
    var answer =
        client.deleteItem(
            request ->
                request
                    .tableName(CrashItems.TABLE)
                    .key(state.key())
                    .returnValues(ReturnValue.ALL_OLD));
    expect("the item before a delete", before, answer.attributes());
    state.acknowledge();
  }

  private void batch() {
    Set<KeyState> batch = new HashSet<>();
    for (int i = random.nextInt(MAX_BATCH); i >= 0; i--) {
      batch.add(states.get(random.nextInt(states.size())));
    }
    List<WriteRequest> writes = new ArrayList<>();
    for (KeyState state : batch) {
      boolean delete = random.nextInt(4) == 0;
      Map<String, AttributeValue> next = delete ? Map.of() : next(state);
      state.begin(next);
      writes.add(
          delete
              ? WriteRequest.builder().deleteRequest(d -> d.key(state.key())).build()
              : WriteRequest.builder().putRequest(p -> p.item(next)).build());
    }
    var answer =
        client.batchWriteItem(request -> request.requestItems(Map.of(CrashItems.TABLE, writes)));
    if (answer.hasUnprocessedItems() && !answer.unprocessedItems().isEmpty()) {
      throw new AssertionError("unprocessed: " + answer.unprocessedItems());
    }
    batch.forEach(KeyState::acknowledge);
  }

  private void read(KeyState state) {
    var answer =
        client.getItem(
            request -> request.tableName(CrashItems.TABLE).key(state.key()).consistentRead(true));
    expect("the item read", state.acknowledged(), answer.item());
  }

  private void count() {
    int number = random.nextInt(CrashExpectation.COUNTERS);
    long count = 1L + random.nextInt(3);
    CrashExpectation.Counter counter = expectation.counter(number);
    long least = counter.acknowledged() + count;
    counter.begin(count);
    var answer =
        client.updateItem(
            request ->
                request
                    .tableName(CrashItems.TABLE)
                    .key(CrashItems.counterKey(number))
                    .updateExpression(CrashItems.COUNT)
                    .expressionAttributeNames(CrashItems.COUNT_NAMES)
                    .expressionAttributeValues(CrashItems.countValues(count))
                    .returnValues(ReturnValue.ALL_NEW));
    counter.acknowledge(count);
    long hits = CrashItems.hits(answer.attributes());
    expect("the counter", CrashItems.counter(number, hits), answer.attributes());
    if (hits < least) {
      throw new AssertionError("counter " + number + " is " + hits + ", below " + least);
    }
  }

  private Map<String, AttributeValue> next(KeyState state) {
    return CrashItems.random(random, state.key(), ++version);
  }

  private static void expect(
      String what, Map<String, AttributeValue> expected, Map<String, AttributeValue> actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + ": expected " + expected + ", got " + actual);
    }
  }
}
