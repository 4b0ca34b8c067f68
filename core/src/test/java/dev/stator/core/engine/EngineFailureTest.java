package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLog.class)
class EngineFailureTest {
  private static final Path PARTITIONS = Path.of("/memory/partitions");

  private FaultyFileStore store = new FaultyFileStore(new Random().nextLong());

  @Test
  void acknowledgesNothingAfterAForceThatFailedAndStillReads() {
    try (EngineDriver driver = new EngineDriver(config(1, 1))) {
      driver.createTable();
      driver.put("a", "1", null, null, "before");
      store.failNextForce();

      assertThat(outcome(driver, "a", "2")).isEqualTo(ErrorCode.INTERNAL_SERVER_ERROR);
      assertThat(outcome(driver, "a", "3")).isEqualTo(ErrorCode.INTERNAL_SERVER_ERROR);

      assertThat(driver.get("a", "1")).isEqualTo("before");
      assertThat(driver.get("a", "3")).isNull();
      assertThat(driver.scan(null)).containsExactly("a/1/-/-/before");
    }

    store = store.losePower();
    try (EngineDriver driver = new EngineDriver(config(1, 1))) {
      assertThat(driver.get("a", "1")).as(store.toString()).isEqualTo("before");
      assertThat(driver.get("a", "3")).isNull();
      assertThat(outcome(driver, "a", "3")).isNull();
    }
  }

