package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.EngineSizes;
import dev.stator.core.engine.PartitionRange;
import dev.stator.core.engine.SplitOutcome;
import dev.stator.core.engine.Table;
import dev.stator.gateway.backup.BackupOperations;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.stream.StreamOperations;
import dev.stator.gateway.table.TableOperations;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Clients without retries use a table while its partitions are split: they notice nothing. */
class PartitionSplitTest {
  private static final String TABLE = "things";
  private static final int STABLE = 60;
  private static final int ACCOUNTS = 6;
  private static final int SPLITS = 5;
  private static final int WRITES = 20;

  @TempDir Path data;

  private final long seed = Long.getLong("stator.seed", new Random().nextLong());
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void nobodyNoticesThatPartitionsAreSplit() throws Exception {
    System.out.println("splits under clients: seed " + seed);
    try (Engine engine =
            Engine.open(
                EngineConfig.at(data)
                    .withSizes(EngineSizes.standard().withWorkers(2).withPartitionsPerTable(2)));
        GatewayServer server = serve(engine)) {
      URI endpoint = URI.create("http://127.0.0.1:" + server.port());
      try (DynamoDbClient client = Clients.withoutRetries(endpoint);
          DynamoDbStreamsClient streams = Clients.streamsWithoutRetries(endpoint)) {
        create(client);
        String arn = client.describeTable(r -> r.tableName(TABLE)).table().latestStreamArn();
        StreamConsumer consumer = new StreamConsumer(arn);
        Writer writer = new Writer(client, new Random(seed));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<CompletableFuture<Void>> clients =
            List.of(
                CompletableFuture.runAsync(writer::run, threads),
                CompletableFuture.runAsync(() -> readPages(client), threads),
                CompletableFuture.runAsync(() -> transfer(client), threads),
                CompletableFuture.runAsync(() -> follow(consumer, streams), threads));

        int done = split(engine, clients, writer);

        over.set(true);
        for (CompletableFuture<Void> ended : clients) {
          ended.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(done).as("splits").isPositive();
        assertThat(items(client, "w")).isEqualTo(writer.items);
        Map<Map<String, AttributeValue>, Map<String, AttributeValue>> all = new HashMap<>();
        client
            .scanPaginator(r -> r.tableName(TABLE).consistentRead(true))
            .items()
            .forEach(item -> all.put(Map.of("pk", of(item, "pk"), "sk", of(item, "sk")), item));
        Eventually.await(
            "the stream has told everything",
            () -> {
              consumer.poll(streams);
              return consumer.items().equals(all);
            });
        System.out.printf(
            "%d splits: slowest of %d writes %d ms%n", done, writer.count.get(), writer.slowestMs);
      }
    }
  }

  /** Between two splits the writer writes some more. */
  private int split(Engine engine, List<CompletableFuture<Void>> clients, Writer writer)
      throws Exception {
    Random random = new Random(seed);
    int done = 0;
    for (int i = 0; i < SPLITS && clients.stream().noneMatch(CompletableFuture::isDone); i++) {
      int before = writer.count.get();
      Eventually.await(
          "more writes",
          () ->
              writer.count.get() >= before + WRITES
                  || clients.stream().anyMatch(CompletableFuture::isDone));
      Table table = Objects.requireNonNull(engine.table(TABLE));
      List<PartitionRange> ranges = table.partitions();
      PartitionRange range = ranges.get(random.nextInt(ranges.size()));
      long half = (range.lastHash() - range.firstHash()) >>> 1;
      SplitOutcome outcome =
          engine
              .splitPartition(TABLE, range.id(), range.firstHash() + half)
              .get(60, TimeUnit.SECONDS);
      if (outcome instanceof SplitOutcome.Done split) {
        System.out.println("closed for " + split.closed());
        done++;
      }
    }
    return done;
  }

  private static void create(DynamoDbClient client) {
    client.createTable(
        NewTable.named(TABLE, "pk:S", "sk:S")
            .localIndex("by-l", NewTable.all(), "pk:S", "l:S")
            .globalIndex("by-g", NewTable.all(), "g:S")
            .request()
            .copy(
                r ->
                    r.streamSpecification(
                        stream ->
                            stream
                                .streamEnabled(true)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES))));
    NewTable.awaitActive(client, TABLE);
    for (int i = 0; i < STABLE; i++) {
      String pk = "stable" + i % 20;
      String sk = "s" + i;
      client.putItem(
          r -> r.tableName(TABLE).item(Map.of("pk", s(pk), "sk", s(sk), "l", s("l"), "g", s("g"))));
    }
    for (int i = 0; i < ACCOUNTS; i++) {
      String pk = "account" + i;
      client.putItem(
          r -> r.tableName(TABLE).item(Map.of("pk", s(pk), "sk", s("-"), "balance", n(100))));
    }
  }

  /** Pages of scans, of parallel scans, queries and local indexes have each stable item once. */
  private void readPages(DynamoDbClient client) {
    while (!over.get()) {
      List<String> seen = new ArrayList<>();
      client
          .scanPaginator(r -> r.tableName(TABLE).limit(7).consistentRead(true))
          .items()
          .forEach(item -> addStable(item, seen));
      assertThat(seen).doesNotHaveDuplicates().hasSize(STABLE);
      List<String> parallel = new ArrayList<>();
      for (int segment = 0; segment < 3; segment++) {
        int number = segment;
        client
            .scanPaginator(r -> r.tableName(TABLE).limit(11).segment(number).totalSegments(3))
            .items()
            .forEach(item -> addStable(item, parallel));
      }
      assertThat(parallel).containsExactlyInAnyOrderElementsOf(seen);
      List<String> queried = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        AttributeValue pk = s("stable" + i);
        client
            .queryPaginator(
                r ->
                    r.tableName(TABLE)
                        .indexName("by-l")
                        .limit(2)
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", pk)))
            .items()
            .forEach(item -> addStable(item, queried));
      }
      assertThat(queried).containsExactlyInAnyOrderElementsOf(seen);
    }
  }

