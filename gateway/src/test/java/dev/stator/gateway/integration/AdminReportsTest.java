package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.gateway.AdminPort;
import dev.stator.gateway.Stator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** What the port of health and metrics tells of the throughput and the keys of tables. */
class AdminReportsTest {
  private static final String LARGE = "x".repeat(400 * 1024 - 100);

  private static Stator server;
  private static DynamoDbClient client;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    ThroughputConfig standing = ThroughputConfig.standard().withClock(() -> 1);
    server =
        Stator.inMemory()
            .throughput(standing.withPartitionLimits(0, 0))
            .admin(new AdminPort("127.0.0.1", 0, true))
            .start();
    client = Clients.withoutRetries(server.endpoint());
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    client.close();
    server.close();
  }

  /** One unit a second for 300 seconds: an item of 400 KB leaves a debt of 100. */
  @Test
  void theThroughputOfATableIsTold() throws Exception {
    create("told");
    create("beside");
    put("told", "a", LARGE);
    assertThatThrownBy(() -> put("told", "a", "small"))
        .isInstanceOf(ProvisionedThroughputExceededException.class);

    String writes =
        "\"writes\":{\"consumed\":400.0,\"limit\":1.0,\"left\":-100.0,"
            + "\"throttled\":{\"ProvisionedThroughput\":1}}";
    Eventually.await("it is told", () -> body("/capacity/told").contains(writes));

    String one = body("/capacity/told");
    assertThat(one)
        .contains("{\"table\":\"told\",\"reads\":{\"consumed\":0.0,\"limit\":1.0,\"left\":300.0,")
        .contains("{\"table\":\"told\",\"index\":\"by-g\",")
        .contains("\"firstHash\":\"0000000000000000\"", "\"lastHash\":\"ffffffffffffffff\"")
        .contains("\"decision\":{", "\"reason\":\"CALM\"", "\"readHeat\":{\"samples\":")
        .doesNotContain("beside");
    assertThat(body("/capacity")).contains("\"table\":\"told\"", "\"table\":\"beside\"");
    assertThat(get("/capacity").headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void theKeysThatAreUsedMostAreToldWhereInsightsAreOn() {
    create("used");
    assertThat(body("/insights/used")).isEqualTo("{\"table\":\"used\",\"insights\":[]}\n");
    enable("used", null);
    enable("used", "by-g");

    Eventually.await(
        "a key is told",
        () -> {
          client.getItem(r -> r.tableName("used").key(Map.of("pk", s("a \"key\""))));
          return body("/insights/used").contains("{\"key\":[\"a \\\"key\\\"\"],\"readUnits\":");
        });

    assertThat(body("/insights/used"))
        .startsWith(
            "{\"table\":\"used\",\"insights\":[{\"mode\":\"ACCESSED_AND_THROTTLED_KEYS\","
                + "\"accessedPartitionKeys\":[{")
        .contains("{\"index\":\"by-g\",\"mode\":\"ACCESSED_AND_THROTTLED_KEYS\",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/capacity/none",
        "/capacity/",
        "/capacityx",
        "/insights",
        "/insights/",
        "/insights/none",
        "/insights/none/x"
      })
  void whatIsNotThereIsNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  private static void create(String table) {
    CreateTableRequest request =
        NewTable.named(table, "pk:S").globalIndex("by-g", NewTable.keysOnly(), "g:S").request();
    ProvisionedThroughput unit = MeteredServer.units(1, 1);
    client.createTable(
        request.toBuilder()
            .billingMode(BillingMode.PROVISIONED)
            .provisionedThroughput(unit)
            .globalSecondaryIndexes(
                request.globalSecondaryIndexes().stream()
                    .map(index -> index.toBuilder().provisionedThroughput(unit).build())
                    .toList())
            .build());
    NewTable.awaitActive(client, table);
  }

  private static void enable(String table, @Nullable String index) {
    client.updateContributorInsights(
        r ->
            r.tableName(table)
                .indexName(index)
                .contributorInsightsAction(ContributorInsightsAction.ENABLE));
  }

  private static void put(String table, String key, String body) {
    client.putItem(r -> r.tableName(table).item(Map.of("pk", s(key), "body", s(body))));
  }

  private static String body(String path) {
    try {
      return get(path).body();
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.adminPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