  @Test
  void checkpointsGoOnWhenTheDiskHasRoomAgain() {
    EngineConfig config =
        config(1, 1)
            .withSegments(new SegmentConfig(1 << 20, 1 << 20, null))
            .withSizes(
                EngineSizes.standard()
                    .withWorkers(1)
                    .withPartitionsPerTable(1)
                    .withCheckpointBytes(2 << 10));
    Path checkpoint = Path.of("/memory/workers.1/0/checkpoint");
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      driver.put("a", "1", null, null, "v");
      fillDiskWithReserve();
      for (int i = 0; i < 30; i++) {
        driver.put("a", "1", null, null, "v".repeat(300));
      }
      long before = CheckpointFile.read(store, checkpoint).index();
      assertThat(driver.get("a", "1")).hasSize(300);

      store.diskFull(Long.MAX_VALUE);

      EngineDriver.await(() -> CheckpointFile.read(store, checkpoint).index() > before);
    }
  }

  /** A checkpoint that finds no room takes the reserve; here it finds none either. */
  private void fillDiskWithReserve() {
    Path reserve = Path.of("/memory/reserve");
    do {
      store.diskFull(0);
      store.delete(reserve);
      store.diskFull(0);
    } while (store.exists(reserve)); // a checkpoint under way has made it again
  }

  @Test
  void anIndexCatchesUpWhenTheLogHasRoomAgain() {
    EngineConfig config =
        config(2, 2)
            .withSegments(new SegmentConfig(1 << 20, 1 << 20, null))
            .withLog(new CommitLogConfig(8 << 10, 64 << 10, 1024, 2, 0));
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      Set<String> indexed = new HashSet<>();
      for (int round = 0; round < 6; round++) {
        for (int i = 0; i < 30; i++) { // makes segments before the disk is full
          put(driver, "p" + i, "r" + round, indexed);
        }
        store.diskFull(0);
        int refused = 0;
        for (int i = 0; refused < 5; i++) {
          refused += put(driver, "p" + i % 30, "f" + round + "-" + i, indexed) ? 0 : 1;
        }
        store.diskFull(Long.MAX_VALUE);
      }

      EngineDriver.await(() -> driver.scan("by-g").size() >= indexed.size());
      assertThat(driver.scan("by-g")).containsExactlyInAnyOrderElementsOf(indexed);
      assertThat(driver.scan(null)).containsExactlyInAnyOrderElementsOf(indexed);
    }
  }

  private static boolean put(EngineDriver driver, String pk, String sk, Set<String> indexed) {
    String v = "x".repeat(100);
    try {
      driver.put(pk, sk, "g" + pk, null, v);
    } catch (CompletionException e) {
      return false;
    }
    indexed.add(String.join("/", pk, sk, "g" + pk, "-", v));
    return true;
  }

  @Test
  void aFullRingIsThrottledAndWhatItTookIsAnswered() {
    EngineConfig config = config(1, 1).withLog(new CommitLogConfig(64 << 10, 32 << 10, 1024, 2, 0));
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      store.holdForces();
      List<CompletableFuture<Boolean>> replies = new ArrayList<>();
      CompletableFuture<Boolean> throttled = null;
      for (int i = 0; throttled == null; i++) {
        CompletableFuture<Boolean> reply =
            driver.putAsync(EngineDriver.item("p" + i, "s", null, null, "v".repeat(50)));
        driver.getAsync(EngineDriver.key("p", "s")).join(); // a refusal has arrived by now
        if (reply.isDone()) {
          throttled = reply;
        } else {
          replies.add(reply);
        }
      }
      assertThat(error(throttled)).isEqualTo(ErrorCode.THROTTLING);

      store.releaseForces();

      replies.forEach(reply -> assertThat(reply.join()).isTrue());
      assertThat(driver.scan(null)).hasSameSizeAs(replies);
      assertThat(outcome(driver, "again", "s")).isNull();
    }
  }

  @Test
  void tooManyReadsAreThrottledAndThoseTakenAreAnswered() throws InterruptedException {
    checkThrottledReads(config(1, 1), EngineSizes.standard().withCapacities(1024, 8), 8);
  }

  @Test
  void moreRequestsThanASessionMayHaveAreThrottled() throws InterruptedException {
    checkThrottledReads(
        config(1, 1), EngineSizes.standard().withCapacities(16, 1024), 8); // half for others
  }

  private static void checkThrottledReads(EngineConfig config, EngineSizes sizes, int capacity)
      throws InterruptedException {
    try (EngineDriver driver =
        new EngineDriver(config.withSizes(sizes.withWorkers(1).withPartitionsPerTable(1)))) {
      driver.createTable();
      driver.put("p", "s", null, null, "v");
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      PartitionWorker worker = driver.table(EngineDriver.TABLE).routes(null).get(0).worker();
      worker.execute(
          () -> {
            held.countDown();
            awaitUnchecked(release);
          });
      held.await();
      List<CompletableFuture<@Nullable String>> reads = new ArrayList<>();
      for (int i = 0; i < 2 * capacity; i++) {
        reads.add(driver.getAsync(EngineDriver.key("p", "s")));
      }
      for (CompletableFuture<@Nullable String> read : reads.subList(capacity, 2 * capacity)) {
        assertThat(error(read)).isEqualTo(ErrorCode.THROTTLING);
      }
      release.countDown();
      for (CompletableFuture<@Nullable String> read : reads.subList(0, capacity)) {
        assertThat(read.join()).isEqualTo("v");
      }
      assertThat(driver.get("p", "s")).isEqualTo("v");
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void manyTablesComeAndGoWithoutATrace() {
    EngineConfig config =
        config(2, 3)
            .withSegments(new SegmentConfig(1 << 20, 1 << 20, null))
            .withLog(CommitLogConfig.DEFAULT.withFileLength(1 << 20));
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable(); // the workers stay reachable through its routes
      int mappings = -1;
      for (int i = 0; i < 100; i++) {
        String name = "table-" + i;
        driver.engine().createTable(EngineDriver.definition(name, true)).join();
        driver.awaitActive(name);
        for (int j = 0; j < 5; j++) {
          Slice item = EngineDriver.item("p" + j, "s", "g" + j, "l" + j, "v");
          driver.put(name, item, null, () -> {}).join();
        }
        driver.engine().deleteTable(name).join();
        EngineDriver.await(
            () -> driver.engine().table(name) == null && store.list(PARTITIONS).isEmpty());
        assertThat(pagesInUse(driver)).as("%s: pages", store).isZero();
        mappings = mappings < 0 ? store.openMappings() : mappings;
        assertThat(store.openMappings()).as("%s: mappings", store).isEqualTo(mappings);
      }
    }
    assertThat(store.openFiles() + store.openMappings()).as(store.toString()).isZero();
  }

  /** Pages of the indexes of all workers; nothing is in the table that stays. */
  private static int pagesInUse(EngineDriver driver) {
    int pages = 0;
    Set<PartitionWorker> workers = new HashSet<>();
    for (Route route : driver.table(EngineDriver.TABLE).routes(null).all()) {
      if (workers.add(route.worker())) {
        pages += route.worker().call(() -> route.worker().arena().pagesInUse()).join();
      }
    }
    return pages;
  }

  @Test
  void endsAllItsThreadsWhenItIsClosed() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (EngineDriver driver = new EngineDriver(config(3, 2))) {
      driver.createTable();
      driver.put("p", "s", "g", null, "v");
    }

    EngineDriver.await(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(
                    thread -> thread.getName().startsWith("stator-") && !before.contains(thread)));
  }

  private EngineConfig config(int workers, int partitions) {
    return EngineConfig.inMemory()
        .withStore(store)
        .withDurability(new Durability.Sync())
        .withSizes(EngineSizes.standard().withWorkers(workers).withPartitionsPerTable(partitions))
        .withLog(CommitLogConfig.DEFAULT.withFileLength(256 << 10).withRingLength(64 << 10));
  }

  /** What a put of the item ended with, null when it was acknowledged. */
  private static @Nullable ErrorCode outcome(EngineDriver driver, String pk, String sk) {
    return outcome(driver, pk, sk, "v");
  }

  private static @Nullable ErrorCode outcome(EngineDriver driver, String pk, String sk, String v) {
    return error(driver.putAsync(EngineDriver.item(pk, sk, null, null, v)));
  }

  private static @Nullable ErrorCode error(CompletableFuture<?> reply) {
    try {
      reply.join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RequestException refusal) {
        return refusal.code();
      }
      throw e;
    }
  }
}
