package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionCondition;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.worker.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writes get a clear error while the disk is full, reads go on, and writing resumes by itself. */
@ExtendWith(QuietLog.class)
class FullDiskTest {
  private static final String LONG = "w".repeat(500);
  private static final int RUNS = Integer.getInteger("stator.runs", 5);

  private FaultyFileStore store = new FaultyFileStore(new Random().nextLong());

  @Test
  void onePartitionRefusesWritesTheOthersGoOnAndItResumesWithoutARestart() {
    EngineConfig config = config(1, 4).withSegments(new SegmentConfig(4096, 4096, null));
    List<String> acknowledged = new ArrayList<>();
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.engine().createTable(EngineDriver.definition(false)).join();
      driver.awaitActive();
      for (int i = 0; i < 40; i++) {
        driver.put("p" + i, "s", null, null, "v");
        acknowledged.add("p" + i + "/s/-/-/v");
      }
      store.diskFull(0);
      int next = 0;
      while (error(driver, "p0", "n" + next, LONG) == null) {
        acknowledged.add("p0/n" + next++ + "/-/-/" + LONG);
      }

      assertThat(error(driver, "p0", "t", "v"))
          .isEqualTo(new Refusal(ErrorCode.INTERNAL_SERVER_ERROR, Partition.NO_ROOM));
      assertThat(driver.get("p0", "s")).isEqualTo("v");
      int others = 0;
      for (int i = 1; i < 40; i++) {
        if (error(driver, "p" + i, "t", "v") == null) {
          acknowledged.add("p" + i + "/t/-/-/v");
          others++;
        }
      }
      assertThat(others).as("%s: writes to the other partitions", store).isGreaterThan(10);
      assertThat(driver.scan(null)).containsAll(acknowledged);

      store.diskFull(Long.MAX_VALUE);

      EngineDriver.await(() -> error(driver, "p0", "u", "v") == null);
      acknowledged.add("p0/u/-/-/v");
      assertThat(driver.scan(null)).containsAll(acknowledged);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(driver.scan(null)).as(store.toString()).containsAll(acknowledged);
      assertThat(driver.scan("by-l")).isEmpty();
    }
  }

  @Test
  void aPartitionWithoutAFileWaitsForOneAndTheWriteTakesEffectThen() {
    EngineConfig config = config(1, 1);
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      store.diskFull(0);

      assertThat(error(driver, "p", "s", "v"))
          .isEqualTo(new Refusal(ErrorCode.INTERNAL_SERVER_ERROR, Partition.NO_ROOM_NOW));
      assertThat(error(driver, "p", "t", "v"))
          .isEqualTo(new Refusal(ErrorCode.INTERNAL_SERVER_ERROR, Partition.NO_ROOM));
      assertThat(driver.get("p", "s")).isNull();

      store.diskFull(Long.MAX_VALUE);

      EngineDriver.await(() -> "v".equals(driver.get("p", "s")));
      EngineDriver.await(() -> error(driver, "p", "t", "v") == null);
    }
  }

  @Test
  void whatWaitsIsKeptByACheckpointAndAppliedAtTheNextStart() {
    EngineConfig config = config(1, 1);
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      store.diskFull(0);
      assertThat(error(driver, "p", "s", "v")).isNotNull();
      store.diskFull(8192); // enough for the checkpoint, not for a segment
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(driver.get("p", "s")).isNull();
      assertThat(condition(driver)).isEqualTo(PartitionCondition.WAITING);
      assertThat(error(driver, "p", "t", "v")).isNotNull();

      store.diskFull(Long.MAX_VALUE);

      EngineDriver.await(() -> "v".equals(driver.get("p", "s")));
    }
  }

  @Test
  void aBackupThatFindsNoRoomIsWithdrawnAndLeavesNothing() {
    EngineConfig config = config(1, 1);
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      driver.put("p", "s", null, null, "v");
      store.diskFull(0); // links take no room, the manifest does
      try {
        String id = driver.engine().backUp(EngineDriver.TABLE, "full").join().id();
        EngineDriver.await(() -> driver.engine().backups().get(id) == null);
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(StorageException.class);
      }

      assertThat(driver.engine().backups()).isEmpty();
      // files are deleted behind the answer
      EngineDriver.await(() -> store.list(Path.of("/memory/backups")).isEmpty());
      assertThat(driver.get("p", "s")).isEqualTo("v");

      store.diskFull(Long.MAX_VALUE);

      EngineDriver.await(() -> error(driver, "p", "t", "v") == null);
      assertThat(driver.isAvailable(driver.backUp().id())).isTrue();
    }
  }

  @Test
  void deletingATableGivesItsRoomBack() {
    EngineConfig config = config(1, 1);
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      driver.put("p", "s", null, null, "v");
      driver.backUp(); // which takes a checkpoint, so that there is a reserve
      store.diskFull(0);

      driver.engine().deleteTable(EngineDriver.TABLE).join();

      EngineDriver.await(() -> store.list(Path.of("/memory/partitions")).isEmpty());
    }
  }

  /** A crash left acknowledged writes in the log only, and now there is no room for them. */
  @Test
  void itemsAreNotReadBeforeAcknowledgedWritesAreThereAgain() {
    EngineConfig config = config(1, 1);
    try (EngineDriver first = new EngineDriver(config)) {
      first.createTable(); // and a checkpoint, so that the catalog needs no room any more
    }
    EngineDriver crashed = new EngineDriver(config);
    crashed.awaitActive();
    crashed.put("p", "s", null, null, "v");
    store = store.losePower();
    crashed.close();
    store.deleteTree(Path.of("/memory/partitions")); // as if its files had not reached the disk
    store.diskFull(60 << 10); // not enough for a segment
    try (EngineDriver driver = new EngineDriver(config.withStore(store))) {
      CompletableFuture<@Nullable String> read = driver.getAsync(EngineDriver.key("p", "s"));
      assertThat(refusal(read))
          .isEqualTo(new Refusal(ErrorCode.INTERNAL_SERVER_ERROR, Partition.BEHIND));

      store.diskFull(Long.MAX_VALUE);

      EngineDriver.await(() -> refusal(driver.getAsync(EngineDriver.key("p", "s"))) == null);
      assertThat(driver.get("p", "s")).isEqualTo("v");
    }
  }

  @Test
  void compactionWinsRoomWhereThereIsMoreDeadThanAlive() {
    EngineConfig config =
        config(1, 1)
            .withSegments(new SegmentConfig(2 << 20, 2 << 20, null))
            .withSizes(sizes(1, 1).withCheckpointBytes(256 << 10));
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.engine().createTable(EngineDriver.definition(false)).join();
      driver.awaitActive();
      String v = "x".repeat(5_000);
      for (int i = 0; i < 20; i++) {
        driver.put("p", "s" + i, null, null, v);
      }
      store.diskFull(9 << 20);
      int refused = 0;
      for (int i = 0; i < 6000; i++) { // 30 MB through files that hold 11 at most
        String sk = "s" + i % 20;
        if (error(driver, "p", sk, v) != null) {
          refused++;
          EngineDriver.await(() -> error(driver, "p", sk, v) == null);
        }
      }
      assertThat(driver.scan(null)).as("%s, %d refused", store, refused).hasSize(20);
    }
  }

  @Test
  void nothingAcknowledgedIsLostHoweverOftenTheDiskIsFull() {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    for (int run = 0; run < RUNS; run++) {
      try {
        new Filling(new Random(first + run)).run();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.seed=" + (first + run), e);
      }
    }
  }

  /** Random writes on a disk that is full now and then, with an index and transactions. */
  private static final class Filling {
    private static final int KEYS = 24;

    private final Random random;
    private final FaultyFileStore files;
    private final EngineConfig config;

    /** What may be found of a key: what was acknowledged last, and what was refused since. */
    private final Map<String, Set<String>> possible = new HashMap<>();

    private EngineDriver driver;

    Filling(Random random) {
      this.random = random;
      this.files = new FaultyFileStore(random.nextLong());
      this.config =
          config(files, 1 + random.nextInt(3), 1 + random.nextInt(3))
              .withSegments(new SegmentConfig(4096, 4096 << random.nextInt(3), null))
              .withSizes(
                  sizes(1 + random.nextInt(3), 1 + random.nextInt(3))
                      .withCheckpointBytes(1L << (11 + random.nextInt(5))))
              .withLog(new CommitLogConfig(16 << 10, 64 << 10, 4096, 2, 0));
      this.driver = new EngineDriver(config);
      driver.createTable();
      for (int i = 0; i < KEYS; i++) {
        possible.put("p" + i, new HashSet<>(Set.of("-")));
      }
    }

    void run() {
      for (int round = 0; round < 8; round++) {
        files.diskFull(random.nextInt(3) == 0 ? 0 : random.nextInt(100_000));
        for (int i = random.nextInt(60); i > 0; i--) {
          writeSome();
        }
        checkReads();
        files.diskFull(Long.MAX_VALUE);
        if (random.nextInt(3) == 0) {
          driver.close();
          driver = new EngineDriver(config);
        }
        awaitRoom();
        check();
      }
      driver.close();
      assertThat(files.openFiles() + files.openMappings()).isZero();
    }

    private void writeSome() {
      Map<String, String> values = new HashMap<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        values.put("p" + random.nextInt(KEYS), "v" + random.nextInt() + "x".repeat(size()));
      }
      if (values.size() > 1 && random.nextBoolean()) {
        boolean done = refusal(transact(values)) == null;
        values.forEach((key, value) -> note(key, value, done));
        return;
      }
      Map<String, CompletableFuture<Boolean>> replies = new HashMap<>();
      values.forEach((key, value) -> replies.put(key, put(driver, key, "s", value)));
      replies.forEach((key, reply) -> note(key, values.get(key), refusal(reply) == null));
    }

    private int size() {
      return random.nextInt(10) == 0 ? 5000 : random.nextInt(400);
    }

    private CompletableFuture<Boolean> transact(Map<String, String> values) {
      return driver.transact(
          values.entrySet().stream()
              .map(put -> EngineDriver.item(put.getKey(), "s", "g", null, put.getValue()))
              .toList());
    }

    private void note(String key, @Nullable String value, boolean acknowledged) {
      Set<String> values = possible.computeIfAbsent(key, _ -> new HashSet<>());
      if (acknowledged) {
        values.clear();
      }
      values.add(String.valueOf(value));
    }

    /** Reads go on, and see nothing but what was acknowledged or is not known. */
    private void checkReads() {
      possible.forEach((key, values) -> assertThat(values).contains(String.valueOf(read(key))));
    }

    private String read(String key) {
      String value = driver.get(key, "s");
      return value == null ? "-" : value;
    }

    private void awaitRoom() {
      for (int i = 0; i < KEYS; i++) {
        String key = "p" + i;
        EngineDriver.await(
            () -> {
              String value = "w" + random.nextInt();
              boolean done = refusal(put(driver, key, "s", value)) == null;
              note(key, value, done);
              return done;
            });
      }
    }

    private void check() {
      List<String> expected = new ArrayList<>();
      possible.forEach(
          (key, values) -> {
            assertThat(values).hasSize(1).contains(read(key));
            expected.add(key + "/s/g/-/" + values.iterator().next());
          });
      assertThat(driver.scan(null)).containsExactlyInAnyOrderElementsOf(expected);
      EngineDriver.await(() -> new HashSet<>(driver.scan("by-g")).equals(new HashSet<>(expected)));
    }
  }

  private static CompletableFuture<Boolean> put(
      EngineDriver driver, String pk, String sk, String v) {
    return driver.putAsync(EngineDriver.item(pk, sk, "g", null, v));
  }

  private static PartitionCondition condition(EngineDriver driver) {
    List<Route> routes = driver.table(EngineDriver.TABLE).routes(null).all();
    return routes.getFirst().state().condition();
  }

  /** Why a put was refused, null when it was acknowledged. */
  private static @Nullable Refusal error(EngineDriver driver, String pk, String sk, String v) {
    return refusal(driver.putAsync(EngineDriver.item(pk, sk, null, null, v)));
  }

  private static @Nullable Refusal refusal(CompletableFuture<?> reply) {
    try {
      reply.join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RequestException refused) {
        return new Refusal(refused.code(), refused.getMessage());
      }
      throw e;
    }
  }

  private EngineConfig config(int workers, int partitions) {
    return config(store, workers, partitions);
  }

  private static EngineConfig config(FaultyFileStore files, int workers, int partitions) {
    return EngineConfig.inMemory()
        .withStore(files)
        .withDurability(new Durability.Sync())
        .withSizes(sizes(workers, partitions))
        .withLog(CommitLogConfig.DEFAULT.withFileLength(256 << 10).withRingLength(64 << 10));
  }

  private static EngineSizes sizes(int workers, int partitions) {
    return EngineSizes.standard().withWorkers(workers).withPartitionsPerTable(partitions);
  }
}