  private static void addStable(Map<String, AttributeValue> item, List<String> seen) {
    if (of(item, "pk").s().startsWith("stable")) {
      seen.add(of(item, "pk").s() + "/" + of(item, "sk").s());
    }
  }

  /** Money moves in transactions with tokens; all of it is always there. */
  private void transfer(DynamoDbClient client) {
    Random random = new Random(seed);
    for (int i = 0; !over.get(); i++) {
      Move move =
          new Move(random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS - 1), random.nextInt(9));
      String token = "token" + seed + i;
      move.send(client, token);
      move.send(client, token);
      assertThat(total(client)).isEqualTo(100 * ACCOUNTS);
    }
  }

  private static int total(DynamoDbClient client) {
    return client
        .transactGetItems(
            r -> {
              List<TransactGetItem> gets = new ArrayList<>();
              for (int i = 0; i < ACCOUNTS; i++) {
                Map<String, AttributeValue> key = Map.of("pk", s("account" + i), "sk", s("-"));
                gets.add(
                    TransactGetItem.builder().get(get -> get.tableName(TABLE).key(key)).build());
              }
              r.transactItems(gets);
            })
        .responses()
        .stream()
        .mapToInt(response -> Integer.parseInt(of(response.item(), "balance").n()))
        .sum();
  }

  /** Moves money from one account to another one. */
  private record Move(int from, int other, int amount) {
    void send(DynamoDbClient client, String token) {
      int to = other < from ? other : other + 1;
      client.transactWriteItems(
          r ->
              r.clientRequestToken(token)
                  .transactItems(List.of(add(from, -amount), add(to, amount))));
    }

    private static TransactWriteItem add(int account, int amount) {
      return TransactWriteItem.builder()
          .update(
              update ->
                  update
                      .tableName(TABLE)
                      .key(Map.of("pk", s("account" + account), "sk", s("-")))
                      .updateExpression("ADD balance :amount")
                      .expressionAttributeValues(Map.of(":amount", n(amount))))
          .build();
    }
  }

  private void follow(StreamConsumer consumer, DynamoDbStreamsClient streams) {
    while (!over.get()) {
      consumer.poll(streams);
    }
  }

  /** Counts up numbers, puts and deletes; each answer must say what was there before. */
  private final class Writer {
    private final DynamoDbClient client;
    private final Random random;
    private final Map<String, Integer> items = new HashMap<>();
    private long slowestMs;
    private final AtomicInteger count = new AtomicInteger();

    Writer(DynamoDbClient client, Random random) {
      this.client = client;
      this.random = random;
    }

    void run() {
      while (!over.get()) {
        String pk = "w" + random.nextInt(30);
        Map<String, AttributeValue> key = Map.of("pk", s(pk), "sk", s("-"));
        long startNs = System.nanoTime();
        Integer expected = items.get(pk);
        Map<String, AttributeValue> before = random.nextInt(4) == 0 ? delete(key) : add(key);
        slowestMs = Math.max(slowestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        count.incrementAndGet();
        assertThat(before.containsKey("count") ? Integer.valueOf(of(before, "count").n()) : null)
            .as("what was there before of %s", pk)
            .isEqualTo(expected);
      }
    }

    private Map<String, AttributeValue> delete(Map<String, AttributeValue> key) {
      items.remove(of(key, "pk").s());
      return client
          .deleteItem(r -> r.tableName(TABLE).key(key).returnValues(ReturnValue.ALL_OLD))
          .attributes();
    }

    private Map<String, AttributeValue> add(Map<String, AttributeValue> key) {
      items.merge(of(key, "pk").s(), 1, Integer::sum);
      return client
          .updateItem(
              r ->
                  r.tableName(TABLE)
                      .key(key)
                      .updateExpression("SET g = :g ADD #c :one")
                      .expressionAttributeNames(Map.of("#c", "count"))
                      .expressionAttributeValues(
                          Map.of(":one", n(1), ":g", s("g" + random.nextInt(3))))
                      .returnValues(ReturnValue.ALL_OLD))
          .attributes();
    }
  }

  private static Map<String, Integer> items(DynamoDbClient client, String prefix) {
    Map<String, Integer> items = new HashMap<>();
    client
        .scanPaginator(r -> r.tableName(TABLE).consistentRead(true))
        .items()
        .forEach(
            item -> {
              if (of(item, "pk").s().startsWith(prefix)) {
                items.put(of(item, "pk").s(), Integer.valueOf(of(item, "count").n()));
              }
            });
    return items;
  }

  private static AttributeValue of(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name));
  }

  /** Serves an engine whose partitions a test splits. */
  static GatewayServer serve(Engine engine) throws Exception {
    List<Operation> operations = new ArrayList<>(Operations.all());
    operations.addAll(BackupOperations.all());
    operations.addAll(TableOperations.all());
    operations.addAll(StreamOperations.all());
    return GatewayServer.start(
        engine,
        new Routes(ApiModel.load(), operations),
        HttpConfig.of("127.0.0.1", 0, "us-east-1"));
  }
}
