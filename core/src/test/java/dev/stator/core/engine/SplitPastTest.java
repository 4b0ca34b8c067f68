package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.SplitOutcome.Done;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableOptions;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a partition was before it was split can be restored as long as what is there now. */
class SplitPastTest {
  private static final Path DATA = Path.of("/data");
  private static final long START_MICROS = TimeUnit.SECONDS.toMicros(1_800_000_000L);

  private final FileStore store = new MemoryFileStore();
  private final AtomicLong micros = new AtomicLong(START_MICROS);
  private final EngineConfig config =
      EngineConfig.at(DATA)
          .withStore(store)
          .withClock(micros::get)
          .withSizes(
              EngineSizes.standard()
                  .withWorkers(2)
                  .withPartitionsPerTable(1)
                  .withCheckpointBytes(8 << 10))
          .withSegments(new SegmentConfig(4096, 8 << 10, null));
  private int copies;

  @Test
  void theLastMicrosecondBeforeIsTheParentsAndTheNextTheSuccessors() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      driver.engine().keepPast(EngineDriver.TABLE, 35).join();
      driver.put("a", "s", null, null, "1");
      List<String> before = driver.scan(null);
      Done first = split(driver, onlyPartition(driver), 1L << 62);
      driver.put("a", "s", null, null, "2"); // with the timestamp at which they begin
      List<String> after = driver.scan(null);
      split(driver, first.successors().getFirst(), 1L << 60);
      long splitMs = TimeUnit.MICROSECONDS.toMillis(START_MICROS) + 2;
      advance(5_000);

