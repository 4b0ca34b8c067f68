package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.EngineSizes;
import dev.stator.core.engine.PartitionRange;
import dev.stator.core.engine.SplitOutcome;
import dev.stator.gateway.http.GatewayServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table is restored to times before and after its partitions were split. */
class RestoreAcrossSplitTest {
  private static final String TABLE = "things";

  @TempDir Path data;

  @Test
  void aClientSeesNoDifference() throws Exception {
    try (Engine engine =
            Engine.open(
                EngineConfig.at(data)
                    .withSizes(EngineSizes.standard().withWorkers(2).withPartitionsPerTable(2)));
        GatewayServer server = PartitionSplitTest.serve(engine);
        DynamoDbClient client =
            Clients.withoutRetries(URI.create("http://127.0.0.1:" + server.port()))) {
      NewTable.named(TABLE, "pk:S").globalIndex("by-g", NewTable.all(), "g:S").createWith(client);
      client.updateContinuousBackups(
          r ->
              r.tableName(TABLE)
                  .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
      put(client, "stays", "goes");
      final Instant before = awaitRestorable(client);

      for (PartitionRange range : Objects.requireNonNull(engine.table(TABLE)).partitions()) {
        long half = (range.lastHash() - range.firstHash()) >>> 1;
        assertThat(engine.splitPartition(TABLE, range.id(), range.firstHash() + half).join())
            .isInstanceOf(SplitOutcome.Done.class);
      }
      put(client, "comes");
      client.deleteItem(r -> r.tableName(TABLE).key(Map.of("pk", s("goes"))));
      final Instant after = awaitRestorable(client);

      assertThat(restored(client, "then", before)).containsExactly("goes", "stays");
      assertThat(restored(client, "now", after)).containsExactly("comes", "stays");
    }
  }

  private static void put(DynamoDbClient client, String... keys) {
    for (String key : keys) {
      client.putItem(r -> r.tableName(TABLE).item(Map.of("pk", s(key), "g", s("g"))));
    }
  }

  /** A time that the table can be restored to, not before now. */
  private static Instant awaitRestorable(DynamoDbClient client) {
    Instant now = Instant.now();
    Eventually.await(
        "a time to restore to", () -> RestorableTime.latest(client, TABLE).isAfter(now));
    return RestorableTime.latest(client, TABLE);
  }

  private static List<String> restored(DynamoDbClient client, String name, Instant time) {
    client.restoreTableToPointInTime(
        r -> r.sourceTableName(TABLE).targetTableName(name).restoreDateTime(time));
    Eventually.await(name + " is active", () -> NewTable.isActive(client, name));
    List<String> keys = keys(client, name, null);
    assertThat(keys(client, name, "by-g")).isEqualTo(keys);
    return keys;
  }

  private static List<String> keys(DynamoDbClient client, String table, @Nullable String index) {
    return client.scan(r -> r.tableName(table).indexName(index)).items().stream()
        .map(item -> Objects.requireNonNull(item.get("pk")).s())
        .sorted()
        .toList();
  }
}
