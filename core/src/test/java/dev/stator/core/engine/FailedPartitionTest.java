package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.partition.PartitionCondition;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.Route;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A command that cannot be applied stops its partition, and nothing else. */
@ExtendWith(QuietLog.class)
class FailedPartitionTest {
  private static final Path WORKER = Path.of("/memory/workers.1/0");
  private static final byte UNKNOWN_TYPE = 99;
  private static final int KEYS = 40;

  private FaultyFileStore store = new FaultyFileStore(new Random().nextLong());

  @Test
  void theOthersGoOnWithTheirWritesAndCheckpoints() {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      poison(driver);

      assertThat(error(driver, "p0", "t")).isEqualTo(ErrorCode.INTERNAL_SERVER_ERROR);
      assertThat(driver.get("p0", "s")).isEqualTo("v");
      long index = CheckpointFile.read(store, WORKER.resolve("checkpoint")).index();
      int written = 0;
      for (int round = 0; round < 20; round++) {
        for (int i = 1; i < KEYS; i++) {
          written += error(driver, "p" + i, "t" + round) == null ? 1 : 0;
        }
      }
      assertThat(written).isGreaterThan(200);
      EngineDriver.await(
          () -> CheckpointFile.read(store, WORKER.resolve("checkpoint")).index() > index + 200);
      assertThat(store.list(WORKER.resolve("log"))).as("files of the log").hasSizeLessThan(8);
    }
  }

  @Test
  void itStopsAgainAtTheNextStartAndWhatWasAcknowledgedIsRead() {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      poison(driver);
      assertThat(error(driver, "p0", "t")).isEqualTo(ErrorCode.INTERNAL_SERVER_ERROR);
    }
    for (int start = 0; start < 2; start++) {
      try (EngineDriver driver = new EngineDriver(config())) {
        assertThat(route(driver).state().condition()).isEqualTo(PartitionCondition.FAILED);
        assertThat(driver.get("p0", "s")).isEqualTo("v");
        assertThat(error(driver, "p0", "t")).isEqualTo(ErrorCode.INTERNAL_SERVER_ERROR);
        assertThat(driver.scan(null)).hasSize(KEYS);
        assertThat(driver.scan("by-g")).hasSize(KEYS);
      }
    }
  }

  /** Nobody knows then whether what follows in the log was acknowledged. */
  @Test
  void afterACrashItsItemsAreNotReadAndTheOthersAre() {
    EngineDriver crashed =
        new EngineDriver(config().withSizes(sizes().withCheckpointBytes(1 << 30)));
    fill(crashed);
    poison(crashed);
    store = store.losePower();
    crashed.close();
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(route(driver).state().condition()).isEqualTo(PartitionCondition.FAILED);
      int read = 0;
      for (int i = 0; i < KEYS; i++) {
        try {
          assertThat(driver.get("p" + i, "s")).isEqualTo("v");
          read++;
        } catch (CompletionException e) {
          assertThat(e).hasCauseInstanceOf(RequestException.class);
        }
      }
      assertThat(read).isBetween(10, KEYS - 1);
    }
  }

  @Test
  void itsTableCanBeDeleted() {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      poison(driver);
      driver.engine().deleteTable(EngineDriver.TABLE).join();
      EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);
      driver.createTable();
      assertThat(error(driver, "p0", "s")).isNull();
    }
    assertThat(CheckpointFile.read(store, WORKER.resolve("checkpoint")).waiting()).isEmpty();
  }

  private static void fill(EngineDriver driver) {
    driver.createTable();
    for (int i = 0; i < KEYS; i++) {
      driver.put("p" + i, "s", "g", null, "v");
    }
    EngineDriver.await(() -> driver.scan("by-g").size() == KEYS);
  }

  /** Gives the partition of p0 a command that no version knows; returns its id. */
  static long poison(EngineDriver driver) {
    Route route = route(driver);
    CommandEncoder command = new CommandEncoder();
    command.begin(UNKNOWN_TYPE, 0, route.partition(), 1, 0);
    assertThat(route.offer(command.buffer(), 0, command.length()))
        .isEqualTo(CommandLog.Offer.ACCEPTED);
    EngineDriver.await(() -> route.state().condition() == PartitionCondition.FAILED);
    return route.partition();
  }

  private static Route route(EngineDriver driver) {
    return ModelledItems.routeOf(driver.table(EngineDriver.TABLE), EngineDriver.key("p0", "s"));
  }

  private static @Nullable ErrorCode error(EngineDriver driver, String pk, String sk) {
    try {
      driver.put(pk, sk, null, null, "v".repeat(100));
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RequestException refused) {
        return refused.code();
      }
      throw e;
    }
  }

  private EngineConfig config() {
    return EngineConfig.inMemory()
        .withStore(store)
        .withDurability(new Durability.Sync())
        .withSizes(sizes())
        .withLog(CommitLogConfig.DEFAULT.withFileLength(64 << 10).withRingLength(64 << 10));
  }

  private static EngineSizes sizes() {
    return EngineSizes.standard()
        .withWorkers(1)
        .withPartitionsPerTable(4)
        .withCheckpointBytes(16 << 10);
  }
}
