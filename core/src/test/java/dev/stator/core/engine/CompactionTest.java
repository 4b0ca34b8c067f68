package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.worker.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Superseded records do not take space for ever, whatever reads them. */
class CompactionTest {
  private static final int ITEMS = 400;
  private static final String FILLER = "x".repeat(100);

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final FileStore store = new MemoryFileStore();
  private final EngineConfig config =
      EngineConfig.at(Path.of("/data"))
          .withStore(store)
          .withSizes(
              EngineSizes.standard()
                  .withWorkers(1)
                  .withPartitionsPerTable(1)
                  .withCheckpointBytes(64 << 10))
          .withSegments(new SegmentConfig(4096, 16 << 10, null));
  private final Map<Integer, String> model = new TreeMap<>();

  @Test
  void keepsTheSpaceOfATableThatIsUpdatedAllTheTime() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      update(driver, 8 * ITEMS);

      EngineDriver.await(() -> disk(driver) < 1.5 * live(driver) + 3 * (16 << 10));
      check(driver);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      check(driver);
    }
  }

  @Test
  void givesBackTheSpaceOfDeletedItems() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      update(driver, 4 * ITEMS);
      for (int i = 0; i < ITEMS; i++) {
        driver.delete("p" + i, "s");
      }
      model.clear();

      EngineDriver.await(() -> disk(driver) < 4 * (16 << 10));
      check(driver);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      check(driver);
    }
  }

  @Test
  void neverBringsBackWhatWasDeleted() {
    for (int life = 0; life < 8; life++) {
      try (EngineDriver driver = new EngineDriver(config)) {
        if (life == 0) {
          driver.createTable();
        }
        check(driver);
        for (int i = 0; i < 2 * ITEMS; i++) {
          int key = random.nextInt(ITEMS);
          if (random.nextInt(3) == 0) {
            driver.delete("p" + key, "s");
            model.remove(key);
          } else {
            put(driver, key);
          }
        }
        check(driver);
      }
    }
  }

  @Test
  void fillsANewIndexFromACompactedTableWhileItIsWritten() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.engine().createTable(EngineDriver.definition(false)).join();
      driver.awaitActive();
      update(driver, 5 * ITEMS);
      EngineDriver.await(() -> firstSegment(driver) > 1);

      GlobalIndex index = EngineDriver.globalIndex(IndexStatus.CREATING);
      driver
          .engine()
          .updateTable(
              EngineDriver.TABLE,
              table -> table.withSchema(table.schema().withGlobalIndexes(List.of(index))))
          .join();
      update(driver, 2 * ITEMS);
      driver.awaitActive();

      EngineDriver.await(() -> driver.scan("by-g").size() == model.size());
      check(driver);
      assertThat(driver.scan("by-g"))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(driver.scan(null));
    }
  }

  private void update(EngineDriver driver, int count) {
    for (int i = 0; i < count; i++) {
      put(driver, random.nextInt(ITEMS));
    }
  }

  private void put(EngineDriver driver, int key) {
    String value = FILLER + ThreadLocalRandom.current().nextInt(1000);
    String group = "g" + random.nextInt(20);
    driver.put("p" + key, "s", group, "l" + random.nextInt(20), value);
    model.put(key, group + " " + value);
  }

  private void check(EngineDriver driver) {
    Map<Integer, String> found = new TreeMap<>();
    for (String item : driver.scan(null)) {
      String[] parts = item.split("/", -1);
      found.put(Integer.parseInt(parts[0].substring(1)), parts[2] + " " + parts[4]);
    }
    assertThat(found).as("seed %d", seed).isEqualTo(model);
    assertThat(driver.scan("by-l")).as("seed %d", seed).hasSize(model.size());
    assertThat(driver.table(EngineDriver.TABLE).itemCount()).isEqualTo(model.size());
  }

  private static SegmentLog log(EngineDriver driver) {
    Route route = driver.table(EngineDriver.TABLE).routes(null).get(0);
    return Objects.requireNonNull(route.worker().partition(route.partition())).log();
  }

  private static long disk(EngineDriver driver) {
    return onWorker(driver, SegmentLog::diskBytes);
  }

  private static long live(EngineDriver driver) {
    return onWorker(driver, SegmentLog::liveBytes);
  }

  private static long firstSegment(EngineDriver driver) {
    return onWorker(driver, log -> log.segmentAtLeast(1));
  }

  private static long onWorker(EngineDriver driver, ToLongFunction<SegmentLog> question) {
    Route route = driver.table(EngineDriver.TABLE).routes(null).get(0);
    return route.worker().call(() -> question.applyAsLong(log(driver))).join();
  }
}
