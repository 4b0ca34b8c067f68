package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.backup.ChangeCursor;
import dev.stator.core.backup.ItemCursor;
import dev.stator.core.backup.KeyRange;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.model.Note;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
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
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What exports read of a table with a random past, against what was there. */
class ExportSourcesTest {
  private static final int KEYS = 40;
  private static final int SECONDS = Integer.getInteger("stator.seconds", 40);
  private static final int CHANGES_PER_SECOND = 40;
  private static final Note NOTE = new Note("export/1", "begun");

  private final long seed = Long.getLong("stator.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final FileStore store = new MemoryFileStore();
  private final AtomicLong micros = new AtomicLong(TimeUnit.SECONDS.toMicros(1_800_000_000L));
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

  /** The items at the beginning of seconds, by their keys. */
  private final NavigableMap<Long, Map<String, String>> model = new TreeMap<>();

  /** The seconds in which keys were written or removed last before each of these. */
  private final NavigableMap<Long, Map<String, Long>> written = new TreeMap<>();

  private final RandomSplits splits = new RandomSplits(random, EngineDriver.TABLE);
  private final Map<String, String> items = new TreeMap<>();
  private final Map<String, Long> writtenSeconds = new TreeMap<>();
  private int version;

  /** An item that has changed, before and after, and in which second. */
  private record Changed(@Nullable String before, @Nullable String after, long second) {}

  @Test
  void tellsTheItemsOfASecondAndWhatChangedBetweenTwo() {
    System.out.println("exports of a random past: seed " + seed);
    int splitsDone = 0;
    EngineDriver driver = new EngineDriver(config);
    try {
      driver.createTable();
      enable(driver);
      for (int second = 0; second < SECONDS; second++) {
        remember();
        boolean splits = random.nextInt(4) == 0;
        CompletableFuture<SplitOutcome> split =
            splits ? this.splits.begin(driver.engine()) : new CompletableFuture<>();
        change(driver);
        splitsDone += splits && split.join() instanceof SplitOutcome.Done ? 1 : 0;
        if (random.nextInt(12) == 0) {
          micros.addAndGet(TimeUnit.MINUTES.toMicros(1));
          driver.engine().sweep(); // of what was split, only the past is needed any more
        }
        if (random.nextInt(12) == 0) {
          driver.close();
          driver = new EngineDriver(config);
        }
      }
      remember();
      assertThat(splitsDone).as("splits").isPositive();
      for (int i = 0; i < 12; i++) {
        check(driver, anySecond(), anySecond());
      }
      check(driver, model.firstKey(), model.lastKey());
    } catch (RuntimeException | Error e) {
      throw new AssertionError("-Dstator.seed=" + seed, e);
    } finally {
      driver.close();
    }
  }

  @Test
  void staysOverARestartUntilItIsDropped() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      enable(driver);
      driver.put("p", "s", null, null, "v");
      driver.engine().keepForExport(EngineDriver.TABLE, "1", micros.get(), NOTE).join();
      driver.engine().deleteTable(EngineDriver.TABLE).join();
    }

    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(driver.engine().notes().values()).containsExactly(NOTE);
      assertThat(driver.engine().keptForExports()).containsExactly("1");
      assertThat(items(driver.engine().openForExport("1"), Snapshot.ALL)).containsValue("p/s/v");
      driver.engine().dropForExport("1").join();
      assertThat(driver.engine().keptForExports()).isEmpty();
      assertThat(store.list(Path.of("/data/exports"))).isEmpty();
    }
  }

  @Test
  void refusesWhatCannotBeRead() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();

      assertRefused(driver, micros.get(), ErrorCode.POINT_IN_TIME_RECOVERY_UNAVAILABLE);
      enable(driver);
      assertRefused(driver, micros.get() - 1_000_000, ErrorCode.INVALID_EXPORT_TIME);
      assertThat(driver.engine().notes()).isEmpty();
    }
  }

  private void assertRefused(EngineDriver driver, long fromMicros, ErrorCode code) {
    var kept = driver.engine().keepForExport(EngineDriver.TABLE, "1", fromMicros, NOTE);
    assertThatThrownBy(kept::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static void enable(EngineDriver driver) {
    driver.engine().keepPast(EngineDriver.TABLE, 35).join();
  }

  private void change(EngineDriver driver) {
    List<CompletableFuture<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < CHANGES_PER_SECOND; i++) {
      micros.addAndGet(1 + random.nextInt(1000));
      String key = "p" + random.nextInt(KEYS);
      if (random.nextInt(3) == 0) {
        writes.add(driver.delete(EngineDriver.TABLE, EngineDriver.key(key, "s"), () -> {}));
        if (items.remove(key) != null) {
          writtenSeconds.put(key, TimeUnit.MICROSECONDS.toSeconds(micros.get()));
        }
      } else {
        String v = "v" + version++;
        writes.add(driver.putAsync(EngineDriver.item(key, "s", null, null, v)));
        items.put(key, key + "/s/" + v);
        writtenSeconds.put(key, TimeUnit.MICROSECONDS.toSeconds(micros.get()));
      }
    }
    writes.forEach(CompletableFuture::join);
    micros.set(TimeUnit.SECONDS.toMicros(TimeUnit.MICROSECONDS.toSeconds(micros.get()) + 1));
  }

  private void remember() {
    model.put(micros.get(), new TreeMap<>(items));
    written.put(micros.get(), new TreeMap<>(writtenSeconds));
  }

  private long anySecond() {
    List<Long> seconds = List.copyOf(model.keySet());
    return seconds.get(random.nextInt(seconds.size()));
  }

  private void check(EngineDriver driver, long one, long other) {
    long from = Math.min(one, other);
    long until = Math.max(one, other);
    Snapshot snapshot =
        driver.engine().keepForExport(EngineDriver.TABLE, "1", from - 1, NOTE).join();
    try {
      assertThat(items(snapshot, from - 1)).as("at %d", from).isEqualTo(itemsAt(from));
      assertThat(items(snapshot, until - 1)).as("at %d", until).isEqualTo(itemsAt(until));
      assertThat(changes(snapshot, from - 1, until - 1))
          .as("from %d until %d", from, until)
          .isEqualTo(expected(from, until));
      checkOneKey(snapshot, from, until);
    } finally {
      driver.engine().dropForExport("1").join();
    }
  }

  private void checkOneKey(Snapshot snapshot, long from, long until) {
    String key = "p" + random.nextInt(KEYS);
    KeyRange range = rangeOf(key);
    Map<String, String> one = new TreeMap<>(itemsAt(until));
    one.keySet().retainAll(Set.of(key));
    Map<String, Changed> changed = expected(from, until);
    changed.keySet().retainAll(Set.of(key));

    assertThat(items(snapshot, until - 1, range)).as("%s at %d", key, until).isEqualTo(one);
    assertThat(changes(snapshot, from - 1, until - 1, range))
        .as("%s from %d until %d", key, from, until)
        .isEqualTo(changed);
  }

  private static KeyRange rangeOf(String pk) {
    Slice item = EngineDriver.key(pk, "s");
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), "pk");
    Slice hash = new Slice(item.buffer(), value, ValueScanner.length(item.buffer(), value));
    return KeyBounds.ofSnapshot(new KeyCondition(List.of(hash), List.of(), null));
  }

  private Map<String, Changed> expected(long from, long until) {
    Map<String, Changed> expected = new TreeMap<>();
    Map<String, String> old = itemsAt(from);
    Map<String, String> present = itemsAt(until);
    Map<String, Long> seconds = written.getOrDefault(until, Map.of());
    Set<String> keys = new HashSet<>(old.keySet());
    keys.addAll(present.keySet());
    for (String key : keys) {
      String before = old.get(key);
      String after = present.get(key);
      if (!Objects.equals(before, after)) {
        expected.put(key, new Changed(before, after, seconds.getOrDefault(key, 0L)));
      }
    }
    return expected;
  }

  private Map<String, String> itemsAt(long second) {
    return model.getOrDefault(second, Map.of());
  }

  private static Map<String, String> items(Snapshot snapshot, long untilMicros) {
    return items(snapshot, untilMicros, KeyRange.ALL);
  }

  private static Map<String, String> items(Snapshot snapshot, long untilMicros, KeyRange keys) {
    Map<String, String> found = new TreeMap<>();
    for (int i = 0; i < snapshot.partitions(); i++) {
      try (ItemCursor items = snapshot.items(i, untilMicros, keys, length -> {})) {
        while (items.next()) {
          String item = text(items.buffer(), items.itemOffset(), items.itemLength());
          found.put(item.substring(0, item.indexOf('/')), item);
        }
      }
    }
    return found;
  }

  private static Map<String, Changed> changes(Snapshot snapshot, long from, long until) {
    return changes(snapshot, from, until, KeyRange.ALL);
  }

  private static Map<String, Changed> changes(
      Snapshot snapshot, long from, long until, KeyRange keys) {
    Map<String, Changed> found = new TreeMap<>();
    for (int i = 0; i < snapshot.partitions(); i++) {
      try (ChangeCursor changes = snapshot.changes(i, from, until, keys, length -> {})) {
        while (changes.next()) {
          String before =
              changes.hasOld()
                  ? text(changes.oldBuffer(), changes.oldOffset(), changes.oldLength())
                  : null;
          String after =
              changes.hasNew()
                  ? text(changes.newBuffer(), changes.newOffset(), changes.newLength())
                  : null;
          String any = Objects.requireNonNull(after == null ? before : after);
          found.put(
              any.substring(0, any.indexOf('/')),
              new Changed(
                  before, after, TimeUnit.MICROSECONDS.toSeconds(changes.timestampMicros())));
        }
      }
    }
    return found;
  }

  private static String text(DirectBuffer buffer, int offset, int length) {
    Slice item = new Slice(buffer, offset, length);
    return EngineDriver.string(item, "pk") + "/s/" + EngineDriver.string(item, "v");
  }
}
