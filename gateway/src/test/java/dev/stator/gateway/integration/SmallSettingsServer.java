package dev.stator.gateway.integration;

import dev.stator.core.engine.Durability;
import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.EngineSizes;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.stream.StreamOperations;
import dev.stator.gateway.table.TableOperations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The server with files so small that a second of writing fills many of them and takes many
 * checkpoints. Arguments: data directory, durability.
 */
final class SmallSettingsServer {
  private static final int WORKERS = 2;
  private static final int PARTITIONS = 3;
  private static final long CHECKPOINT_BYTES = 512 << 10;
  private static final EngineSizes SIZES =
      EngineSizes.standard()
          .withWorkers(WORKERS)
          .withPartitionsPerTable(PARTITIONS)
          .withCheckpointBytes(CHECKPOINT_BYTES);
  private static final CommitLogConfig LOG =
      new CommitLogConfig(1 << 20, 4 << 20, 64 << 10, 2, 100);
  private static final SegmentConfig SEGMENTS = new SegmentConfig(4 << 10, 256 << 10, null);

  private SmallSettingsServer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Engine engine =
        Engine.open(
            EngineConfig.at(Path.of(arguments[0]))
                .withDurability(Durability.parse(arguments[1]))
                .withSizes(SIZES)
                .withLog(LOG)
                .withSegments(SEGMENTS));
    List<Operation> operations = new ArrayList<>(Operations.all());
    operations.addAll(TableOperations.all());
    operations.addAll(StreamOperations.all());
    GatewayServer server =
        GatewayServer.start(
            engine,
            new Routes(ApiModel.load(), operations),
            HttpConfig.of("127.0.0.1", 0, "us-east-1"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, engine)));
    System.out.println("Stator ready on http://127.0.0.1:" + server.port() + " with small files");
    new CountDownLatch(1).await();
  }

  private static void stop(GatewayServer server, Engine engine) {
    server.close();
    engine.close();
    Runtime.getRuntime().halt(0);
  }
}
