package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.list;
import static dev.stator.gateway.integration.Attributes.map;
import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static dev.stator.gateway.integration.Attributes.ss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Put, update and delete of one item, with conditions and what they return. */
@ExtendWith(SharedServer.class)
class ItemWritesTest {
  private static final String TABLE = "item-writes";

  private final DynamoDbClient client;
  private Map<String, AttributeValue> key = Map.of();
  private Map<String, AttributeValue> item = Map.of();

  ItemWritesTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void putAnItem(TestInfo test) {
    if (!NewTable.exists(client, TABLE)) {
      NewTable.named(TABLE, "pk:S").createWith(client);
    }
    key = Map.of("pk", s(test.getDisplayName()));
    item = Attributes.with(Attributes.with(key, "a", n(1)), "b", s("x"));
    put(item);
  }

  @Test
  void aPutReplacesTheWholeItemAndReturnsTheOldOne() {
    Map<String, AttributeValue> next = Attributes.with(key, "c", n(3));

    var answer =
        client.putItem(
            request -> request.tableName(TABLE).item(next).returnValues(ReturnValue.ALL_OLD));

    assertThat(answer.attributes()).isEqualTo(item);
    assertThat(get()).isEqualTo(next);
  }

  @Test
  void aDeleteReturnsTheOldItemAndIsFineWithoutOne() {
    var first =
        client.deleteItem(
            request -> request.tableName(TABLE).key(key).returnValues(ReturnValue.ALL_OLD));
    var second =
        client.deleteItem(
            request -> request.tableName(TABLE).key(key).returnValues(ReturnValue.ALL_OLD));

    assertThat(first.attributes()).isEqualTo(item);
    assertThat(second.hasAttributes()).isFalse();
    assertThat(get()).isEmpty();
  }

  @Test
  void anUpdateReturnsWhatWasAskedFor() {
    assertThat(update(ReturnValue.NONE)).isEmpty();
    assertThat(update(ReturnValue.ALL_OLD)).isEqualTo(afterUpdates(1));
    assertThat(update(ReturnValue.ALL_NEW)).isEqualTo(afterUpdates(3));
    assertThat(update(ReturnValue.UPDATED_OLD)).isEqualTo(Map.of("a", n(4), "c", n(3)));
    assertThat(update(ReturnValue.UPDATED_NEW)).isEqualTo(Map.of("a", n(6), "c", n(5)));
    assertThat(get()).isEqualTo(afterUpdates(5));
  }

  /** Adds one to {@code a} and keeps its old value in {@code c}. */
  private Map<String, AttributeValue> update(ReturnValue returnValue) {
    return client
        .updateItem(
            request ->
                request
                    .tableName(TABLE)
                    .key(key)
                    .updateExpression("SET c = a, a = a + :one")
                    .expressionAttributeValues(Map.of(":one", n(1)))
                    .returnValues(returnValue))
        .attributes();
  }

  private Map<String, AttributeValue> afterUpdates(int count) {
    return Attributes.with(Attributes.with(item, "a", n(1 + count)), "c", n(count));
  }

  @Test
  void anUpdateChangesPathsInsideOfDocuments() {
    put(
        Attributes.with(
            Attributes.with(
                key, "doc", map(Map.of("list", list(n(1), n(2), n(3)), "former", n(0)))),
            "tags",
            ss("a", "b")));

    client.updateItem(
        request ->
            request
                .tableName(TABLE)
                .key(key)
                .updateExpression(
                    "SET #d.#l[1] = :two, #d.added = if_not_exists(#d.added, :none),"
                        + " more = list_append(#d.#l, :tail)"
                        + " REMOVE #d.former, #d.#l[0] ADD visits :one DELETE tags :b")
                .expressionAttributeNames(Map.of("#d", "doc", "#l", "list"))
                .expressionAttributeValues(
                    Map.of(
                        ":two", s("two"),
                        ":none", AttributeValue.fromNul(true),
                        ":tail", list(s("end")),
                        ":one", n(1),
                        ":b", ss("b"))));

    assertThat(get())
        .isEqualTo(
            Attributes.with(
                Map.of(
                    "doc",
                    map(
                        Map.of(
                            "list", list(s("two"), n(3)), "added", AttributeValue.fromNul(true))),
                    "more",
                    list(n(1), n(2), n(3), s("end")),
                    "visits",
                    n(1),
                    "tags",
                    ss("a")),
                "pk",
                key.getOrDefault("pk", s(""))));
  }

