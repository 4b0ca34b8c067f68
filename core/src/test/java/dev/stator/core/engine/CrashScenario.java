package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableStatus;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Random writes and changes of tables on an engine that crashes again and again, with files so
 * small that logs are recycled, segments begun and checkpoints taken all the time.
 */
final class CrashScenario {
  private static final int MAX_OPERATIONS = 150;
  private static final int MAX_BATCHES = 15;
  private static final int NEVER = Integer.MAX_VALUE;

  private final Random random;
  private final EngineConfig config;
  private final boolean prefixes;
  private final ModelledItems items;
  private final OtherTable other;
  private final RandomSplits splits;
  private final StreamFollower follower;
  private CrashableStore store;
  private EngineDriver driver;
  private @Nullable CompletableFuture<Table> indexChange;
  private final List<CompletableFuture<SplitOutcome>> splitsBegun = new ArrayList<>();
  private boolean hasIndex;
  private boolean mayHaveChangedIndex;

  /**
   * @param prefixes whether a crash may take back the last writes of a log
   */
  CrashScenario(Random random, CrashableStore store, Durability durability, boolean prefixes) {
    this.random = random;
    this.store = store;
    this.config = tiny(random).withDurability(durability);
    this.prefixes = prefixes;
    this.items = new ModelledItems(random);
    this.other = new OtherTable(random);
    this.splits = new RandomSplits(random, EngineDriver.TABLE);
    this.follower = new StreamFollower(random, List.of());
    this.hasIndex = random.nextBoolean();
    this.driver = open();
    driver
        .engine()
        .createTable(
            EngineDriver.definition(hasIndex)
                .withOptions(TableOptions.DEFAULT.withStream("NEW_AND_OLD_IMAGES", null)))
        .join();
    driver.awaitActive();
  }

  private static EngineConfig tiny(Random random) {
    int[] fileLengths = {12 << 10, 16 << 10, 64 << 10};
    return EngineConfig.inMemory()
        .withSizes(
            EngineSizes.standard()
                .withWorkers(1 + random.nextInt(3))
                .withPartitionsPerTable(1 + random.nextInt(3))
                .withSpins(random.nextInt(2) * 50)
                .withCheckpointBytes(1L << (10 + random.nextInt(6))))
        .withSegments(new SegmentConfig(4096, 4096 << random.nextInt(3), null))
        .withLog(
            new CommitLogConfig(
                fileLengths[random.nextInt(fileLengths.length)],
                128 << 10,
                1 + random.nextInt(4096),
                2,
                0));
  }

  private EngineDriver open() {
    return new EngineDriver(config.withStore(store.files()));
  }

  /**
   * Writes and crashes so often, then closes and opens once more.
   *
   * @return how many partitions have lost their first segments to compaction
   */
  int run(int crashes) {
    for (int i = 0; i < crashes; i++) {
      store.crashAfter(1 + random.nextInt(MAX_OPERATIONS));
      write();
      crash();
      check();
    }
    for (int i = 0; i < 2; i++) {
      driver.close();
      assertThat(store.open()).as("files open after a close").isZero();
      driver = open();
      check();
    }
    driver.close();
    return compacted();
  }

  private int compacted() {
    int count = 0;
    for (Path partition : store.files().list(config.data().resolve("partitions"))) {
      List<Path> segments = store.files().list(partition);
      if (!segments.isEmpty() && !segments.getFirst().toString().endsWith("01.segment")) {
        count++;
      }
    }
    return count;
  }

  private void write() {
    mayHaveChangedIndex = false;
    boolean acknowledged = true;
    for (int batch = 0; batch < MAX_BATCHES && acknowledged; batch++) {
      if (random.nextInt(6) == 0) {
        changeIndex();
      }
      if (random.nextInt(3) == 0) {
        other.change(driver);
      }
      if (random.nextInt(4) == 0) {
        split();
      }
      acknowledged = items.write(driver);
      if (random.nextInt(3) == 0) {
        follower.follow(driver, stream());
      }
    }
  }

