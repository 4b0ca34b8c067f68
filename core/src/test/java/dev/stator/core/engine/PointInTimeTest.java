package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableOptions;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A table can be restored as it was at any second since that was asked for. */
class PointInTimeTest {
  private static final int KEYS = 60;
  private static final int SECONDS = Integer.getInteger("stator.seconds", 60);
  private static final int CHANGES_PER_SECOND = 60;
  private static final long START_S = 1_800_000_000L;

  private final long seed = Long.getLong("stator.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final FileStore store = new MemoryFileStore();
  private final AtomicLong micros = new AtomicLong(TimeUnit.SECONDS.toMicros(START_S));
  private final EngineConfig config =
      EngineConfig.at(Path.of("/data"))
          .withStore(store)
          .withClock(micros::get)
          .withSizes(
              EngineSizes.standard()
                  .withWorkers(1 + random.nextInt(2))
                  .withPartitionsPerTable(1 + random.nextInt(3))
                  .withCheckpointBytes(8 << 10))
          .withSegments(new SegmentConfig(4096, 8 << 10, null));
  private final RandomSplits splits = new RandomSplits(random, EngineDriver.TABLE);
  private final NavigableMap<Long, List<String>> model = new TreeMap<>();
  private int copies;
  private int splitsDone;

  @Test
  void restoresEverySecondOfARandomPast() {
    System.out.println("a random past: seed " + seed);
    EngineDriver driver = new EngineDriver(config);
    try {
      driver.createTable();
      for (int second = 0; second < 5; second++) {
        change(driver);
      }
      enable(driver, 35);
      for (int second = 0; second < SECONDS; second++) {
        remember(driver);
        changeAndSplit(driver);
        if (random.nextInt(10) == 0) {
          restoreAndCheck(driver, anySecond());
        }
        if (random.nextInt(10) == 0) {
          advance(TimeUnit.MINUTES.toSeconds(1));
          driver.engine().sweep(); // of what was split, only the past is needed any more
        }
        if (random.nextInt(12) == 0) {
          driver.close();
          driver = new EngineDriver(config);
        }
      }
      assertThat(splitsDone).as("splits").isPositive();
      EngineDriver.await(() -> !store.list(Path.of("/data/archive")).isEmpty());
      for (int i = 0; i < 8; i++) {
        restoreAndCheck(driver, anySecond());
      }
      restoreAndCheck(driver, model.firstKey());
      restoreAndCheck(driver, model.lastKey());
    } catch (RuntimeException | Error e) {
      throw new AssertionError("-Dstator.seed=" + seed, e);
    } finally {
      driver.close();
    }
  }

  @Test
  void keepsTheLastMomentOfADeletedTable() {
    try (EngineDriver driver = new EngineDriver(config)) {
      TableOptions streamed = TableOptions.DEFAULT.withStream("KEYS_ONLY", null);
      driver.engine().createTable(EngineDriver.definition(true).withOptions(streamed)).join();
      driver.awaitActive();
      enable(driver, 1);
      while (archived() == 0) {
        change(driver);
      }
      List<String> items = driver.scan(null);

      driver.engine().deleteTable(EngineDriver.TABLE).join();
      EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);

      Backup kept = driver.engine().backups().firstEntry().getValue();
      assertThat(kept.manifest().name()).isEqualTo(EngineDriver.TABLE + "$DeletedTableBackup");
      restore(driver, new RestoredFrom(kept.id(), EngineDriver.TABLE, 0), "copy");
      assertThat(driver.scan("copy", null)).containsExactlyInAnyOrderElementsOf(items);
      EngineDriver.await(() -> archived() == 0);
    }
  }

  @Test
  void refusesTimesOutsideOfWhatIsKept() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      assertRefused(driver, nowMs(), ErrorCode.POINT_IN_TIME_RECOVERY_UNAVAILABLE);
      enable(driver, 2);
      long enabledMs = nowMs();
      advance(TimeUnit.DAYS.toSeconds(3));

      assertRefused(driver, enabledMs, ErrorCode.INVALID_RESTORE_TIME);
      assertRefused(driver, nowMs(), ErrorCode.INVALID_RESTORE_TIME);
      restore(driver, at(nowMs() - TimeUnit.DAYS.toMillis(2)), "earliest");
      restore(driver, at(nowMs() - 1000), "latest");
      restore(driver, at(nowMs() - 1500), "between");

