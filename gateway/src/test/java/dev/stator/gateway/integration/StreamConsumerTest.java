package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A consumer of a stream while clients write and the server is killed and started again. */
class StreamConsumerTest {
  private static final String TABLE = "consumed";
  private static final int ROUNDS = 2;
  private static final int WRITERS = 4;
  private static final int WRITES_PER_ROUND = 300;

  @TempDir private Path data = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"sync", "interval:5"})
  void readsEveryChangeOnceAndInOrderAcrossKills(String durability) throws Exception {
    long seed = new Random().nextLong();
    StreamConsumer consumer = null;
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = start(durability);
          DynamoDbClient client = Clients.withoutRetries(server.endpoint());
          DynamoDbStreamsClient streams = Clients.streamsWithoutRetries(server.endpoint())) {
        if (consumer == null) {
          consumer = new StreamConsumer(createTable(client));
        } else if (round % 2 == 0) {
          consumer.restart(); // else it goes on with the iterators it has
        }
        NewTable.awaitActive(client, TABLE);
        writeAndConsume(new Random(seed + round), server, client, streams, consumer);
      }
    }
    try (ServerProcess server = start(durability);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint());
        DynamoDbStreamsClient streams = Clients.streamsWithoutRetries(server.endpoint())) {
      StreamConsumer last = Objects.requireNonNull(consumer);
      Map<Map<String, AttributeValue>, Map<String, AttributeValue>> found = scan(client);
      Eventually.await(
          "the consumer has taken everything (seed " + seed + ")",
          () -> last.poll(streams) == 0 && last.items().equals(found));
      assertThat(last.count()).isGreaterThan(ROUNDS * WRITES_PER_ROUND / 2);

      StreamConsumer second = new StreamConsumer(streamArn(client));
      Eventually.await(
          "a second consumer takes the same",
          () -> second.poll(streams) == 0 && second.count() > 0);
      assertThat(second.count()).isEqualTo(last.count());
      assertThat(second.items()).isEqualTo(found);
    }
  }

  private ServerProcess start(String durability) {
    ServerProcess server =
        ServerProcess.launch(SmallSettingsServer.class, List.of(data.toString(), durability));
    server.awaitReady();
    return server;
  }

  private static String createTable(DynamoDbClient client) {
    client.createTable(
        NewTable.named(TABLE, "pk:S").request().toBuilder()
            .streamSpecification(
                s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES))
            .build());
    return streamArn(client);
  }

  private static String streamArn(DynamoDbClient client) {
    return client.describeTable(r -> r.tableName(TABLE)).table().latestStreamArn();
  }

  /** Consumes while writers write, and kills the server in the middle of it. */
  private static void writeAndConsume(
      Random random,
      ServerProcess server,
      DynamoDbClient client,
      DynamoDbStreamsClient streams,
      StreamConsumer consumer)
      throws Exception {
    AtomicInteger written = new AtomicInteger();
    AtomicBoolean killed = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<? extends Future<?>> writers =
          IntStream.range(0, WRITERS)
              .mapToObj(i -> new Random(random.nextLong()))
              .map(own -> threads.submit(() -> write(own, client, written, killed)))
              .toList();
      while (written.get() < WRITES_PER_ROUND && writers.stream().noneMatch(Future::isDone)) {
        consumer.poll(streams);
      }
      killed.set(true);
      server.kill();
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }

  private static void write(
      Random random, DynamoDbClient client, AtomicInteger written, AtomicBoolean killed) {
    while (!killed.get()) {
      Map<String, AttributeValue> key = Map.of("pk", s("k" + random.nextInt(40)));
      Map<String, AttributeValue> item =
          Map.of(
              "pk", key.get("pk"),
              "v", n(random.nextInt(5)),
              "text", s("x".repeat(random.nextInt(3) * 300)));
      try {
        switch (random.nextInt(4)) {
          case 0 -> client.deleteItem(r -> r.tableName(TABLE).key(key));
          case 1 ->
              client.updateItem(
                  r ->
                      r.tableName(TABLE)
                          .key(key)
                          .updateExpression("SET v = :v")
                          .expressionAttributeValues(Map.of(":v", n(random.nextInt(3)))));
          default -> client.putItem(r -> r.tableName(TABLE).item(item));
        }
        written.incrementAndGet();
      } catch (SdkException gone) {
        if (!killed.get()) {
          throw gone;
        }
      }
    }
  }

  private static Map<Map<String, AttributeValue>, Map<String, AttributeValue>> scan(
      DynamoDbClient client) {
    NewTable.awaitActive(client, TABLE);
    Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items = new HashMap<>();
    client
        .scan(r -> r.tableName(TABLE))
        .items()
        .forEach(item -> items.put(Map.of("pk", item.get("pk")), item));
    return items;
  }
}
