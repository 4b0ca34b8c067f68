package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

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
      assertThat(server.errors()).isEmpty();
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
      assertThat(server.errors()).isEmpty();
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