      assertThat(restored(driver, splitMs - 1)).isEqualTo(before);
      assertThat(restored(driver, splitMs)).isEqualTo(after);
      assertThat(restored(driver, splitMs + 1)).isEqualTo(after);
    }
  }

  @Test
  void itIsKeptAsLongAsATableCanBeRestoredToItAndNoLonger() {
    List<String> items;
    List<String> later;
    final long parent;
    try (EngineDriver driver = new EngineDriver(config)) {
      createStreamed(driver);
      driver.engine().keepPast(EngineDriver.TABLE, 3).join();
      items = fill(driver, 80);
      advance(1000);
      parent = onlyPartition(driver);
      split(driver, parent, 1L << 62);
      advance(1000);
      later = fill(driver, 60);
      advance(TimeUnit.HOURS.toMillis(2));
      driver.engine().sweep();
      assertThat(isOpen(driver, parent)).as("its stream can be read").isTrue();

      advance(TimeUnit.DAYS.toMillis(1));
      EngineDriver.await(
          () -> {
            driver.engine().sweep();
            return !isOpen(driver, parent) && files("partitions", parent) == 0;
          });
      assertThat(files("archive", parent)).isPositive();
      assertThat(restored(driver, startMs() + 500)).isEqualTo(items);
    }
    assertThat(DirectoryCheck.run(store, DATA, damage -> {}).damaged()).isZero();
    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(isOpen(driver, parent)).isFalse();
      assertThat(restored(driver, startMs() + 500)).isEqualTo(items);
      assertThat(restored(driver, startMs() + 3000)).isEqualTo(later);

      advance(TimeUnit.DAYS.toMillis(2));
      driver.engine().sweep();
      EngineDriver.await(() -> files("archive", parent) == 0);
      assertThat(sorted(driver.scan(null))).isEqualTo(later);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(restored(driver, nowMs() - 1000)).isEqualTo(later);
    }
  }

  @Test
  void aBackupNeedsNothingOfWhatWasBefore() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      driver.engine().keepPast(EngineDriver.TABLE, 35).join();
      fill(driver, 40);
      split(driver, onlyPartition(driver), 1L << 62);
      List<String> items = fill(driver, 30);
      Backup backup = driver.backUp();
      assertThat(backup.manifest().partitions()).hasSize(2);
      assertThat(backup.manifest().itemCount()).isEqualTo(40);

      driver.engine().deleteTable(EngineDriver.TABLE).join();
      EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);

      assertThat(driver.engine().backups()).hasSize(2);
      for (Backup kept : driver.engine().backups().values()) {
        RestoredFrom from = new RestoredFrom(kept.id(), EngineDriver.TABLE, 0);
        assertThat(restored(driver, from)).isEqualTo(items);
      }
      EngineDriver.await(() -> store.list(DATA.resolve("archive")).isEmpty());
    }
  }

  @Test
  void thePastBeginsWhenItIsSwitchedOnAndGoesWhenItIsSwitchedOff() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      fill(driver, 20);
      Done early = split(driver, onlyPartition(driver), 1L << 62);
      driver.engine().keepPast(EngineDriver.TABLE, 35).join();
      List<String> items = sorted(driver.scan(null));
      advance(1000);
      split(driver, early.successors().getFirst(), 1L << 61);
      fill(driver, 30);
      advance(TimeUnit.MINUTES.toMillis(2));
      EngineDriver.await(
          () -> {
            driver.engine().sweep();
            return !isOpen(driver, early.successors().getFirst());
          });
      assertThat(restored(driver, startMs() + 500)).isEqualTo(items);
      assertThat(files("archive", early.partition())).isZero();
      assertThat(files("archive", early.successors().getFirst())).isPositive();

      driver.engine().keepPast(EngineDriver.TABLE, 0).join();

      EngineDriver.await(() -> store.list(DATA.resolve("archive")).isEmpty());
      driver.engine().keepPast(EngineDriver.TABLE, 35).join();
      List<String> present = sorted(driver.scan(null));
      advance(2000);
      assertThat(restored(driver, nowMs() - 1000)).isEqualTo(present);
    }
  }

  @Test
  void aSplitThatIsUnderWayWhenThePastIsSwitchedOnIsGivenUpOrTellsIt() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      List<String> items = fill(driver, 200);
      var split = driver.engine().splitPartition(EngineDriver.TABLE, onlyPartition(driver), 5);
      driver.engine().keepPast(EngineDriver.TABLE, 35).join();
      split.join();
      advance(1000);
      fill(driver, 10);
      advance(2000);

      assertThat(restored(driver, startMs() + 500)).isEqualTo(items);
    }
  }

  private static void createStreamed(EngineDriver driver) {
    TableOptions streamed = TableOptions.DEFAULT.withStream("KEYS_ONLY", null);
    driver.engine().createTable(EngineDriver.definition(true).withOptions(streamed)).join();
    driver.awaitActive();
  }

  private static long onlyPartition(EngineDriver driver) {
    return driver.table(EngineDriver.TABLE).partitions().getFirst().id();
  }

  private static Done split(EngineDriver driver, long partition, long hash) {
    return (Done) driver.engine().splitPartition(EngineDriver.TABLE, partition, hash).join();
  }

  private static boolean isOpen(EngineDriver driver, long partition) {
    return driver.engine().routes().stream().anyMatch(route -> route.partition() == partition);
  }

  private int files(String kind, long partition) {
    return store.list(DATA.resolve(kind).resolve(Long.toString(partition))).size();
  }

  private static List<String> fill(EngineDriver driver, int items) {
    for (int i = 0; i < items; i++) {
      driver.put("k" + i, "s", "g" + i % 5, "l" + i % 3, "v" + i + "of" + items);
    }
    return sorted(driver.scan(null));
  }

  private List<String> restored(EngineDriver driver, long timeMs) {
    return restored(driver, new RestoredFrom(null, EngineDriver.TABLE, timeMs));
  }

  private List<String> restored(EngineDriver driver, RestoredFrom from) {
    String name = "copy" + copies++;
    driver.engine().restoreTable(EngineDriver.restored(name, from)).join();
    driver.awaitActive(name);
    return sorted(driver.scan(name, null));
  }

  private static List<String> sorted(List<String> items) {
    List<String> sorted = new ArrayList<>(items);
    sorted.sort(null);
    return sorted;
  }

  private void advance(long ms) {
    micros.addAndGet(TimeUnit.MILLISECONDS.toMicros(ms));
  }

  private static long startMs() {
    return TimeUnit.MICROSECONDS.toMillis(START_MICROS);
  }

  private long nowMs() {
    return TimeUnit.MICROSECONDS.toMillis(micros.get());
  }
}