      enable(driver, 35);
      long before = nowMs() - TimeUnit.DAYS.toMillis(2) - 1;
      assertRefused(driver, before, ErrorCode.INVALID_RESTORE_TIME);
    }
  }

  @Test
  void dropsWhatIsTooOldAndAllWhenItIsSwitchedOff() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      enable(driver, 35);
      while (archived() < 6) {
        change(driver);
      }
      advance(TimeUnit.DAYS.toSeconds(5));
      int before = archived();

      enable(driver, 4);
      assertThat(archived()).isLessThan(before);

      enable(driver, 0);
      EngineDriver.await(() -> archived() == 0);
    }
  }

  private int archived() {
    int count = 0;
    for (Path partition : store.list(Path.of("/data/archive"))) {
      count += store.list(partition).size();
    }
    return count;
  }

  private static void enable(EngineDriver driver, int days) {
    driver.engine().keepPast(EngineDriver.TABLE, days).join();
  }

  /** Changes items in the course of one second, after its beginning. */
  private void change(EngineDriver driver) {
    List<CompletableFuture<Boolean>> written = new ArrayList<>();
    for (int i = 0; i < CHANGES_PER_SECOND; i++) {
      micros.addAndGet(1 + random.nextInt(1000));
      String pk = "p" + random.nextInt(KEYS);
      if (random.nextInt(4) == 0) {
        written.add(driver.delete(EngineDriver.TABLE, EngineDriver.key(pk, "s"), () -> {}));
      } else {
        String g = random.nextInt(3) == 0 ? null : "g" + random.nextInt(9);
        String l = random.nextInt(3) == 0 ? null : "l" + random.nextInt(9);
        String v = "x".repeat(random.nextInt(80)) + random.nextInt(1000);
        written.add(driver.putAsync(EngineDriver.item(pk, "s", g, l, v)));
      }
    }
    written.forEach(CompletableFuture::join);
    advance(1 + random.nextInt(2));
  }

  /** Changes items while a partition is split or moved, or not. */
  private void changeAndSplit(EngineDriver driver) {
    if (random.nextInt(3) > 0) {
      change(driver);
      return;
    }
    CompletableFuture<SplitOutcome> split = splits.begin(driver.engine());
    change(driver);
    splitsDone += split.join() instanceof SplitOutcome.Done ? 1 : 0;
  }

  /** Goes on to the beginning of a later second. */
  private void advance(long seconds) {
    long second = TimeUnit.MICROSECONDS.toSeconds(micros.get()) + seconds;
    micros.set(TimeUnit.SECONDS.toMicros(second));
  }

  private void remember(EngineDriver driver) {
    model.put(nowMs(), driver.scan(null));
  }

  private long anySecond() {
    List<Long> seconds = List.copyOf(model.keySet());
    return seconds.get(random.nextInt(seconds.size()));
  }

  private void restoreAndCheck(EngineDriver driver, long timeMs) {
    String name = "copy" + copies++;
    restore(driver, at(timeMs), name);
    List<String> items = Objects.requireNonNull(model.get(timeMs));
    assertThat(driver.scan(name, null))
        .as("at %d", timeMs)
        .containsExactlyInAnyOrderElementsOf(items);
    assertThat(driver.scan(name, "by-g"))
        .as("at %d", timeMs)
        .containsExactlyInAnyOrderElementsOf(
            items.stream().filter(item -> !item.split("/", -1)[2].equals("-")).toList());
    assertThat(driver.scan(name, "by-l"))
        .as("at %d", timeMs)
        .containsExactlyInAnyOrderElementsOf(
            items.stream().filter(item -> !item.split("/", -1)[3].equals("-")).toList());
    assertThat(store.list(Path.of("/data/tasks"))).isEmpty();
    driver.engine().deleteTable(name).join();
  }

  private static RestoredFrom at(long timeMs) {
    return new RestoredFrom(null, EngineDriver.TABLE, timeMs);
  }

  private static void restore(EngineDriver driver, RestoredFrom from, String name) {
    driver.engine().restoreTable(EngineDriver.restored(name, from)).join();
    driver.awaitActive(name);
  }

  private void assertRefused(EngineDriver driver, long timeMs, ErrorCode code) {
    assertThatThrownBy(() -> restore(driver, at(timeMs), "refused"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private long nowMs() {
    return TimeUnit.MICROSECONDS.toMillis(micros.get());
  }
}