  @Test
  void aFailedConditionChangesNothingAndShowsTheItemWhenAsked() {
    var failure =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                client.putItem(
                    request ->
                        request
                            .tableName(TABLE)
                            .item(key)
                            .conditionExpression("attribute_not_exists(pk) OR a > :one")
                            .expressionAttributeValues(Map.of(":one", n(1)))
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)));

    assertThat(failure.item()).isEqualTo(item);
    assertThat(failure.awsErrorDetails().errorMessage())
        .isEqualTo("The conditional request failed");
    assertThat(get()).isEqualTo(item);
    assertConditionFails("attribute_exists(zz)");
    assertConditionFails("contains(b, :y)");
    assertConditionFails("NOT begins_with(b, :x)");
    assertConditionFails("size(b) > :one");
    assertConditionFails("a BETWEEN :two AND :two");
    assertConditionFails("a IN (:two, :x)");
  }

  private void assertConditionFails(String condition) {
    var all = Map.of(":one", n(1), ":two", n(2), ":x", s("x"), ":y", s("y"));
    var used = new TreeMap<>(all);
    used.keySet().removeIf(name -> !condition.contains(name));
    var failure =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                client.deleteItem(
                    request -> {
                      request.tableName(TABLE).key(key).conditionExpression(condition);
                      if (!used.isEmpty()) {
                        request.expressionAttributeValues(used);
                      }
                    }));
    assertThat(failure).as(condition).isNotNull();
    assertThat(failure.hasItem()).isFalse();
  }

  @Test
  void aConditionThatHoldsLetsTheWriteThrough() {
    client.updateItem(
        request ->
            request
                .tableName(TABLE)
                .key(key)
                .updateExpression("SET a = :two REMOVE b")
                .conditionExpression(
                    "a = :one AND attribute_type(b, :string) AND size(b) = :one AND pk <> b")
                .expressionAttributeValues(Map.of(":one", n(1), ":two", n(2), ":string", s("S"))));

    assertThat(get()).isEqualTo(Attributes.with(key, "a", n(2)));
  }

  @Test
  void concurrentCountersLoseNothing() {
    int threads = 8;
    int each = 25;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        executor.execute(() -> count(each));
      }
    }

    assertThat(get()).containsEntry("hits", n((long) threads * each));
  }

  private void count(int times) {
    for (int i = 0; i < times; i++) {
      client.updateItem(
          request ->
              request
                  .tableName(TABLE)
                  .key(key)
                  .updateExpression("ADD hits :one")
                  .expressionAttributeValues(Map.of(":one", n(1))));
    }
  }

  @Test
  void aProjectionReadsOnlyWhatItNames() {
    put(Attributes.with(item, "doc", map(Map.of("x", list(n(1), n(2)), "y", n(3)))));

    var answer =
        client.getItem(
            request ->
                request
                    .tableName(TABLE)
                    .key(key)
                    .projectionExpression("a, #d.x[1], nowhere")
                    .expressionAttributeNames(Map.of("#d", "doc")));

    assertThat(answer.item()).isEqualTo(Map.of("a", n(1), "doc", map(Map.of("x", list(n(2))))));
  }

  private void put(Map<String, AttributeValue> next) {
    client.putItem(request -> request.tableName(TABLE).item(next));
  }

  private Map<String, AttributeValue> get() {
    return client.getItem(request -> request.tableName(TABLE).key(key).consistentRead(true)).item();
  }
}
