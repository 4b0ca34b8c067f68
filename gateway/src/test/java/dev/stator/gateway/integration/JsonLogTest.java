package dev.stator.gateway.integration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stator.gateway.differential.Json;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.NewKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What a server in a process of its own logs as JSON, and writes down of calls. */
class JsonLogTest {
  private static final String ITEM = "theContentOfAnItem";
  private static final String POLICY = "aPolicyThatIsNone";
  private static final String BROKEN = "whatBreaksTheFileOfKeys";
  private static final String WRONG = "aSecretThatIsWrong";
  private static final String UNREADABLE = "the keys have changed and cannot be read";

  @TempDir private Path data;
  private NewKey key;
  private ServerProcess server;
  private DynamoDbClient client;

  @BeforeEach
  void start() {
    key = KeyStore.of(data).create("ann", KeyStore.EVERYTHING);
    server =
        ServerProcess.start(
            data, "--auth", "required", "--log-format", "json", "--slow-request", "0.001");
    client = Clients.withoutRetries(server.endpoint(), key.id(), key.secret());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void everyLineIsAnObjectAndHasNoSecret() throws IOException {
    String master = masterKey();
    NewTable.named("things", "pk:S").createWith(client);
    Eventually.await("a slow request is logged", () -> isLogged("slow request", this::put));
    String refused = refusePolicy();
    String forged = refuseSignature();
    Files.writeString(data.resolve("access").resolve("keys.json"), "{\"format\":" + BROKEN);
    Eventually.await("that is logged", () -> isLogged(UNREADABLE, () -> {}));

    assertThat(server.stop()).isZero();

    List<Map<String, Object>> lines = server.errors().stream().map(JsonLogTest::object).toList();
    assertThat(lines).allSatisfy(JsonLogTest::saysWhenWhereAndWhat);
    assertThat(lines)
        .filteredOn(line -> message(line).equals("slow request"))
        .isNotEmpty()
        .allSatisfy(JsonLogTest::saysWhyItWasSlow);
    assertThat(lines)
        .filteredOn(line -> message(line).startsWith(UNREADABLE))
        .singleElement()
        .satisfies(JsonLogTest::hasItsStackTrace);
    List<String> audit = Files.readAllLines(data.resolve("access").resolve("audit.jsonl"));
    assertThat(audit).map(JsonLogTest::object).allSatisfy(JsonLogTest::saysWhoDidWhat);
    assertThat(audit).map(line -> object(line).get("requestId")).contains(forged).contains(refused);
    assertThat(server.log() + String.join("\n", audit))
        .doesNotContain(
            key.secret(), master, ITEM, POLICY, BROKEN, WRONG, "Signature=", "AWS4-HMAC-SHA256");
  }

  private boolean isLogged(String message, Runnable request) {
    request.run();
    return server.errors().stream().anyMatch(line -> line.contains(message));
  }

  private void put() {
    client.putItem(
        request -> request.tableName("things").item(Map.of("pk", AttributeValue.fromS(ITEM))));
  }

  /** The id of the request. */
  private String refusePolicy() {
    String table = client.describeTable(r -> r.tableName("things")).table().tableArn();
    return refusal(
        () -> client.putResourcePolicy(r -> r.resourceArn(table).policy("{" + POLICY + "}")));
  }

  private String refuseSignature() {
    try (var stranger = Clients.withoutRetries(server.endpoint(), key.id(), WRONG)) {
      return refusal(stranger::listTables);
    }
  }

  private static String refusal(ThrowingCallable call) {
    DynamoDbException refusal = catchThrowableOfType(DynamoDbException.class, call);
    assertThat(refusal).isNotNull();
    return refusal.requestId();
  }

  private String masterKey() throws IOException {
    return Files.readAllLines(data.resolve("access").resolve("master.key")).getLast();
  }

  private static Map<String, Object> object(String line) {
    assertThat(line).startsWith("{").endsWith("}");
    return Json.asObject(Json.parse(line));
  }

  private static String message(Map<String, Object> line) {
    return String.valueOf(line.get("formattedMessage"));
  }

  private static void saysWhenWhereAndWhat(Map<String, Object> line) {
    assertThat(line.get("timestamp")).isInstanceOf(BigDecimal.class);
    assertThat(line.get("level")).isIn("ERROR", "WARN", "INFO");
    assertThat(line.get("threadName")).asString().isNotEmpty();
    assertThat(line.get("loggerName")).asString().startsWith("dev.stator.");
    assertThat(message(line)).isNotEmpty();
  }

  private static void saysWhyItWasSlow(Map<String, Object> line) {
    Map<String, Object> fields = new HashMap<>();
    Json.asList(requireNonNull(line.get("kvpList")))
        .forEach(pair -> fields.putAll(Json.asObject(pair)));
    assertThat(fields)
        .containsOnlyKeys(
            "requestId",
            "operation",
            "table",
            "status",
            "reason",
            "totalMs",
            "readMs",
            "queueMs",
            "diskMs",
            "applyMs",
            "requestBytes",
            "answerBytes",
            "omittedBefore");
    assertThat(fields.get("requestId")).asString().matches("[A-Z0-9]{52}");
    assertThat(fields.get("reason")).isIn("queue", "disk", "apply", "size");
  }

  private static void hasItsStackTrace(Map<String, Object> line) {
    Map<String, Object> throwable = Json.asObject(requireNonNull(line.get("throwable")));
    assertThat(throwable.get("className")).asString().endsWith("StorageException");
    assertThat(Json.asList(requireNonNull(throwable.get("stepArray")))).hasSizeGreaterThan(2);
  }

  private static void saysWhoDidWhat(Map<String, Object> line) {
    assertThat(line)
        .containsOnlyKeys(
            "time", "requestId", "from", "user", "key", "operation", "resource", "outcome");
    assertThat(line.get("time")).asString().matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
  }
}