  /** Splits a partition; waits for it only where the model has to know which log has a write. */
  private void split() {
    CompletableFuture<SplitOutcome> split = splits.begin(driver.engine());
    splitsBegun.add(split);
    if (prefixes) {
      EngineDriver.await(() -> split.isDone() || store.isOver());
      if (split.getNow(null) instanceof SplitOutcome.Done) {
        items.allDurable(); // or what the successors have would not be
      }
    }
  }

  /** How many partitions were split. */
  long splitsDone() {
    return splitsBegun.stream()
        .filter(split -> split.getNow(null) instanceof SplitOutcome.Done)
        .count();
  }

  /** Adds the global index, or removes it; does not wait for it. */
  private void changeIndex() {
    Table table = driver.table(EngineDriver.TABLE);
    if (indexChange == null && table.definition().status() == TableStatus.ACTIVE) {
      indexChange =
          driver
              .engine()
              .updateTable(EngineDriver.TABLE, definition -> changed(definition, hasIndex));
    }
  }

  private static TableDefinition changed(TableDefinition table, boolean hasIndex) {
    GlobalIndex index = EngineDriver.globalIndex(IndexStatus.CREATING);
    return table.withSchema(
        table
            .schema()
            .withGlobalIndexes(
                List.of(hasIndex ? index.withStatus(IndexStatus.DELETING, false) : index)));
  }

  /** Crashes, and opens what is left, which may crash as well. */
  private void crash() {
    store = end();
    while (true) {
      if (random.nextInt(3) == 0) {
        store.crashAfter(1 + random.nextInt(60));
      }
      try {
        driver = open();
      } catch (RuntimeException e) {
        if (!store.isOver()) {
          throw e;
        }
        assertThat(store.open()).as("files open after a failed opening").isZero();
        store = store.crash();
        continue;
      }
      store.crashAfter(NEVER);
      if (!store.isOver()) {
        return;
      }
      store = end();
    }
  }

  private CrashableStore end() {
    CompletableFuture<Table> change = indexChange;
    indexChange = null;
    if (change != null) {
      boolean done = change.isDone() && !change.isCompletedExceptionally();
      hasIndex ^= done;
      mayHaveChangedIndex |= !done;
    }
    other.noteChange();
    CrashableStore left = store.crash();
    try {
      driver.close();
    } catch (StorageException e) {
      assertThat(store.isOver()).isTrue(); // and all is closed in spite of it
    }
    assertThat(store.open()).as("files open after a crash").isZero();
    return left;
  }

  private void check() {
    driver.awaitActive();
    List<String> found = driver.scan(null);
    items.check(found, prefixes);
    assertThat(driver.table(EngineDriver.TABLE).itemCount()).isEqualTo(found.size());
    assertThat(driver.scan("by-l"))
        .as("local index")
        .containsExactlyInAnyOrderElementsOf(
            found.stream().filter(item -> !item.split("/", -1)[3].equals("-")).toList());
    checkGlobalIndex(found);
    follower.check(driver, stream(), found);
    other.check(driver, prefixes);
  }

  private TableStream stream() {
    return driver.table(EngineDriver.TABLE).streams(driver.engine().nowMs()).getFirst();
  }

  private void checkGlobalIndex(List<String> found) {
    boolean has = !driver.table(EngineDriver.TABLE).definition().schema().globalIndexes().isEmpty();
    if (!mayHaveChangedIndex) {
      assertThat(has).as("the index exists").isEqualTo(hasIndex);
    }
    hasIndex = has;
    if (has) {
      Set<String> entries = new HashSet<>(found);
      entries.removeIf(item -> item.split("/", -1)[2].equals("-"));
      awaitEntries(entries);
    }
  }

  private void awaitEntries(Set<String> entries) {
    try {
      EngineDriver.await(
          () -> {
            List<String> indexed = driver.scan("by-g");
            return indexed.size() == entries.size() && entries.containsAll(indexed);
          });
    } catch (AssertionError e) {
      assertThat(driver.scan("by-g"))
          .as("global index")
          .containsExactlyInAnyOrderElementsOf(entries);
    }
  }
}
