package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.segment.SegmentConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Backups, restores and a remembered past in an engine that crashes again and again: what was
 * acknowledged is there, whole, and nothing half made is ever seen.
 */
final class BackupScenario {
  private static final int KEYS = 30;
  private static final int MAX_OPERATIONS = 250;
  private static final int MAX_STEPS = 25;
  private static final int NEVER = Integer.MAX_VALUE;

  private final Random random;
  private final AtomicLong micros = new AtomicLong(TimeUnit.SECONDS.toMicros(1_800_000_000L));
  private final EngineConfig config;

  /** What backups have, by their ids; those that were acknowledged and those that were begun. */
  private final Map<String, List<String>> available = new TreeMap<>();

  private final Map<String, List<String>> begun = new TreeMap<>();
  private final Set<String> mayBeDeleted = new HashSet<>();

  /** What tables that are restored will have, by their names; of some nobody heard. */
  private final Map<String, List<String>> restoring = new TreeMap<>();

  private final Set<String> mayBeRestoring = new HashSet<>();

  /** What the table had at the beginning of seconds, epoch milliseconds. */
  private final NavigableMap<Long, List<String>> past = new TreeMap<>();

  private final RandomSplits splits;
  private CrashableStore store;
  private EngineDriver driver;
  private int copies;
  private int restored;
  private int splitsDone;

  BackupScenario(Random random, CrashableStore store) {
    this.random = random;
    this.splits = new RandomSplits(random, EngineDriver.TABLE);
    this.store = store;
    this.config =
        EngineConfig.inMemory()
            .withDurability(new Durability.Sync())
            .withClock(micros::get)
            .withSizes(
                EngineSizes.standard()
                    .withWorkers(1 + random.nextInt(2))
                    .withPartitionsPerTable(1 + random.nextInt(2))
                    .withCheckpointBytes(1L << (11 + random.nextInt(4))))
            .withSegments(new SegmentConfig(4096, 4096 << random.nextInt(2), null))
            .withLog(new CommitLogConfig(16 << 10, 128 << 10, 1 + random.nextInt(4096), 2, 0));
    this.driver = open();
    driver.createTable();
    driver.engine().keepPast(EngineDriver.TABLE, 35).join();
  }

  private EngineDriver open() {
    return new EngineDriver(config.withStore(store.files()));
  }

  /** Works and crashes so often; returns how many tables were restored. */
  int run(int crashes) {
    for (int i = 0; i < crashes; i++) {
      store.crashAfter(1 + random.nextInt(MAX_OPERATIONS));
      boolean going = true;
      for (int step = 0; step < MAX_STEPS && going; step++) {
        going = step();
      }
      crash();
      check();
    }
    driver.close();
    return restored;
  }

  /** Does something; false when it was not acknowledged. */
  private boolean step() {
    return switch (random.nextInt(11)) {
      case 0 -> backUp();
      case 1 -> restoreBackup();
      case 2 -> restorePast();
      case 3 -> deleteBackup();
      case 4, 5 -> split();
      case 6 -> sweep();
      default -> write();
    };
  }

