package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.AdminPort;
import dev.stator.gateway.StartupException;
import dev.stator.gateway.Stator;
import dev.stator.gateway.http.WatchConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Health and metrics on their own port. */
class AdminPortTest {
  private static final int MANY_TABLES = 100;
  private static final int TABLES = 3;

  private static Stator server;
  private static DynamoDbClient client;

  @BeforeAll
  static void start() {
    server = start(MANY_TABLES);
    client = Clients.withoutRetries(server.endpoint());
  }

  private static Stator start(int tables) {
    return Stator.inMemory()
        .admin(new AdminPort("127.0.0.1", 0, true))
        .watch(new WatchConfig(tables, Duration.ZERO))
        .start();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void countsRequestsByTableAndOperation() throws Exception {
    NewTable.named("counted", "k:S").createWith(client);
    for (int i = 0; i < 5; i++) {
      put("counted", "k" + i);
    }
    client.getItem(request -> request.tableName("counted").key(key("k0")));
    client.scan(request -> request.tableName("counted"));
    assertThatThrownBy(
            () ->
                client.putItem(
                    request ->
                        request
                            .tableName("counted")
                            .item(key("k0"))
                            .conditionExpression("attribute_not_exists(k)")))
        .isInstanceOf(ConditionalCheckFailedException.class);
    assertThatThrownBy(() -> client.getItem(request -> request.tableName("counted").key(Map.of())))
        .isInstanceOf(DynamoDbException.class);

    String page = get("/metrics").body();

    assertThat(value(page, latencyCount("counted", "PutItem"))).isEqualTo(5);
    assertThat(value(page, latencyCount("counted", "GetItem"))).isEqualTo(1);
    assertThat(
            value(
                page,
                "dynamodb_conditional_check_failed_requests_total" + labels("counted", "PutItem")))
        .isEqualTo(1);
    assertThat(value(page, "dynamodb_user_errors_total" + labels("counted", "GetItem")))
        .isEqualTo(1);
    assertThat(value(page, "dynamodb_returned_item_count_total" + labels("counted", "Scan")))
        .isEqualTo(5);
  }

  @Test
  void countsPartsOfCancelledTransactions() throws Exception {
    NewTable.named("transacted", "k:S").createWith(client);
    put("transacted", "k");
    var put =
        TransactWriteItem.builder()
            .put(
                write ->
                    write
                        .tableName("transacted")
                        .item(key("k"))
                        .conditionExpression("attribute_not_exists(k)"))
            .build();
    assertThatThrownBy(
            () -> client.transactWriteItems(request -> request.transactItems(List.of(put))))
        .isInstanceOf(TransactionCanceledException.class);

    String page = get("/metrics").body();

    String labels = labels("transacted", "TransactWriteItems");
    assertThat(value(page, "stator_transactions_canceled_total" + labels)).isEqualTo(1);
    assertThat(value(page, "dynamodb_conditional_check_failed_requests_total" + labels))
        .isEqualTo(1);
  }

  @Test
  void hasNoMoreSeriesThanItMayHave() throws Exception {
    String page;
    try (var other = start(TABLES);
        var many = Clients.withoutRetries(other.endpoint())) {
      for (int i = 0; i < 2 * TABLES; i++) {
        String table = "many" + i;
        NewTable.named(table, "k:S").createWith(many);
        many.putItem(request -> request.tableName(table).item(key("k")));
        assertThatThrownBy(() -> many.getItem(request -> request.tableName("none").key(key("k"))))
            .isInstanceOf(ResourceNotFoundException.class);
      }
      page = get(other, "/metrics").body();
    }

    long tables =
        page.lines()
            .filter(line -> line.startsWith("dynamodb_user_errors_total{"))
            .map(line -> line.replaceFirst(".*table=\"([^\"]*)\".*", "$1"))
            .distinct()
            .count();
    assertThat(tables).isLessThanOrEqualTo(TABLES + 2); // and those of none, and others
    assertThat(value(page, latencyCount("other", "PutItem"))).isPositive();
    assertThat(page).doesNotContain("table=\"none\"");
  }

  @Test
  void tellsWhatWorkersAndConnectionsDo() throws Exception {
    assertThat(client.listTables().tableNames()).isNotNull();
    System.gc(); // nobody but the metrics keeps what they ask
    String page = get("/metrics").body();

    assertThat(page)
        .contains(
            "stator_ring_bytes{worker=\"stator-worker-0\"}",
            "stator_ring_bytes{worker=\"stator-catalog\"}",
            "stator_apply_seconds_bucket{",
            "stator_partitions{condition=\"writable\"}",
            "stator_connections ",
            "stator_connections_closed_total{reason=\"slow_body\"} 0.0",
            "jvm_memory_used_bytes{");
    assertThat(value(page, "stator_connections_accepted_total")).isPositive();
    assertThat(value(page, "stator_worker_answers{worker=\"stator-worker-0\"}")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready"})
  void isLiveAndReady(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/x", "/health", "/health/live/x"})
  void knowsNothingElse(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void takesOnlyGet() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri(server, "/metrics"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void doesNotStartWithoutAPortThatWasAskedFor() {
    var occupied = new AdminPort("127.0.0.1", server.adminPort(), true);

    assertThatThrownBy(() -> Stator.inMemory().admin(occupied).start())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("--admin-port");
  }

  private static void put(String table, String key) {
    client.putItem(request -> request.tableName(table).item(key(key)));
  }

  private static Map<String, AttributeValue> key(String value) {
    return Map.of("k", AttributeValue.fromS(value));
  }

  private static String latencyCount(String table, String operation) {
    return "dynamodb_successful_request_latency_seconds_count" + labels(table, operation);
  }

  private static String labels(String table, String operation) {
    return "{operation=\"" + operation + "\",table=\"" + table + "\"}";
  }

  private static double value(String page, String series) {
    return page.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in:\n" + page));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return get(server, path);
  }

  private static HttpResponse<String> get(Stator from, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(uri(from, path)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static URI uri(Stator from, String path) {
    return URI.create("http://127.0.0.1:" + from.adminPort() + path);
  }
}
