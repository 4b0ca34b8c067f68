package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableStatus;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where streams of a table begin and end, also when power is lost. */
@ExtendWith(QuietLog.class)
class StreamBoundsTest {
  private static final int RUNS = Integer.getInteger("stator.runs", 15);

  @Test
  void aStreamHasTheChangesFromWhenItWasEnabledUntilItWasDisabledAfterLossesOfPower() {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    for (int run = 0; run < RUNS; run++) {
      long seed = first + run;
      try {
        new Scenario(new Random(seed), seed).run();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.seed=" + seed, e);
      }
    }
  }

  /** Writes, enables and disables at random; every few steps the power is lost. */
  private static final class Scenario {
    private final Random random;
    private CrashableStore store;
    private EngineDriver driver;
    private final List<StreamFollower> followers = new ArrayList<>();
    private final List<List<String>> ends = new ArrayList<>();
    private boolean enabled;

    Scenario(Random random, long seed) {
      this.random = random;
      this.store = CrashableStore.losingPower(seed);
      this.driver = open();
      driver.createTable();
    }

    void run() {
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(8)) {
          case 0 -> change();
          case 1 -> losePower();
          case 2 -> follow();
          default -> write();
        }
      }
      check();
      driver.close();
    }

    private EngineDriver open() {
      return new EngineDriver(
          EngineConfig.inMemory()
              .withDurability(new Durability.Interval(3))
              .withSizes(
                  EngineSizes.standard()
                      .withWorkers(1 + random.nextInt(2))
                      .withPartitionsPerTable(2)
                      .withCheckpointBytes(1L << (10 + random.nextInt(6))))
              .withSegments(new SegmentConfig(4096, 8192, null))
              .withLog(new CommitLogConfig(64 << 10, 128 << 10, 4096, 2, 0))
              .withStore(store.files()));
    }

    private void write() {
      for (int i = random.nextInt(12); i >= 0; i--) {
        String pk = "p" + random.nextInt(6);
        if (random.nextInt(4) == 0) {
          driver.delete(pk, "s");
        } else {
          driver.put(pk, "s", null, null, "v" + random.nextInt(5));
        }
      }
    }

    /** Enables or disables the stream, and notes what the table holds then. */
    private void change() {
      String view = enabled ? null : "NEW_AND_OLD_IMAGES";
      driver
          .engine()
          .updateTable(
              EngineDriver.TABLE,
              table -> {
                TableOptions options = table.options();
                return table.withOptions(options.withStream(view, options.streamLabel()));
              })
          .join();
      enabled = !enabled;
      List<String> items = driver.scan(null);
      if (enabled) {
        followers.add(new StreamFollower(random, items));
      } else {
        ends.add(items);
      }
      driver.awaitActive();
    }

    private void follow() {
      List<TableStream> streams = streams();
      for (int i = 0; i < streams.size(); i++) {
        followers.get(i).follow(driver, streams.get(i));
      }
    }

    private void losePower() {
      CrashableStore left = store.crash();
      try {
        driver.close();
      } catch (RuntimeException over) {
        assertThat(store.isOver()).isTrue();
      }
      store = left;
      driver = open();
      driver.awaitActive();
      check();
    }

    private void check() {
      List<TableStream> streams = streams();
      assertThat(streams).hasSameSizeAs(followers);
      for (int i = 0; i < streams.size(); i++) {
        List<String> items = i < ends.size() ? ends.get(i) : driver.scan(null);
        followers.get(i).check(driver, streams.get(i), items);
        assertThat(streams.get(i).stream().isEnabled()).isEqualTo(i >= ends.size());
      }
    }

    private List<TableStream> streams() {
      return driver.table(EngineDriver.TABLE).streams(driver.engine().nowMs());
    }
  }

  @Test
  void theStreamOfADeletedTableIsReadableForADayAndThenItsFilesGo() {
    KilledFileStore files = new KilledFileStore();
    ManualClock clock = new ManualClock(1_700_000_000_000_000L);
    EngineConfig config = EngineConfig.inMemory().withStore(files).withClock(clock);
    EngineConfig durable = config.withDurability(new Durability.Sync());
    StreamFollower follower = new StreamFollower(new Random(1), List.of());
    try (EngineDriver driver = new EngineDriver(durable)) {
      driver
          .engine()
          .createTable(
              EngineDriver.definition(true)
                  .withOptions(TableOptions.DEFAULT.withStream("NEW_AND_OLD_IMAGES", null)))
          .join();
      driver.awaitActive();
      driver.put("a", "1", "g", "l", "x");
      driver.delete("a", "1");
      driver.put("b", "1", "g", "l", "x");
      driver.engine().deleteTable(EngineDriver.TABLE).join();
      EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);
      EngineDriver.await(() -> driver.engine().streams().size() == 1);
      driver.createTable(); // another of the same name

      follower.check(driver, driver.engine().streams().getFirst(), List.of("b/1/g/l/x"));
    }

    clock.advanceHours(23);
    try (EngineDriver driver = new EngineDriver(durable)) {
      TableStream kept = driver.engine().streams().getFirst();
      assertThat(kept.stream().isEnabled()).isFalse();
      new StreamFollower(new Random(1), List.of()).check(driver, kept, List.of("b/1/g/l/x"));
      assertThat(driver.table(EngineDriver.TABLE).definition().status())
          .isNotEqualTo(TableStatus.DELETING);
      assertThat(partitions(files)).isNotEmpty(); // those with records, of the deleted table
    }

    clock.advanceHours(2);
    try (EngineDriver driver = new EngineDriver(durable)) {
      assertThat(driver.engine().streams()).isEmpty();
      EngineDriver.await(() -> partitions(files).isEmpty());
    }
  }

  private static List<Path> partitions(KilledFileStore files) {
    return files.list(EngineConfig.inMemory().data().resolve("partitions"));
  }
}
