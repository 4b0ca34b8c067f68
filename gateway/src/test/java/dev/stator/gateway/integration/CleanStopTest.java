package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** SIGTERM while requests are under way. */
class CleanStopTest {
  private static final String TABLE = "stopped";
  private static final int WRITERS = 4;
  private static final int WRITES_BEFORE_STOP = 300;
  private static final Duration MAX_STOP = Duration.ofSeconds(12);
  private static final Duration MAX_START = Duration.ofSeconds(10);

  @TempDir private Path data = Path.of("");

  @Test
  void aStopDuringWritesIsCleanAndKeepsEveryAcknowledgedWrite() throws Exception {
    Map<Integer, Integer> acknowledged;
    try (ServerProcess server = ServerProcess.start(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      NewTable.named(TABLE, "pk:N")
          .globalIndex("by-count", NewTable.all(), "count:N")
          .createWith(client);

      acknowledged = writeUntilStopped(server, client);
    }

    long startNs = System.nanoTime();
    try (ServerProcess server = ServerProcess.start(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      Duration start = Duration.ofNanos(System.nanoTime() - startNs);
      System.out.println("clean stop: start after it took " + start.toMillis() + " ms");
      assertThat(start).isLessThan(MAX_START);
      Map<Integer, Integer> found = counts(client);
      acknowledged.forEach(
          (writer, count) -> assertThat(found.get(writer)).isBetween(count, count + 1));
      Eventually.await(
          "the index has the counts of the table",
          () ->
              client.scan(request -> request.tableName(TABLE).indexName("by-count")).items().size()
                  == WRITERS);
      assertThat(server.stop()).isZero();
      assertThat(server.errors())
          .noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
    }
  }

  /** Each client sends one request after the other on a connection that it keeps open. */
  @Test
  void aStopAnswersEveryRequestThatWasSentAndEndsConnectionsWithAnAnswer() throws Exception {
    try (ServerProcess server = ServerProcess.start(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint());
        ExecutorService threads = Executors.newCachedThreadPool()) {
      NewTable.named(TABLE, "pk:N").createWith(client);
      CountDownLatch written = new CountDownLatch(WRITES_BEFORE_STOP);
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        KeptConnection connection = new KeptConnection(server.endpoint().getPort());
        int writer = i;
        writers.add(threads.submit(() -> writeUntilToldToStop(connection, writer, written)));
      }
      assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();

      assertThat(server.stop()).as(server.log()).isZero();

      int answers = 0;
      for (Future<Integer> writer : writers) {
        answers += writer.get(60, TimeUnit.SECONDS); // fails where a request got no answer
      }
      assertThat(server.errors())
          .noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
      assertThat(server.output()).hasSize(2);
      assertThat(server.output().getLast())
          .matches(
              "Stator stopped after \\d+ s: \\d+ requests answered, \\d+ ms for those under way,"
                  + " \\d+ ms for the last checkpoint");
      int told = Integer.parseInt(server.output().getLast().split(" ", -1)[5]);
      assertThat(told).isGreaterThan(answers).isLessThan(answers + 100); // CreateTable and the like
    }
  }

  /** Returns how many writes were answered, the last with the word that the connection ends. */
  private static int writeUntilToldToStop(
      KeptConnection connection, int writer, CountDownLatch written) throws IOException {
    try (connection) {
      int count = 0;
      boolean goesOn = true;
      while (goesOn) {
        count++;
        goesOn =
            connection.put(
                "{\"TableName\":\"%s\",\"Item\":{\"pk\":{\"N\":\"%d\"},\"count\":{\"N\":\"%d\"}}}"
                    .formatted(TABLE, writer, count));
        written.countDown();
      }
      return count;
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, "--stop-timeout", "600");
        KeptConnection unfinished = new KeptConnection(server.endpoint().getPort())) {
      unfinished.beginRequest();
      Process signals = new ProcessBuilder("kill", "-TERM", Long.toString(server.pid())).start();
      assertThat(signals.waitFor()).isZero();
      Eventually.await("it takes no connections", () -> !server.takesConnections());

      assertThat(server.stop()).isEqualTo(1);
      assertThat(server.output()).hasSize(1);
    }
  }

  @Test
  void requestsThatDoNotEndAreGivenUpAfterTheTimeForThem() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, "--stop-timeout", "1");
        KeptConnection unfinished = new KeptConnection(server.endpoint().getPort())) {
      unfinished.beginRequest();

      assertThat(server.stop()).isZero();
      assertThat(server.output().getLast()).contains(": 0 requests answered");
    }
  }

  private static Map<Integer, Integer> writeUntilStopped(
      ServerProcess server, DynamoDbClient client) throws Exception {
    Map<Integer, Integer> acknowledged = new HashMap<>();
    CountDownLatch written = new CountDownLatch(WRITES_BEFORE_STOP);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        writers.add(threads.submit(() -> countUntilGone(client, writer, written)));
      }
      assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();

      long startNs = System.nanoTime();
      assertThat(server.stop()).as(server.log()).isZero();

      Duration stop = Duration.ofNanos(System.nanoTime() - startNs);
      System.out.println("clean stop: took " + stop.toMillis() + " ms");
      assertThat(stop).isLessThan(MAX_STOP);
      assertThat(server.errors())
          .noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
      for (int i = 0; i < WRITERS; i++) {
        acknowledged.put(i, writers.get(i).get(60, TimeUnit.SECONDS));
      }
    }
    return acknowledged;
  }

  /** Writes 1, 2, 3... and returns the last that was acknowledged when the server is gone. */
  private static int countUntilGone(DynamoDbClient client, int writer, CountDownLatch written) {
    int count = 0;
    while (true) {
      Map<String, AttributeValue> item = Map.of("pk", n(writer), "count", n(count + 1));
      try {
        client.putItem(request -> request.tableName(TABLE).item(item));
      } catch (SdkException gone) {
        return count;
      }
      count++;
      written.countDown();
    }
  }

  private static Map<Integer, Integer> counts(DynamoDbClient client) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (var item : client.scan(request -> request.tableName(TABLE).consistentRead(true)).items()) {
      counts.put(number(item, "pk"), number(item, "count"));
    }
    return counts;
  }

  private static int number(Map<String, AttributeValue> item, String name) {
    return Integer.parseInt(item.getOrDefault(name, s("0")).n());
  }
}
