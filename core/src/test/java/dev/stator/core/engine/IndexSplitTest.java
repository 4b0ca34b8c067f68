package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.SplitOutcome.Done;
import dev.stator.core.engine.SplitOutcome.Reason;
import dev.stator.core.engine.SplitOutcome.Refused;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.Throughput;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Partitions of global indexes are split and moved while their table is written. */
class IndexSplitTest {
  private static final String BY_G = "by-g";
  private static final String BY_V = "by-v";
  private static final int STABLE = 120;
  private static final int SPLITS = Integer.getInteger("stator.runs", 16);

  private final long seed = Long.getLong("stator.seed", new Random().nextLong());

  private final EngineConfig kept =
      EngineConfig.at(Path.of("/data"))
          .withStore(new MemoryFileStore())
          .withWorkers(2)
          .withSegments(new SegmentConfig(4096, 32 << 10, null))
          .withLog(new CommitLogConfig(1 << 20, 256 << 10, 4096, 2, 0));

  private static EngineConfig inMemory(int workers) {
    return EngineConfig.inMemory()
        .withSizes(EngineSizes.standard().withWorkers(workers).withPartitionsPerTable(2));
  }

  @Test
  void twoPartitionsTakeThePlaceOfOne() {
    try (EngineDriver driver = new EngineDriver(inMemory(2))) {
      driver.createTable();
      List<String> entries = fill(driver, 60, "first");
      PartitionRange first = ranges(driver).getFirst();

      Done done = split(driver, first.id(), 1L << 62);

      assertThat(ranges(driver))
          .extracting(PartitionRange::firstHash)
          .containsExactly(0L, 1L << 62, Long.MIN_VALUE);
      assertThat(ranges(driver).subList(0, 2))
          .extracting(PartitionRange::id)
          .isEqualTo(done.successors());
      assertThat(sorted(driver.scan(BY_G))).isEqualTo(entries);
      assertThat(driver.table(EngineDriver.TABLE).indexItemCount(BY_G)).isEqualTo(60);
      assertThat(driver.table(EngineDriver.TABLE).partitions()).hasSize(2);

      awaitEntries(driver, fill(driver, 70, "second"));
      for (int i = 0; i < 70; i += 2) {
        driver.delete("k" + i, "s");
      }
      EngineDriver.await(() -> driver.scan(BY_G).size() == 35);
    }
  }

  @Test
  void aPartitionGoesToAnotherWorker() {
    try (EngineDriver driver = new EngineDriver(inMemory(3))) {
      driver.createTable();
      List<String> entries = fill(driver, 40, "v");
      long id = ranges(driver).getLast().id();

      Done done = (Done) driver.engine().movePartition(EngineDriver.TABLE, BY_G, id, 2).join();

      assertThat(done.successors()).hasSize(1);
      assertThat(DataDirectory.ownerOf(done.successors().getFirst(), 3)).isEqualTo(2);
      assertThat(sorted(driver.scan(BY_G))).isEqualTo(entries);
      awaitEntries(driver, fill(driver, 40, "w"));
    }
  }

  @Test
  void saysWhyAPartitionIsNotSplit() {
    try (EngineDriver driver = new EngineDriver(inMemory(1))) {
      driver.createTable();
      PartitionRange first = ranges(driver).getFirst();
      long ofTable = driver.table(EngineDriver.TABLE).partitions().getFirst().id();

      assertThat(reason(driver, "none", first.id(), 5)).isEqualTo(Reason.NO_SUCH_INDEX);
      assertThat(reason(driver, "by-l", first.id(), 5)).isEqualTo(Reason.NO_SUCH_INDEX);
      assertThat(reason(driver, BY_G, ofTable, 5)).isEqualTo(Reason.NO_SUCH_PARTITION);
      assertThat(reason(driver, BY_G, first.id(), first.firstHash()))
          .isEqualTo(Reason.HASH_OUTSIDE);
      assertThat(reason(driver, BY_G, first.id(), first.lastHash() + 1))
          .isEqualTo(Reason.HASH_OUTSIDE);
    }
  }

