package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.SplitOutcome.Done;
import dev.stator.core.engine.SplitOutcome.Reason;
import dev.stator.core.engine.SplitOutcome.Refused;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.StreamShard;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  private static final int STABLE = 150;

  private final long seed = Long.getLong("stator.seed", new Random().nextLong());

  @TempDir Path data;

  private static EngineConfig inMemory(int workers) {
    return EngineConfig.inMemory()
        .withSizes(EngineSizes.standard().withWorkers(workers).withPartitionsPerTable(2));
  }

  @Test
  void twoPartitionsTakeThePlaceOfOne() {
    try (EngineDriver driver = new EngineDriver(inMemory(2))) {
      driver.createTable();
      List<String> before = fill(driver, 60);
      PartitionRange first = driver.table(EngineDriver.TABLE).partitions().getFirst();

      Done done = split(driver, first.id(), 1L << 61);

      List<PartitionRange> after = driver.table(EngineDriver.TABLE).partitions();
      assertThat(after)
          .extracting(PartitionRange::firstHash)
          .containsExactly(0L, 1L << 61, Long.MIN_VALUE);
      assertThat(after.subList(0, 2)).extracting(PartitionRange::id).isEqualTo(done.successors());
      assertThat(after.get(0).itemCount() + after.get(1).itemCount()).isEqualTo(first.itemCount());
      assertThat(after.get(0).itemCount()).isPositive();
      assertThat(driver.scan(null)).containsExactlyElementsOf(before);
      assertThat(driver.scan("by-l")).hasSize(60);
      assertThat(driver.table(EngineDriver.TABLE).itemCount()).isEqualTo(60);
    }
  }

  /** While it is closed, the catalog is forced once; once before for the ids. */
  @Test
  void theCatalogIsForcedOnceWhileAPartitionIsClosed() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data).withWorkers(2))) {
      driver.createTable();
      fill(driver, 20);
      PartitionRange first = driver.table(EngineDriver.TABLE).partitions().getFirst();
      long before = catalogForces(driver);

      Done done = split(driver, first.id(), first.firstHash() + 1);

      assertThat(catalogForces(driver) - before).isEqualTo(2);
      ClosedSpan closed = done.closed();
      assertThat(closed.requests()).as("nobody writes").isZero();
      assertThat(List.of(closed.closingNs(), closed.drainingNs(), closed.storingNs()))
          .allMatch(ns -> ns >= 0 && ns <= closed.totalNs());
      assertThat(driver.engine().statistics().closedNs().getTotalCount()).isEqualTo(1);
    }
  }

  private static long catalogForces(EngineDriver driver) {
    return driver.engine().statistics().workers(20_000).stream()
        .filter(worker -> worker.name().equals("stator-catalog"))
        .mapToLong(worker -> Objects.requireNonNull(worker.journal()).forces())
        .sum();
  }

  @Test
  void aPartitionGoesToAnotherWorker() {
    try (EngineDriver driver = new EngineDriver(inMemory(3))) {
      driver.createTable();
      List<String> before = fill(driver, 40);
      long id = driver.table(EngineDriver.TABLE).partitions().getLast().id();

      Done done = (Done) driver.engine().movePartition(EngineDriver.TABLE, id, 2).join();

      assertThat(done.successors()).hasSize(1);
      assertThat(DataDirectory.ownerOf(done.successors().getFirst(), 3)).isEqualTo(2);
      assertThat(driver.scan(null)).containsExactlyElementsOf(before);
    }
  }

  @Test
  void saysWhyAPartitionIsNotSplit() {
    try (EngineDriver driver = new EngineDriver(inMemory(1))) {
      driver.createTable();
      PartitionRange first = driver.table(EngineDriver.TABLE).partitions().getFirst();

      assertThat(outcome(driver, "none", 1, 5)).isEqualTo(Reason.NO_SUCH_TABLE);
      assertThat(outcome(driver, EngineDriver.TABLE, 999, 5)).isEqualTo(Reason.NO_SUCH_PARTITION);
      assertThat(outcome(driver, EngineDriver.TABLE, first.id(), first.firstHash()))
          .isEqualTo(Reason.HASH_OUTSIDE);
      assertThat(outcome(driver, EngineDriver.TABLE, first.id(), first.lastHash() + 1))
          .isEqualTo(Reason.HASH_OUTSIDE);
      assertThat(outcome(driver, Ledger.NAME, 1, 5)).isEqualTo(Reason.NO_SUCH_TABLE);
    }
  }

  private static Reason outcome(EngineDriver driver, String table, long partition, long hash) {
    return ((Refused) driver.engine().splitPartition(table, partition, hash).join()).reason();
  }

  @Test
  void isThereAfterARestartWithAnotherNumberOfWorkers() {
    EngineConfig config = EngineConfig.at(data).withWorkers(2);
    List<String> items;
    List<PartitionRange> ranges;
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      fill(driver, 60);
      PartitionRange last = driver.table(EngineDriver.TABLE).partitions().getLast();
      Done done = split(driver, last.id(), -5L << 50);
      split(driver, done.successors().getFirst(), -6L << 50);
      driver.put("k3", "s3", null, null, "changed");
      items = driver.scan(null);
      ranges = driver.table(EngineDriver.TABLE).partitions();
    }
    for (int workers : new int[] {2, 3}) {
      try (EngineDriver driver = new EngineDriver(config.withWorkers(workers))) {
        assertThat(driver.scan(null)).containsExactlyElementsOf(items);
        assertThat(driver.table(EngineDriver.TABLE).partitions()).isEqualTo(ranges);
        EngineDriver.await(() -> driver.scan("by-g").size() == 59);
        driver.put("k3", "s3", "g", null, "again" + workers);
        assertThat(driver.get("k3", "s3")).isEqualTo("again" + workers);
        EngineDriver.await(() -> driver.scan("by-g").size() == 60);
        driver.put("k3", "s3", null, null, "changed");
        EngineDriver.await(() -> driver.scan("by-g").size() == 59);
      }
    }
  }

  @Test
  void aStreamTellsEachChangeOnceAndFromWhichShardAnotherCame() {
    Random random = new Random(seed);
    try (EngineDriver driver = new EngineDriver(inMemory(2))) {
      driver
          .engine()
          .createTable(
              EngineDriver.definition(true)
                  .withOptions(TableOptions.DEFAULT.withStream("NEW_AND_OLD_IMAGES", null)))
          .join();
      driver.awaitActive();
      fill(driver, 30);
      PartitionRange first = driver.table(EngineDriver.TABLE).partitions().getFirst();
      TableStream before = stream(driver);
      StreamFollower early = new StreamFollower(random, List.of());
      early.follow(driver, before);

      Done done = split(driver, first.id(), 1L << 62);
      fill(driver, 45);

      TableStream stream = stream(driver);
      assertThat(stream.stream().shards()).hasSize(4);
      assertThat(shard(stream, first.id()).isOpen()).isFalse();
      for (long successor : done.successors()) {
        assertThat(shard(stream, successor).parent()).isEqualTo(first.id());
        assertThat(shard(stream, successor).isOpen()).isTrue();
      }
      early.check(driver, stream, driver.scan(null));
      new StreamFollower(random, List.of()).check(driver, stream, driver.scan(null));
    }
  }

  private static StreamShard shard(TableStream stream, long partition) {
    return Objects.requireNonNull(stream.shard(partition));
  }

  private static TableStream stream(EngineDriver driver) {
    return driver.table(EngineDriver.TABLE).streams(driver.engine().nowMs()).getFirst();
  }

  @Test
  void aBackupHasWhatTheTableHadWhateverItsPartitionsWere() {
    try (EngineDriver driver = new EngineDriver(inMemory(2))) {
      driver.createTable();
      fill(driver, 60);
      PartitionRange first = driver.table(EngineDriver.TABLE).partitions().getFirst();
      Backup before = driver.backUp();
      split(driver, first.id(), 1L << 60);
      List<String> items = fill(driver, 40);
      Backup after = driver.backUp();
      fill(driver, 10);

      for (Backup backup : List.of(before, after)) {
        String copy = "copy" + backup.manifest().partitions().size();
        TableDefinition like = EngineDriver.definition(copy, true);
        driver
            .engine()
            .restoreTable(
                new TableDefinition(
                    copy,
                    "id of " + copy,
                    1,
                    TableStatus.CREATING,
                    like.schema(),
                    like.capacity(),
                    like.options(),
                    new RestoredFrom(backup.id(), EngineDriver.TABLE, 0)))
            .join();
        driver.awaitActive(copy);
        assertThat(driver.scan(copy, null)).hasSize(60);
        EngineDriver.await(() -> driver.scan(copy, "by-g").size() == 60);
      }
      assertThat(driver.scan("copy3", null)).containsExactlyInAnyOrderElementsOf(items);
    }
  }

  @Test
  void aSplitPartitionGoesWhenNobodyFollowsItAnyMore() {
    ManualClock clock = new ManualClock(1_700_000_000_000_000L);
    try (EngineDriver driver = new EngineDriver(inMemory(2).withClock(clock))) {
      driver.createTable();
      fill(driver, 30);
      long id = driver.table(EngineDriver.TABLE).partitions().getFirst().id();
      split(driver, id, 1L << 62);
      assertThat(driver.engine().routes()).anyMatch(route -> route.partition() == id);

      clock.advanceHours(1);
      EngineDriver.await(
          () -> {
            driver.engine().sweep();
            return driver.engine().routes().stream().noneMatch(route -> route.partition() == id);
          });

      assertThat(driver.scan(null)).hasSize(30);
      EngineDriver.await(() -> driver.scan("by-g").size() == 30);
    }
  }

  @Test
  void itemsExpireInTheirNewPartitions() {
    ManualClock clock = new ManualClock(1_700_000_000_000_000L);
    try (EngineDriver driver = new EngineDriver(inMemory(2).withClock(clock))) {
      driver.createTable();
      driver.expire(true);
      for (int i = 0; i < 40; i++) {
        driver.putAsync(EngineDriver.item("k" + i, "s", null, null, 1_700_001_000L)).join();
      }
      driver.put("stays", "s", null, null, "v");
      for (PartitionRange range : driver.table(EngineDriver.TABLE).partitions()) {
        split(driver, range.id(), range.firstHash() + (1L << 61));
      }
      assertThat(driver.scan(null)).hasSize(41);

      clock.advanceHours(1);

      EngineDriver.await(() -> driver.scan(null).size() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void transactionsGoOnWhilePartitionsSplit(int workers) throws Exception {
    System.out.println("splits under transactions: seed " + seed);
    Random random = new Random(seed);
    int accounts = 12;
    try (Engine engine = Engine.open(inMemory(workers));
        Bank bank = new Bank(engine);
        Bank other = new Bank(engine)) {
      bank.found(accounts);
      AtomicBoolean over = new AtomicBoolean();
      AtomicLong carriedOut = new AtomicLong();
      ExecutorService threads = Executors.newFixedThreadPool(2);
      CompletableFuture<Void> transfers =
          CompletableFuture.runAsync(
              () -> transfer(bank, new Random(seed), accounts, over, carriedOut), threads);
      CompletableFuture<Void> reads =
          CompletableFuture.runAsync(() -> readAll(other, accounts, over), threads);

      RandomSplits splits = new RandomSplits(random, "accounts");
      int done = 0;
      for (int i = 0; i < 12 && !transfers.isDone() && !reads.isDone(); i++) {
        done += splits.begin(engine).get(30, TimeUnit.SECONDS) instanceof Done ? 1 : 0;
      }

      over.set(true);
      transfers.get(30, TimeUnit.SECONDS);
      reads.get(30, TimeUnit.SECONDS);
      threads.shutdown();
      assertThat(done).as("splits").isPositive();
      assertThat(carriedOut.get()).isPositive();
      assertThat(sum(bank, accounts)).isEqualTo(100 * accounts);
    }
  }

  /** Each request twice, the second time by its token: it must be known. */
  private static void transfer(
      Bank bank, Random random, int accounts, AtomicBoolean over, AtomicLong carriedOut) {
    for (int i = 0; !over.get(); i++) {
      int from = random.nextInt(accounts);
      int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
      int amount = 1 + random.nextInt(20);
      Bank.Outcome outcome =
          bank.write("t" + i, bank.withdraw(from, amount), bank.deposit(to, amount));
      assertThat(outcome.isDone() || outcome.isRefused()).as("%s", outcome).isTrue();
      if (outcome.isDone()) {
        carriedOut.incrementAndGet();
        Bank.Outcome again =
            bank.write("t" + i, bank.withdraw(from, amount), bank.deposit(to, amount));
        assertThat(again.isDone() && again.replayed()).as("%s", again).isTrue();
      }
    }
  }

  private static void readAll(Bank bank, int accounts, AtomicBoolean over) {
    while (!over.get()) {
      int sum = sum(bank, accounts);
      assertThat(sum == 100 * accounts || sum < 0).as("sum %d", sum).isTrue();
    }
  }

  /** -1 when transactions are under way. */
  private static int sum(Bank bank, int accounts) {
    int[] all = new int[accounts];
    for (int i = 0; i < accounts; i++) {
      all[i] = i;
    }
    List<Integer> balances = bank.read(all);
    return balances == null ? -1 : balances.stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void everyRequestIsAnsweredRightWhilePartitionsSplit() throws Exception {
    System.out.println("splits under requests: seed " + seed);
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data).withWorkers(2))) {
      driver.createTable();
      List<String> stable = new ArrayList<>();
      for (int i = 0; i < STABLE; i++) {
        driver.put("stable" + i, "s", "g" + i % 7, "l", "v");
        stable.add("stable" + i + "/s/g" + i % 7 + "/l/v");
      }
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

      RandomSplits splits = new RandomSplits(new Random(seed), EngineDriver.TABLE);
      long longestNs = 0;
      int done = 0;
      for (int i = 0; i < 10 && traffic.stream().noneMatch(CompletableFuture::isDone); i++) {
        if (splits.begin(driver.engine()).get(30, TimeUnit.SECONDS) instanceof Done split) {
          longestNs = Math.max(longestNs, split.closed().totalNs());
          done++;
        }
      }

      over.set(true);
      for (CompletableFuture<Void> thread : traffic) {
        thread.get(30, TimeUnit.SECONDS);
      }
      threads.shutdown();
      assertThat(done).isPositive();
      List<String> expected = new ArrayList<>(stable);
      for (Traffic writer : writers) {
        expected.addAll(writer.items.values());
      }
      assertThat(driver.scan(null)).containsExactlyInAnyOrderElementsOf(expected);
      List<String> entries =
          expected.stream().filter(i -> !i.split("/", -1)[2].equals("-")).toList();
      try {
        EngineDriver.await(() -> sorted(driver.scan("by-g")).equals(sorted(entries)));
      } catch (AssertionError late) {
        assertThat(driver.scan("by-g")).containsExactlyInAnyOrderElementsOf(entries);
        throw late;
      }
      System.out.printf(
          "%d splits: closed for at most %d µs; slowest of %d writes %d µs%n",
          done,
          TimeUnit.NANOSECONDS.toMicros(longestNs),
          writers[0].writes + writers[1].writes,
          TimeUnit.NANOSECONDS.toMicros(Math.max(writers[0].slowestNs, writers[1].slowestNs)));
    }
  }

  private static List<String> sorted(List<String> items) {
    return items.stream().sorted().toList();
  }

  /** Each item that is always there is seen once, by every scan. */
  private static void scan(EngineDriver driver, List<String> stable, AtomicBoolean over) {
    while (!over.get()) {
      List<String> seen = driver.scan(null);
      seen.removeIf(item -> !item.startsWith("stable"));
      assertThat(seen).containsExactlyInAnyOrderElementsOf(stable);
      List<String> local = driver.scan("by-l");
      local.removeIf(item -> !item.startsWith("stable"));
      assertThat(local).hasSameSizeAs(stable);
    }
  }

  /** Writes of one client and reads of what it has written. */
  private static final class Traffic {
    private final EngineDriver driver;
    private final String name;
    private final Random random;
    private final Map<String, String> items = new TreeMap<>();
    private long slowestNs;
    private int writes;

    Traffic(EngineDriver driver, String name, long seed) {
      this.driver = driver;
      this.name = name;
      this.random = new Random(seed);
    }

    void run(AtomicBoolean over) {
      while (!over.get()) {
        String pk = name + random.nextInt(40);
        long startNs = System.nanoTime();
        if (random.nextInt(4) == 0) {
          driver.delete(pk, "s");
          items.remove(pk);
        } else {
          String g = random.nextInt(3) == 0 ? null : "g" + random.nextInt(5);
          driver.put(pk, "s", g, null, "v" + writes);
          items.put(pk, pk + "/s/" + (g == null ? "-" : g) + "/-/v" + writes);
        }
        slowestNs = Math.max(slowestNs, System.nanoTime() - startNs);
        writes++;
        String read = name + random.nextInt(40);
        String expected = items.get(read);
        assertThat(driver.get(read, "s"))
            .isEqualTo(expected == null ? null : expected.split("/", -1)[4]);
      }
    }
  }

  private static List<String> fill(EngineDriver driver, int items) {
    for (int i = 0; i < items; i++) {
      driver.put("k" + i, "s" + i, "g" + i % 5, "l" + i % 3, "v" + i + "of" + items);
    }
    return driver.scan(null);
  }

  private static Done split(EngineDriver driver, long partition, long hash) {
    return (Done) driver.engine().splitPartition(EngineDriver.TABLE, partition, hash).join();
  }
}
