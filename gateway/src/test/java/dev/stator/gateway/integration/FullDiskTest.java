package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.EngineSizes;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.table.TableOperations;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** What a client sees while the disk of the server is full. */
class FullDiskTest {
  private static final String TABLE = "filling";
  private static final String FILLER = "x".repeat(2000);
  private static final String NO_ROOM = "no room on its disk";

  private final SmallDisk disk = new SmallDisk();
  private final Set<String> acknowledged = new HashSet<>();
  private int next;

  @TempDir Path directory;

  @Test
  void writesAreRefusedReadsGoOnAndWritingResumesByItself() throws Exception {
    try (Engine engine = open();
        GatewayServer server = serve(engine);
        DynamoDbClient client =
            Clients.withoutRetries(URI.create("http://127.0.0.1:" + server.port()))) {
      NewTable.named(TABLE, "pk:S").createWith(client);
      for (int i = 0; i < 200; i++) {
        assertThat(put(client)).isNull();
      }
      disk.full(true);
      DynamoDbException refusal = null;
      while (refusal == null) {
        refusal = put(client);
      }

      assertThat(refusal).isInstanceOf(InternalServerErrorException.class);
      assertThat(refusal.statusCode()).isEqualTo(500);
      assertThat(refusal.awsErrorDetails().errorMessage()).contains(NO_ROOM);
      assertThat(transact(client)).isInstanceOf(InternalServerErrorException.class);
      assertThat(read(client)).containsAll(acknowledged);

      disk.full(false);

      Eventually.await("room for writes", () -> put(client) == null && transact(client) == null);
      assertThat(read(client)).containsAll(acknowledged);
    }
    try (Engine engine = open();
        GatewayServer server = serve(engine);
        DynamoDbClient client =
            Clients.withoutRetries(URI.create("http://127.0.0.1:" + server.port()))) {
      assertThat(read(client)).containsAll(acknowledged);
    }
  }

  private @Nullable DynamoDbException put(DynamoDbClient client) {
    String key = "k" + next++;
    try {
      client.putItem(r -> r.tableName(TABLE).item(item(key)));
      acknowledged.add(key);
      return null;
    } catch (DynamoDbException e) {
      return e;
    }
  }

  private @Nullable DynamoDbException transact(DynamoDbClient client) {
    List<TransactWriteItem> writes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Put put = Put.builder().tableName(TABLE).item(item("t" + i)).build();
      writes.add(TransactWriteItem.builder().put(put).build());
    }
    try {
      client.transactWriteItems(r -> r.transactItems(writes));
      return null;
    } catch (DynamoDbException e) {
      return e;
    }
  }

  private static Map<String, AttributeValue> item(String key) {
    return Map.of("pk", s(key), "v", s(FILLER));
  }

  private static Set<String> read(DynamoDbClient client) {
    Set<String> keys = new HashSet<>();
    client
        .scanPaginator(r -> r.tableName(TABLE).consistentRead(true))
        .items()
        .forEach(item -> keys.add(Objects.requireNonNull(item.get("pk")).s()));
    return keys;
  }

  private Engine open() {
    return Engine.open(
        EngineConfig.at(directory)
            .withStore(disk)
            .withSizes(EngineSizes.standard().withWorkers(2).withPartitionsPerTable(2))
            .withSegments(new SegmentConfig(64 << 10, 128 << 10, null)));
  }

  private static GatewayServer serve(Engine engine) throws Exception {
    List<Operation> operations = new ArrayList<>(Operations.all());
    operations.addAll(TableOperations.all());
    return GatewayServer.start(
        engine,
        new Routes(ApiModel.load(), operations),
        HttpConfig.of("127.0.0.1", 0, "us-east-1"));
  }
}