  private static Reason reason(EngineDriver driver, String index, long partition, long hash) {
    SplitOutcome outcome =
        driver.engine().splitPartition(EngineDriver.TABLE, index, partition, hash).join();
    return ((Refused) outcome).reason();
  }

  /** The past of a table is in its own partitions only. */
  @Test
  void theTableMayHavePointInTimeRecovery() {
    try (EngineDriver driver = new EngineDriver(inMemory(2))) {
      driver.createTable();
      driver.engine().keepPast(EngineDriver.TABLE, 1).join();
      List<String> entries = fill(driver, 30, "v");

      split(driver, ranges(driver).getFirst().id(), 1L << 61);

      assertThat(sorted(driver.scan(BY_G))).isEqualTo(entries);
    }
  }

  @Test
  void isThereAfterARestartWithAnotherNumberOfWorkers() {
    List<PartitionRange> ranges;
    List<String> entries;
    try (EngineDriver driver = new EngineDriver(kept)) {
      driver.createTable();
      fill(driver, 60, "v");
      Done done = split(driver, ranges(driver).getLast().id(), -5L << 50);
      split(driver, done.successors().getFirst(), -6L << 50);
      split(driver, ranges(driver).getFirst().id(), 1L << 60);
      entries = fill(driver, 60, "w1");
      awaitEntries(driver, entries);
      ranges = ranges(driver);
    }
    for (int workers : new int[] {2, 3}) {
      try (EngineDriver driver = new EngineDriver(kept.withWorkers(workers))) {
        awaitEntries(driver, entries);
        assertThat(ranges(driver)).isEqualTo(ranges);
        entries = fill(driver, 60, "w" + workers);
        awaitEntries(driver, entries);
      }
    }
    assertChecked(1);
  }

  @Test
  void aSplitPartitionGoesWhenNobodyReadsItAnyMore() {
    ManualClock clock = new ManualClock(1_700_000_000_000_000L);
    try (EngineDriver driver = new EngineDriver(inMemory(2).withClock(clock))) {
      driver.createTable();
      fill(driver, 30, "v");
      long id = ranges(driver).getFirst().id();
      split(driver, id, 1L << 62);
      driver.engine().sweep();
      assertThat(driver.engine().routes()).anyMatch(route -> route.partition() == id);

      clock.advanceHours(1);
      driver.engine().sweep();

      assertThat(driver.engine().routes()).noneMatch(route -> route.partition() == id);
      awaitEntries(driver, fill(driver, 30, "w"));
    }
  }

  @Test
  void anIndexThatIsDeletedIsNotSplitAnyMore() {
    try (EngineDriver driver = new EngineDriver(inMemory(2))) {
      driver.createTable();
      fill(driver, 50, "v");
      long id = ranges(driver).getFirst().id();

      CompletableFuture<SplitOutcome> split =
          driver.engine().splitPartition(EngineDriver.TABLE, BY_G, id, 1L << 61);
      driver
          .engine()
          .updateTable(
              EngineDriver.TABLE,
              table ->
                  table.withSchema(
                      table
                          .schema()
                          .withGlobalIndexes(
                              List.of(
                                  EngineDriver.globalIndex(IndexStatus.DELETING)
                                      .withStatus(IndexStatus.DELETING, false)))))
          .join();
      driver.awaitActive();

      assertThat(split.join()).isInstanceOf(Refused.class);
      assertThat(driver.table(EngineDriver.TABLE).definition().schema().globalIndexes()).isEmpty();
      assertThat(reason(driver, BY_G, id, 5)).isEqualTo(Reason.NO_SUCH_INDEX);
      driver.put("k1", "s", "g", null, "v");
      assertThat(driver.get("k1", "s")).isEqualTo("v");
    }
  }