  private boolean write() {
    List<CompletableFuture<Boolean>> replies = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      micros.incrementAndGet();
      String pk = "p" + random.nextInt(KEYS);
      replies.add(
          random.nextInt(4) == 0
              ? driver.delete(EngineDriver.TABLE, EngineDriver.key(pk, "s"), () -> {})
              : driver.putAsync(
                  EngineDriver.item(pk, "s", "g", "l", "x".repeat(random.nextInt(200)) + i)));
    }
    boolean all = true;
    for (CompletableFuture<Boolean> reply : replies) {
      all &= isAcknowledged(reply);
    }
    if (all) {
      remember();
    }
    return all;
  }

  /** Goes on to the next second, and remembers what there is at its beginning. */
  private void remember() {
    long second = TimeUnit.MICROSECONDS.toSeconds(micros.get()) + 1;
    micros.set(TimeUnit.SECONDS.toMicros(second));
    past.put(TimeUnit.SECONDS.toMillis(second), driver.scan(null));
  }

  private boolean backUp() {
    CompletableFuture<Backup> backup = driver.engine().backUp(EngineDriver.TABLE, "some");
    if (!isAcknowledged(backup)) {
      return false;
    }
    String id = backup.join().id();
    begun.put(id, driver.scan(null));
    EngineDriver.await(() -> driver.isAvailable(id) || store.isOver());
    if (driver.isAvailable(id)) {
      available.put(id, Objects.requireNonNull(begun.remove(id)));
    }
    return !store.isOver();
  }

  private boolean split() {
    CompletableFuture<SplitOutcome> split = splits.begin(driver.engine());
    EngineDriver.await(() -> split.isDone() || store.isOver());
    splitsDone += split.getNow(null) instanceof SplitOutcome.Done ? 1 : 0;
    return !store.isOver();
  }

  /** Lets what was split a while ago go, but for its past. */
  private boolean sweep() {
    micros.addAndGet(TimeUnit.MINUTES.toMicros(2));
    CompletableFuture<Void> swept = CompletableFuture.runAsync(driver.engine()::sweep);
    EngineDriver.await(() -> swept.isDone() || store.isOver());
    return !store.isOver();
  }

  /** How many partitions were split. */
  int splitsDone() {
    return splitsDone;
  }

  private boolean restoreBackup() {
    String id = any(available.keySet());
    return id == null || restore(new RestoredFrom(id, EngineDriver.TABLE, 0), of(available, id));
  }

  private boolean restorePast() {
    Long timeMs = any(past.headMap(past.isEmpty() ? 0L : past.lastKey()).keySet());
    return timeMs == null
        || restore(new RestoredFrom(null, EngineDriver.TABLE, timeMs), of(past, timeMs));
  }

  private boolean restore(RestoredFrom from, List<String> items) {
    String name = "copy" + copies++;
    restoring.put(name, items);
    boolean acknowledged =
        isAcknowledged(driver.engine().restoreTable(EngineDriver.restored(name, from)));
    if (!acknowledged) {
      mayBeRestoring.add(name);
    }
    return acknowledged;
  }

  private boolean deleteBackup() {
    String id = any(available.keySet());
    if (id == null) {
      return true;
    }
    CompletableFuture<Backup> deleted = driver.engine().deleteBackup(id);
    if (isAcknowledged(deleted)) {
      available.remove(id);
      return true;
    }
    mayBeDeleted.add(id);
    return !store.isOver(); // or it is in use
  }

  private static <K> List<String> of(Map<K, List<String>> items, K key) {
    return Objects.requireNonNull(items.get(key));
  }

  private <T> @Nullable T any(Set<T> all) {
    List<T> choices = List.copyOf(all);
    return choices.isEmpty() ? null : choices.get(random.nextInt(choices.size()));
  }

  private static boolean isAcknowledged(CompletableFuture<?> reply) {
    try {
      reply.join();
      return true;
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOfAny(RequestException.class, StorageException.class);
      return false;
    }
  }

  private void crash() {
    store = end();
    while (true) {
      if (random.nextInt(3) == 0) {
        store.crashAfter(1 + random.nextInt(80));
      }
      try {
        driver = open();
      } catch (RuntimeException e) {
        if (!store.isOver()) {
          throw e;
        }
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
    CrashableStore left = store.crash();
    try {
      driver.close();
    } catch (StorageException e) {
      assertThat(store.isOver()).isTrue();
    }
    assertThat(store.open()).as("files open after a crash").isZero();
    return left;
  }

  private void check() {
    driver.awaitActive();
    checkBackups();
    for (Map.Entry<String, List<String>> copy : restoring.entrySet()) {
      if (!mayBeRestoring.contains(copy.getKey()) || driver.engine().table(copy.getKey()) != null) {
        checkCopy(copy.getKey(), copy.getValue());
      }
    }
    restoring.clear();
    mayBeRestoring.clear();
    EngineDriver.await(() -> store.files().list(config.data().resolve("tasks")).isEmpty());
    if (past.size() > 1) {
      remember();
      assertThat(restorePast()).isTrue();
      Map.Entry<String, List<String>> copy = Map.copyOf(restoring).entrySet().iterator().next();
      checkCopy(copy.getKey(), copy.getValue());
      restoring.clear();
    }
  }

  private void checkBackups() {
    NavigableMap<String, Backup> found = driver.engine().backups();
    for (String id : mayBeDeleted) {
      if (!found.containsKey(id)) {
        available.remove(id);
      }
    }
    mayBeDeleted.clear();
    begun.forEach(
        (id, items) -> {
          if (found.containsKey(id)) {
            available.put(id, items);
          }
        });
    begun.clear();
    assertThat(found.keySet()).isEqualTo(available.keySet());
    assertThat(found.values()).allMatch(Backup::available);
    assertThat(store.files().list(config.data().resolve("backups"))).hasSize(available.size());
    if (!available.isEmpty() && random.nextBoolean()) {
      assertThat(restoreBackup()).isTrue();
    }
  }

  private void checkCopy(String name, List<String> items) {
    driver.awaitActive(name);
    assertThat(driver.scan(name, null)).containsExactlyInAnyOrderElementsOf(items);
    assertThat(driver.scan(name, "by-g")).containsExactlyInAnyOrderElementsOf(items);
    assertThat(driver.scan(name, "by-l")).containsExactlyInAnyOrderElementsOf(items);
    driver.engine().deleteTable(name).join();
    EngineDriver.await(() -> driver.engine().table(name) == null);
    restored++;
  }
}
