package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * Queries of a table and its indexes. The collection {@code numbers} has the sort keys -10 to 10;
 * {@code group} is the rest of the number by 3, {@code level} ten times the number.
 */
@ExtendWith(SharedServer.class)
class QueryTest {
  private static final String TABLE = "query";
  private static final int FIRST = -10;
  private static final int LAST = 10;

  private final DynamoDbClient client;

  QueryTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTable() {
    if (NewTable.exists(client, TABLE)) {
      return;
    }
    NewTable.named(TABLE, "pk:S", "sk:N")
        .globalIndex("by-group", NewTable.keysOnly(), "group:S", "level:N")
        .localIndex("by-level", NewTable.include("word"), "pk:S", "level:N")
        .createWith(client);
    for (int i = FIRST; i <= LAST; i++) {
      Map<String, AttributeValue> item = item(i);
      client.putItem(request -> request.tableName(TABLE).item(item));
    }
    client.putItem(
        request ->
            request.tableName(TABLE).item(Map.of("pk", s("numbers2"), "sk", n(0), "x", n(1))));
  }

  private static Map<String, AttributeValue> item(int number) {
    Map<String, AttributeValue> item = new TreeMap<>();
    item.put("pk", s("numbers"));
    item.put("sk", n(number));
    item.put("group", s("group-" + Math.floorMod(number, 3)));
    item.put("word", s("word " + number));
    item.put("square", n((long) number * number));
    if (number % 2 == 0) {
      item.put("level", n(-number * 10L));
    }
    return item;
  }

  @ParameterizedTest
  @CsvSource({
    "sk = :a,                  -2, 9, '-2'",
    "sk < :a,                  -8, 9, '-10 -9'",
    "sk <= :a,                 -8, 9, '-10 -9 -8'",
    "sk > :a,                   8, 9, '9 10'",
    "sk >= :a,                  8, 9, '8 9 10'",
    "sk BETWEEN :a AND :b,     -1, 2, '-1 0 1 2'",
    "sk BETWEEN :a AND :b,     10, 99, '10'",
    "sk = :a,                 0.5, 9, ''"
  })
  void everyOperatorOfTheSortKeySelectsItsRange(
      String condition, String a, String b, String expected) {
    QueryResponse answer =
        query(
            request -> {
              Map<String, AttributeValue> values = new TreeMap<>();
              values.put(":pk", s("numbers"));
              values.put(":a", n(a));
              if (condition.contains(":b")) {
                values.put(":b", n(b));
              }
              request
                  .keyConditionExpression("pk = :pk AND " + condition)
                  .expressionAttributeValues(values);
            });

    assertThat(sortKeys(answer.items())).isEqualTo(expected);
    assertThat(answer.hasLastEvaluatedKey()).isFalse();
  }

  @Test
  void aSortKeyCanBeginWithAPrefix() {
    String table = NewTable.named("query-prefix", "pk:S", "sk:S").createWith(client);
    for (String sk : List.of("a", "ab", "ab\uFFFF", "abc", "ac", "b")) {
      client.putItem(request -> request.tableName(table).item(Map.of("pk", s("p"), "sk", s(sk))));
    }

    var answer =
        client.query(
            request ->
                request
                    .tableName(table)
                    .keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                    .expressionAttributeValues(Map.of(":pk", s("p"), ":prefix", s("ab"))));

    assertThat(answer.items())
        .extracting(item -> item.getOrDefault("sk", s("")).s())
        .containsExactly("ab", "abc", "ab\uFFFF");
  }

  @Test
  void pagesOfALimitCoverTheCollectionForwardAndBackward() {
    for (boolean forward : List.of(true, false)) {
      List<Integer> found = new ArrayList<>();
      Map<String, AttributeValue> last = Map.of();
      do {
        Map<String, AttributeValue> start = last;
        QueryResponse page =
            query(
                request -> {
                  numbers(request).limit(4).scanIndexForward(forward);
                  if (!start.isEmpty()) {
                    request.exclusiveStartKey(start);
                  }
                });
        assertThat(page.count()).isLessThanOrEqualTo(4).isEqualTo(page.scannedCount());
        page.items().forEach(item -> found.add(number(item, "sk")));
        last = page.lastEvaluatedKey();
      } while (!last.isEmpty());

      List<Integer> expected = new ArrayList<>();
      for (int i = FIRST; i <= LAST; i++) {
        expected.add(i);
      }
      assertThat(found).isEqualTo(forward ? expected : expected.reversed());
    }
  }

