package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.stator.gateway.AdminPort;
import dev.stator.gateway.Stator;
import dev.stator.gateway.http.WatchConfig;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.NewKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Secrets, signatures and items get into no log, no metric and no line of the audit. */
class SecretsTest {
  private static final String ITEM = "theContentOfAnItem";
  private static final String MISTAKE = "aMistakeThatIsQuoted";

  @TempDir private Path directory;

  @Test
  void areToldNowhere() throws Exception {
    NewKey key = KeyStore.of(directory).create("ann", KeyStore.EVERYTHING);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(log);
    log.start();
    String metrics;
    try {
      metrics = metricsAfterRequests(key);
    } finally {
      root.detachAppender(log);
    }

    String told = metrics + logged(log) + Files.readString(directory.resolve("access/audit.jsonl"));
    assertThat(told).contains("slow request", "requestId", "PutItem", "secrets-table");
    assertThat(told)
        .doesNotContain(
            key.secret(), masterKey(), ITEM, MISTAKE, "Signature=", "AWS4-HMAC-SHA256", "wrong!");
  }

  private String metricsAfterRequests(NewKey key) throws Exception {
    try (var server =
            Stator.inMemory()
                .requireKeys(directory)
                .admin(new AdminPort("127.0.0.1", 0, true))
                .watch(new WatchConfig(10, Duration.ofNanos(1))) // all are slow
                .start();
        var client = Clients.withoutRetries(server.endpoint(), key.id(), key.secret());
        var wrong = Clients.withoutRetries(server.endpoint(), key.id(), key.secret() + "wrong!");
        var http = HttpClient.newHttpClient()) {
      String table = NewTable.named("secrets-table", "k:S").createWith(client);
      client.putItem(
          request -> request.tableName(table).item(Map.of("k", AttributeValue.fromS(ITEM))));
      assertThat(
              catchThrowable(
                  () ->
                      client.updateItem(
                          request ->
                              request
                                  .tableName(table)
                                  .key(Map.of("k", AttributeValue.fromS(ITEM)))
                                  .updateExpression("SET " + MISTAKE + MISTAKE))))
          .isNotNull();
      assertThat(catchThrowable(wrong::listTables)).isNotNull();
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + server.adminPort() + "/metrics"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static String logged(ListAppender<ILoggingEvent> log) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithArguments(true);
    encoder.start();
    StringBuilder lines = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      lines.append(new String(encoder.encode(event), StandardCharsets.UTF_8));
    }
    return lines.toString();
  }

  private String masterKey() throws Exception {
    return Files.readAllLines(directory.resolve("access/master.key")).getLast();
  }
}