  @Test
  void aTableThatIsDeletedTakesItsSplitsAlong() {
    try (EngineDriver driver = new EngineDriver(inMemory(2))) {
      driver.createTable();
      fill(driver, 50, "v");
      long id = ranges(driver).getFirst().id();

      CompletableFuture<SplitOutcome> split =
          driver.engine().splitPartition(EngineDriver.TABLE, BY_G, id, 1L << 61);
      driver.engine().deleteTable(EngineDriver.TABLE).join();

      assertThat(split.join()).isInstanceOf(Refused.class);
      EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);
      driver.createTable();
      awaitEntries(driver, fill(driver, 20, "v"));
    }
  }

  /**
   * The items of a table with two indexes are written and deleted, so that their entries move
   * between partitions, while partitions of the indexes and of the table are split and moved.
   */
  @Test
  void indexesHaveWhatTheirTableHasWhileAllPartitionsSplit() throws Exception {
    System.out.println("splits of indexes: seed " + seed);
    List<String> expected = new ArrayList<>();
    try (EngineDriver driver = new EngineDriver(kept)) {
      driver.engine().createTable(withTwoIndexes()).join();
      driver.awaitActive();
      for (int i = 0; i < STABLE; i++) {
        driver.put("stable" + i, "s", "g" + i % 7, "l", "v" + i % 11);
        expected.add("stable" + i + "/s/g" + i % 7 + "/l/v" + i % 11);
      }
      List<String> stable = sorted(expected);
      awaitEntries(driver, stable);
      awaitEntries(driver, BY_V, stable);
      AtomicBoolean over = new AtomicBoolean();
      Traffic[] writers = {
        new Traffic(driver.another(), "a", seed), new Traffic(driver.another(), "b", seed + 1)
      };
      EngineDriver scanning = driver.another();
      ExecutorService threads = Executors.newFixedThreadPool(3);
      List<CompletableFuture<Void>> traffic = new ArrayList<>();
      for (Traffic writer : writers) {
        traffic.add(CompletableFuture.runAsync(() -> writer.run(over), threads));
      }
      traffic.add(CompletableFuture.runAsync(() -> scan(scanning, stable, over), threads));

      Map<String, Integer> done = splitAtRandom(driver.engine(), traffic);

      over.set(true);
      for (CompletableFuture<Void> thread : traffic) {
        thread.get(30, TimeUnit.SECONDS);
      }
      threads.shutdown();
      System.out.println("splits of indexes: " + done);
      assertThat(done.getOrDefault("done", 0)).isPositive();
      for (Traffic writer : writers) {
        expected.addAll(writer.items.values());
      }
      assertThat(driver.scan(null)).containsExactlyInAnyOrderElementsOf(expected);
      awaitEntries(driver, with(expected, 2));
      awaitEntries(driver, BY_V, expected);
    }
    assertChecked(2);
    try (EngineDriver driver = new EngineDriver(kept)) {
      awaitEntries(driver, with(expected, 2));
      awaitEntries(driver, BY_V, expected);
    }
  }

  /** Two at a time, so that a partition of the table is split while one of an index is. */
  private Map<String, Integer> splitAtRandom(Engine engine, List<CompletableFuture<Void>> traffic)
      throws Exception {
    RandomSplits splits = new RandomSplits(new Random(seed), EngineDriver.TABLE);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < SPLITS / 2 && traffic.stream().noneMatch(CompletableFuture::isDone); i++) {
      CompletableFuture<SplitOutcome> one = splits.begin(engine);
      CompletableFuture<SplitOutcome> other = splits.begin(engine);
      for (CompletableFuture<SplitOutcome> each : List.of(one, other)) {
        outcomes.merge(text(each.get(30, TimeUnit.SECONDS)), 1, Integer::sum);
      }
    }
    return outcomes;
  }

  private static String text(SplitOutcome outcome) {
    return switch (outcome) {
      case Done _ -> "done";
      case Refused refused -> refused.reason().name();
    };
  }

  private static TableDefinition withTwoIndexes() {
    TableDefinition table = EngineDriver.definition(true);
    KeyAttribute v = new KeyAttribute("v", ScalarType.S);
    List<KeyAttribute> attributes = new ArrayList<>(table.schema().attributes());
    attributes.add(v);
    GlobalIndex byV =
        new GlobalIndex(
            BY_V,
            new KeySchema(List.of(v), List.of()),
            Projection.EVERYTHING,
            IndexStatus.ACTIVE,
            false,
            Throughput.ZERO,
            null,
            null);
    return table.withSchema(
        new TableSchema(
            table.schema().keys(),
            attributes,
            table.schema().localIndexes(),
            List.of(EngineDriver.globalIndex(IndexStatus.ACTIVE), byV)));
  }

  /** Each entry that is always there is seen once, by every scan and every paged query. */
  private static void scan(EngineDriver driver, List<String> stable, AtomicBoolean over) {
    while (!over.get()) {
      for (String index : List.of(BY_G, BY_V)) {
        List<String> seen = driver.scan(index);
        seen.removeIf(item -> !item.startsWith("stable"));
        assertThat(seen).as(index).containsExactlyInAnyOrderElementsOf(stable);
      }
    }
  }

  /** The check of the files compares all indexes; a stop may come before they have everything. */
  private void assertChecked(int indexes) {
    List<String> damages = new ArrayList<>();
    EngineDriver.await(
        () -> {
          new EngineDriver(kept).close();
          return DirectoryCheck.run(kept.store(), kept.data(), damages::add).indexes() == indexes;
        });
    assertThat(damages).isEmpty();
  }

  private static List<String> with(List<String> items, int attribute) {
    return items.stream().filter(item -> !item.split("/", -1)[attribute].equals("-")).toList();
  }

  private static void awaitEntries(EngineDriver driver, List<String> entries) {
    awaitEntries(driver, BY_G, entries);
  }

  private static void awaitEntries(EngineDriver driver, String index, List<String> entries) {
    List<String> expected = sorted(entries);
    try {
      EngineDriver.await(() -> sorted(driver.scan(index)).equals(expected));
    } catch (AssertionError late) {
      assertThat(driver.scan(index)).as(index).containsExactlyInAnyOrderElementsOf(entries);
      throw late;
    }
  }

  private static List<String> sorted(List<String> items) {
    return items.stream().sorted().toList();
  }

  /** Writes of one client, whose entries go from one partition of the indexes to another. */
  private static final class Traffic {
    private final EngineDriver driver;
    private final String name;
    private final Random random;
    private final Map<String, String> items = new TreeMap<>();

    Traffic(EngineDriver driver, String name, long seed) {
      this.driver = driver;
      this.name = name;
      this.random = new Random(seed);
    }

    void run(AtomicBoolean over) {
      while (!over.get()) {
        String pk = name + random.nextInt(40);
        if (random.nextInt(4) == 0) {
          driver.delete(pk, "s");
          items.remove(pk);
        } else {
          String g = random.nextInt(3) == 0 ? null : "g" + random.nextInt(50);
          String v = "v" + random.nextInt(50);
          driver.put(pk, "s", g, null, v);
          items.put(pk, pk + "/s/" + text(g) + "/-/" + v);
        }
      }
    }

    private static String text(@Nullable String value) {
      return value == null ? "-" : value;
    }
  }

  /** Puts items and gives the entries that they have, sorted. */
  private static List<String> fill(EngineDriver driver, int items, String v) {
    List<String> entries =
        IntStream.range(0, items).mapToObj(i -> "k" + i + "/s/g" + i % 25 + "/l/" + v).toList();
    for (int i = 0; i < items; i++) {
      driver.put("k" + i, "s", "g" + i % 25, "l", v);
    }
    awaitEntries(driver, entries);
    return sorted(entries);
  }

  private static List<PartitionRange> ranges(EngineDriver driver) {
    return driver.table(EngineDriver.TABLE).partitions(BY_G);
  }

  private static Done split(EngineDriver driver, long partition, long hash) {
    return (Done) driver.engine().splitPartition(EngineDriver.TABLE, BY_G, partition, hash).join();
  }
}
