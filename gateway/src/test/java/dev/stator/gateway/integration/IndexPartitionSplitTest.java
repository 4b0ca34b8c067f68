package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.EngineSizes;
import dev.stator.core.engine.PartitionRange;
import dev.stator.core.engine.SplitOutcome;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.table.TableOperations;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** A client pages through a global index whose partitions are split between the pages. */
class IndexPartitionSplitTest {
  private static final String TABLE = "things";
  private static final String INDEX = "by-g";
  private static final int ITEMS = 60;
  private static final int KEYS = 9;

  private final long seed = Long.getLong("stator.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @Test
  void pagesOfAnIndexGoOnInTheSuccessorsOfItsPartitions() throws Exception {
    System.out.println("splits between pages: seed " + seed);
    try (Engine engine =
            Engine.open(
                EngineConfig.inMemory()
                    .withSizes(EngineSizes.standard().withWorkers(2).withPartitionsPerTable(2)));
        GatewayServer server = serve(engine);
        DynamoDbClient client =
            Clients.withoutRetries(URI.create("http://127.0.0.1:" + server.port()))) {
      create(client);

      assertThat(scanned(client, engine)).containsExactlyInAnyOrderElementsOf(all());
      assertThat(queried(client, engine)).containsExactlyInAnyOrderElementsOf(all());

      for (int i = 0; i < ITEMS; i++) {
        put(client, i, "h");
      }
      Eventually.await(
          "all entries under the new keys",
          () ->
              client.scan(r -> r.tableName(TABLE).indexName(INDEX)).items().stream()
                      .filter(item -> g(item).startsWith("h"))
                      .count()
                  == ITEMS);
      assertThat(client.scan(r -> r.tableName(TABLE).indexName(INDEX)).count()).isEqualTo(ITEMS);
    }
  }

  private static GatewayServer serve(Engine engine) throws Exception {
    List<Operation> operations = new ArrayList<>(Operations.all());
    operations.addAll(TableOperations.all());
    return GatewayServer.start(
        engine,
        new Routes(ApiModel.load(), operations),
        HttpConfig.of("127.0.0.1", 0, "us-east-1"));
  }

  private void create(DynamoDbClient client) {
    client.createTable(
        NewTable.named(TABLE, "pk:S").globalIndex(INDEX, NewTable.all(), "g:S").request());
    NewTable.awaitActive(client, TABLE);
    for (int i = 0; i < ITEMS; i++) {
      put(client, i, "g");
    }
    Eventually.await(
        "all entries",
        () -> client.scan(r -> r.tableName(TABLE).indexName(INDEX)).count() == ITEMS);
  }

  private static void put(DynamoDbClient client, int i, String g) {
    client.putItem(r -> r.tableName(TABLE).item(Map.of("pk", s("item" + i), "g", s(g + i % KEYS))));
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      all.add("item" + i);
    }
    return all;
  }

  private List<String> scanned(DynamoDbClient client, Engine engine) {
    List<String> seen = new ArrayList<>();
    Map<String, AttributeValue> start = Map.of();
    do {
      Map<String, AttributeValue> from = start;
      ScanResponse page =
          client.scan(
              r -> {
                r.tableName(TABLE).indexName(INDEX).limit(8);
                if (!from.isEmpty()) {
                  r.exclusiveStartKey(from);
                }
              });
      page.items().forEach(item -> seen.add(pk(item)));
      start = page.lastEvaluatedKey();
      split(engine);
    } while (!start.isEmpty());
    return seen;
  }

  private List<String> queried(DynamoDbClient client, Engine engine) {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      String g = "g" + i;
      Map<String, AttributeValue> start = Map.of();
      do {
        Map<String, AttributeValue> from = start;
        QueryResponse page =
            client.query(
                r -> {
                  r.tableName(TABLE).indexName(INDEX).limit(4);
                  r.keyConditionExpression("g = :g");
                  r.expressionAttributeValues(Map.of(":g", s(g)));
                  if (!from.isEmpty()) {
                    r.exclusiveStartKey(from);
                  }
                });
        page.items().forEach(item -> seen.add(pk(item)));
        start = page.lastEvaluatedKey();
        if (i % 3 == 0) {
          split(engine);
        }
      } while (!start.isEmpty());
    }
    return seen;
  }

  /** Splits a partition of the index in the middle, or moves it. */
  private void split(Engine engine) {
    List<PartitionRange> ranges = Objects.requireNonNull(engine.table(TABLE)).partitions(INDEX);
    PartitionRange range = ranges.get(random.nextInt(ranges.size()));
    long half = (range.lastHash() - range.firstHash()) >>> 1;
    SplitOutcome outcome =
        ranges.size() > 6
            ? engine.movePartition(TABLE, INDEX, range.id(), random.nextInt(2)).join()
            : engine.splitPartition(TABLE, INDEX, range.id(), range.firstHash() + half).join();
    assertThat(outcome).isInstanceOf(SplitOutcome.Done.class);
  }

  private static String pk(Map<String, AttributeValue> item) {
    return Objects.requireNonNull(item.get("pk")).s();
  }

  private static String g(Map<String, AttributeValue> item) {
    return Objects.requireNonNull(item.get("g")).s();
  }
}