  @Test
  void aPageEndsAfterOneMegabyte() {
    String table = NewTable.named("query-pages", "pk:S", "sk:N").createWith(client);
    String payload = "x".repeat(100_000);
    for (int i = 0; i < 25; i++) {
      var item = Map.of("pk", s("p"), "sk", n(i), "payload", s(payload));
      client.putItem(request -> request.tableName(table).item(item));
    }

    List<Integer> pages = new ArrayList<>();
    client
        .queryPaginator(
            request ->
                request
                    .tableName(table)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(Map.of(":pk", s("p"))))
        .forEach(page -> pages.add(page.count()));

    // An item is counted before the page is found to be full: 11 of 100 KB exceed 1 MiB.
    assertThat(pages).containsExactly(11, 11, 3);
  }

  @Test
  void aLocalIndexShowsItsProjectionInItsOrderAndFetchesTheRestWhenAsked() {
    QueryResponse projected =
        query(request -> numbers(request).indexName("by-level").consistentRead(true).limit(2));
    QueryResponse fetched =
        query(
            request ->
                numbers(request)
                    .indexName("by-level")
                    .select(Select.ALL_ATTRIBUTES)
                    .consistentRead(true)
                    .limit(1));

    assertThat(projected.items())
        .containsExactly(
            Attributes.only(item(10), "pk", "sk", "level", "word"),
            Attributes.only(item(8), "pk", "sk", "level", "word"));
    assertThat(projected.lastEvaluatedKey())
        .isEqualTo(Attributes.only(item(8), "pk", "sk", "level"));
    assertThat(fetched.items()).containsExactly(item(10));
  }

  @Test
  void aGlobalIndexCanBeQueriedByItsOwnKeyAndPaged() {
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    Eventually.await(
        "the index has the group",
        () -> {
          found.clear();
          client
              .queryPaginator(request -> byGroup(request.tableName(TABLE)).limit(2))
              .items()
              .forEach(found::add);
          return found.size() == 3;
        });

    List<Map<String, AttributeValue>> expected = new ArrayList<>();
    for (int number : List.of(-6, -0, 6)) {
      expected.add(Attributes.only(item(number), "pk", "sk", "group", "level"));
    }
    assertThat(found).isEqualTo(expected);
  }

  /** Those of the group 0 whose level is between -60 and 60, from the highest on. */
  private static QueryRequest.Builder byGroup(QueryRequest.Builder request) {
    return request
        .indexName("by-group")
        .scanIndexForward(false)
        .keyConditionExpression("#group = :group AND #level BETWEEN :low AND :high")
        .expressionAttributeNames(Map.of("#group", "group", "#level", "level"))
        .expressionAttributeValues(Map.of(":group", s("group-0"), ":low", n(-60), ":high", n(60)));
  }

  @Test
  void aFilterHidesItemsThatWereCounted() {
    QueryResponse answer =
        query(
            request ->
                request
                    .keyConditionExpression("pk = :pk")
                    .filterExpression("square > :fifty OR contains(word, :seven)")
                    .projectionExpression("sk")
                    .limit(10)
                    .expressionAttributeValues(
                        Map.of(":pk", s("numbers"), ":fifty", n(50), ":seven", s("7"))));

    assertThat(sortKeys(answer.items())).isEqualTo("-10 -9 -8 -7");
    assertThat(answer.items().getFirst()).isEqualTo(Map.of("sk", n(-10)));
    assertThat(answer.count()).isEqualTo(4);
    assertThat(answer.scannedCount()).isEqualTo(10);
    assertThat(answer.lastEvaluatedKey()).isEqualTo(Map.of("pk", s("numbers"), "sk", n(-1)));
  }

  @Test
  void aCountComesWithoutItems() {
    QueryResponse answer = query(request -> numbers(request).select(Select.COUNT));

    assertThat(answer.count()).isEqualTo(LAST - FIRST + 1);
    assertThat(answer.hasItems()).isFalse();
  }

  private QueryResponse query(Consumer<QueryRequest.Builder> parameters) {
    return client.query(request -> parameters.accept(request.tableName(TABLE)));
  }

  private static QueryRequest.Builder numbers(QueryRequest.Builder request) {
    return request
        .keyConditionExpression("pk = :pk")
        .expressionAttributeValues(Map.of(":pk", s("numbers")));
  }

  private static String sortKeys(List<Map<String, AttributeValue>> items) {
    List<String> keys = new ArrayList<>();
    items.forEach(item -> keys.add(Integer.toString(number(item, "sk"))));
    return String.join(" ", keys);
  }

  private static int number(Map<String, AttributeValue> item, String name) {
    return Integer.parseInt(item.getOrDefault(name, s("(missing)")).n());
  }
}
