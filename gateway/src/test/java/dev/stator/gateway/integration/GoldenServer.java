package dev.stator.gateway.integration;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.EngineSizes;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.gateway.backup.BackupOperations;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.stream.StreamOperations;
import dev.stator.gateway.table.TableOperations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.SystemEpochMicroClock;

/**
 * A server on golden data, at the time at which that was made: streams, tokens and the past of
 * tables do not outlive a day, or a month.
 */
final class GoldenServer implements AutoCloseable {
  private static final EngineSizes SMALL_SIZES = EngineSizes.standard().withWorkers(2);
  private static final CommitLogConfig SMALL_LOG =
      new CommitLogConfig(256 << 10, 1 << 20, 64 << 10, 2, 100);
  private static final SegmentConfig SMALL_SEGMENTS = new SegmentConfig(4 << 10, 64 << 10, null);

  private final Engine engine;
  private final GatewayServer server;

  private GoldenServer(Engine engine) throws IOException {
    this.engine = engine;
    List<Operation> operations = new ArrayList<>(Operations.all());
    operations.addAll(TableOperations.all());
    operations.addAll(StreamOperations.all());
    operations.addAll(BackupOperations.all());
    try {
      server =
          GatewayServer.start(
              engine,
              new Routes(ApiModel.load(), operations),
              HttpConfig.of("127.0.0.1", 0, "us-east-1"));
    } catch (IOException | RuntimeException failure) {
      engine.close();
      throw failure;
    }
  }

  /** One whose files are small, so that a few writes make several of each kind. */
  static GoldenServer small(Path data) throws IOException {
    return new GoldenServer(
        Engine.open(
            EngineConfig.at(data)
                .withSizes(SMALL_SIZES.withCheckpointBytes(128 << 10))
                .withLog(SMALL_LOG)
                .withSegments(SMALL_SEGMENTS)));
  }

  /** One as users start it, but for its clock, which goes on from this time. */
  static GoldenServer at(Path data, long epochMs) throws IOException {
    EpochMicroClock system = new SystemEpochMicroClock();
    long behind = system.microTime() - TimeUnit.MILLISECONDS.toMicros(epochMs);
    return new GoldenServer(
        Engine.open(EngineConfig.at(data).withClock(() -> system.microTime() - behind)));
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
