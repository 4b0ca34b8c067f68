package dev.stator.core.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.StreamView;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeReaderTest {
  private static final long FIRST = SegmentLog.FIRST_LOCATION;
  private static final long OPEN = Long.MAX_VALUE;
  private static final long EVER = Long.MIN_VALUE;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final PageArena arena = new PageArena(4096);
  private final Partition partition =
      Partition.open(
          new MemoryFileStore(),
          new PartitionConfig(
              1,
              Path.of("/data/partitions/1"),
              RandomCommands.KEYS,
              RandomCommands.LOCAL_INDEXES,
              new SegmentConfig(4096, 16 << 10, null)),
          PartitionState.empty(1),
          arena);
  private final SegmentLog log = partition.log();
  private final ChangeReader reader = new ChangeReader();
  private final Reply reply = new Reply();
  private final RecordView view = new RecordView();
  private long sequence;

  /** A change; items as sorted attributes, null for none. */
  private record Change(
      String key, @Nullable String before, @Nullable String after, ChangeKind kind) {}

  @AfterEach
  void close() {
    partition.close();
    arena.close();
  }

  @Test
  void tellsWhatEveryCommandHasChanged() {
    RandomCommands commands = new RandomCommands(random);
    List<Set<Change>> expected = new ArrayList<>();
    Map<String, String> before = contents();
    for (int i = 0; i < 2000; i++) {
      CommandView command = new CommandView().wrap(new UnsafeBuffer(commands.step()), 0);
      partition.apply(command, new Reply());
      Map<String, String> after = contents();
      boolean expires = command.type() == CommandDescriptor.EXPIRE;
      expected.add(changes(before, after, expires ? ChangeKind.EXPIRE : ChangeKind.REMOVE));
      before = after;
    }

    List<Change> told = new ArrayList<>();
    long position = FIRST;
    while (position < log.head()) {
      long next = read(page(position, 1 + random.nextInt(5)), log.head());
      assertThat(next).isGreaterThan(position);
      position = next;
      told.addAll(told());
    }

    int from = 0;
    for (Set<Change> ofOneCommand : expected) {
      int to = from + ofOneCommand.size();
      assertThat(told.size()).as("seed %d", seed).isGreaterThanOrEqualTo(to);
      assertThat(new HashSet<>(told.subList(from, to))).as("seed %d", seed).isEqualTo(ofOneCommand);
      from = to;
    }
    assertThat(told).as("seed %d", seed).hasSize(from).hasSizeGreaterThan(300);
  }

  private static Set<Change> changes(
      Map<String, String> before, Map<String, String> after, ChangeKind removal) {
    Set<String> keys = new HashSet<>(before.keySet());
    keys.addAll(after.keySet());
    Set<Change> changes = new HashSet<>();
    for (String key : keys) {
      String old = before.get(key);
      String now = after.get(key);
      if (old == null || !old.equals(now)) {
        ChangeKind kind = old == null ? ChangeKind.INSERT : ChangeKind.MODIFY;
        changes.add(new Change(key, old, now, now == null ? removal : kind));
      }
    }
    return changes;
  }

  @Test
  void tellsNothingBehindWhatIsReleasedOrBehindTheEnd() {
    List<Long> locations = putMany(100);
    for (int i = 1; i < 100; i++) {
      long bound = locations.get(i);

      assertThat(read(page(FIRST, 1000), bound)).isLessThanOrEqualTo(bound);
      assertThat(reply.count()).isEqualTo(i);
      read(page(new ChangeRead.Range(FIRST, bound, EVER), FIRST, false), log.head());
      assertThat(reply.count()).isEqualTo(i);
    }
  }

  @Test
  void passesCopiesAndTellsWhatExpired() {
    long put = append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, 0, item("a", 1));
    long copy = append(RecordDescriptor.PUT, RecordDescriptor.COPY, put, item("a", 1));
    append(RecordDescriptor.TOMBSTONE, RecordDescriptor.EXPIRED, copy, item("a", 1));

    read(page(FIRST, 10), log.head());

    assertThat(told())
        .extracting(Change::kind)
        .containsExactly(ChangeKind.INSERT, ChangeKind.EXPIRE);
  }

  @Test
  void tellsNothingOfAPutThatMovesAttributesOnly() {
    Slice item = item("a", 7);
    Slice moved = moved(item);
    long put = append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, 0, item);
    long same = append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, put, moved);
    append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, same, item("a", 8));

    read(page(FIRST, 10), log.head());

    assertThat(told())
        .extracting(Change::kind)
        .containsExactly(ChangeKind.INSERT, ChangeKind.MODIFY);
  }

  @Test
  void tellsOfEachViewWhatItHas() {
    Slice item = item("a", 7);
    int size = ItemScanner.size(item.buffer(), 0, item.length());
    long put = append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, 0, item);
    append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, put, item("a", 8));
    Map<StreamView, Integer> sizes = new HashMap<>();

    for (StreamView view : StreamView.values()) {
      read(
          new ChangeRead.Page(new ChangeRead.Range(FIRST, OPEN, EVER), FIRST, false, 9, view),
          log.head());
      ChangeView change = new ChangeView(reply);
      assertThat(change.next()).isTrue();
      assertThat(change.next()).isTrue();
      assertThat(change.oldImage() != null).isEqualTo(view.hasOldImage());
      assertThat(change.newImage() != null).isEqualTo(view.hasNewImage());
      assertThat(text(change.key())).doesNotContain("v=");
      sizes.put(view, change.size());
    }

    int keys = "pk".length() + 1 + "n".length() + 2;
    assertThat(sizes)
        .containsEntry(StreamView.KEYS_ONLY, keys)
        .containsEntry(StreamView.OLD_IMAGE, keys + size)
        .containsEntry(StreamView.NEW_IMAGE, keys + size)
        .containsEntry(StreamView.NEW_AND_OLD_IMAGES, keys + 2 * size);
  }

  @Test
  void endsAPageBeforeItHasMoreThanAMegabyte() {
    String large = "x".repeat(300_000);
    for (int i = 0; i < 7; i++) {
      append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, 0, item("k" + i, large));
    }

    long second = read(page(FIRST, 1000), log.head());
    assertThat(reply.count()).isEqualTo(3);
    long third = read(page(second, 1000), log.head());
    assertThat(reply.count()).isEqualTo(3);
    assertThat(read(page(third, 1000), log.head())).isEqualTo(log.head());
    assertThat(reply.count()).isEqualTo(1);
  }

  @Test
  void looksAtABoundedNumberOfRecordsAtOnce() {
    Slice item = item("a", 1);
    long location = append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, 0, item);
    for (int i = 0; i < 2 * ChangeReader.MAX_RECORDS; i++) {
      location = append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, location, item);
    }

    long second = read(page(FIRST, 1000), log.head());
    assertThat(reply.count()).isEqualTo(1);
    assertThat(second).isLessThan(log.head());
    long third = read(page(second, 1000), log.head());
    assertThat(reply.count()).isZero();
    assertThat(third).isGreaterThan(second).isLessThan(log.head());
    assertThat(read(page(third, 1000), log.head())).isEqualTo(log.head());
  }

  @Test
  void passesTrimmedChangesAtTheHorizonAndRefusesThemElsewhere() {
    List<Long> locations = putMany(400);
    for (int i = 1; i < 400; i += 7) {
      ChangeRead.Range range = new ChangeRead.Range(FIRST, OPEN, timeOf(locations.get(i)));

      read(page(range, FIRST, true), log.head());
      ChangeView first = new ChangeView(reply);
      assertThat(first.next()).isTrue();
      assertThat(first.location()).isEqualTo(locations.get(i));

      read(page(range, locations.get(i), false), log.head());
      assertThat(reply.count()).isPositive();
      read(page(range, locations.get(i - 1), false), log.head());
      assertThat(reply.error()).isEqualTo(ErrorCode.TRIMMED_DATA_ACCESS);
      reader.read(
          partition, new ChangeRead.SeekChange(range, locations.get(i - 1), false), 0, fresh());
      assertThat(reply.error()).isEqualTo(ErrorCode.TRIMMED_DATA_ACCESS);
    }
  }

  @Test
  void findsChangesByTheirLocationsAndNothingElsewhere() {
    Set<Long> locations = new HashSet<>(putMany(200));
    ChangeRead.Range range = new ChangeRead.Range(FIRST, OPEN, EVER);

    for (int i = 0; i < 4 * 1024 * 8; i++) {
      long location = (random.nextLong(1, 6) << 32) + 4L * random.nextInt(5000);
      reader.read(partition, new ChangeRead.SeekChange(range, location, false), 0, fresh());
      if (locations.contains(location)) {
        assertThat(reply.position()).isEqualTo(location);
      } else {
        assertThat(reply.error()).isEqualTo(ErrorCode.VALIDATION);
      }
    }
    for (long location : new long[] {Long.MIN_VALUE, -1, 0, 1, 3L << 40, OPEN - 1}) {
      reader.read(partition, new ChangeRead.SeekChange(range, location, true), 0, fresh());
      assertThat(reply.error()).isEqualTo(ErrorCode.VALIDATION);
    }
  }

  @Test
  void findsTheStartAndTheEndOfAShardAlsoWhereNoRecordIs() {
    putMany(10);
    long middle = log.head();
    ChangeRead.Range empty = new ChangeRead.Range(middle, middle, EVER);

    reader.read(partition, new ChangeRead.SeekChange(empty, middle, true), middle, fresh());
    assertThat(reply.position()).isEqualTo(middle);
    reader.read(partition, new ChangeRead.SeekLatest(empty), middle, fresh());
    assertThat(reply.position()).isEqualTo(middle);
    List<Long> later = putMany(10);
    ChangeRead.Range rest = new ChangeRead.Range(middle, OPEN, EVER);

    reader.read(partition, new ChangeRead.SeekLatest(rest), later.get(3), fresh());
    assertThat(reply.position()).isEqualTo(later.get(3));
    reader.read(partition, new ChangeRead.SeekLatest(rest), FIRST, fresh());
    assertThat(reply.position()).isEqualTo(middle);
  }

  private Reply fresh() {
    reply.clear();
    return reply;
  }

  private long read(ChangeRead page, long released) {
    reader.read(partition, page, released, fresh());
    return reply.position();
  }

  private static ChangeRead page(long position, int limit) {
    return new ChangeRead.Page(
        new ChangeRead.Range(FIRST, OPEN, EVER),
        position,
        false,
        limit,
        StreamView.NEW_AND_OLD_IMAGES);
  }

  private static ChangeRead page(ChangeRead.Range range, long position, boolean skips) {
    return new ChangeRead.Page(range, position, skips, 1000, StreamView.KEYS_ONLY);
  }

  private List<Change> told() {
    List<Change> changes = new ArrayList<>();
    ChangeView view = new ChangeView(reply);
    while (view.next()) {
      Slice old = view.oldImage();
      Slice now = view.newImage();
      changes.add(
          new Change(
              text(view.key()),
              old == null ? null : text(old),
              now == null ? null : text(now),
              view.kind()));
    }
    return changes;
  }

  /** Puts so many items and gives their locations. */
  private List<Long> putMany(int count) {
    List<Long> locations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      locations.add(
          append(RecordDescriptor.PUT, RecordDescriptor.NO_FLAGS, 0, item("k" + i, "v" + i)));
    }
    return locations;
  }

  private long timeOf(long location) {
    log.cursor(location).next(view);
    return view.timestampMicros();
  }

  private long append(byte type, byte flags, long previous, Slice item) {
    sequence++;
    boolean put = type == RecordDescriptor.PUT;
    int size = put ? ItemScanner.size(item.buffer(), item.offset(), item.length()) : 0;
    return log.append(
        type,
        flags,
        sequence,
        1000 + sequence,
        previous,
        size,
        item.buffer(),
        item.offset(),
        8,
        item.buffer(),
        item.offset(),
        put ? item.length() : 0);
  }

  private static Slice item(String pk, int v) {
    return item(pk, Integer.toString(v));
  }

  private static Slice item(String pk, String v) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("pk");
    writer.string(pk);
    writer.name("n");
    writer.number("5");
    writer.name("v");
    writer.string(v);
    return new Slice(buffer, 0, writer.position());
  }

  /** The same item with its first attribute at the end. */
  private static Slice moved(Slice item) {
    AttributeCursor cursor = new AttributeCursor().wrap(item.buffer(), 0, item.length());
    cursor.next();
    int first = cursor.valueOffset() + cursor.valueLength();
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    buffer.putBytes(0, item.buffer(), first, item.length() - first);
    buffer.putBytes(item.length() - first, item.buffer(), 0, first);
    return new Slice(buffer, 0, item.length());
  }

  /** All items by their keys. */
  private Map<String, String> contents() {
    Map<String, String> items = new HashMap<>();
    RecordCursor cursor = log.cursor(0);
    Map<String, Slice> last = new TreeMap<>();
    while (cursor.next(view)) {
      UnsafeBuffer key = new UnsafeBuffer(view.buffer(), view.keyOffset(), view.keyLength());
      if (view.type() == RecordDescriptor.PUT) {
        last.put(hex(key), new Slice(view.buffer(), view.itemOffset(), view.itemLength()));
      } else if (view.type() == RecordDescriptor.TOMBSTONE) {
        last.remove(hex(key));
      }
    }
    last.values().forEach(item -> items.put(keyText(item), text(item)));
    return items;
  }

  private static String keyText(Slice item) {
    Map<String, String> attributes = attributes(item);
    attributes.keySet().retainAll(Set.of("pk", "n"));
    return attributes.toString();
  }

  private static String text(Slice item) {
    return attributes(item).toString();
  }

  private static Map<String, String> attributes(Slice item) {
    Map<String, String> attributes = new TreeMap<>();
    AttributeCursor cursor =
        new AttributeCursor().wrap(item.buffer(), item.offset(), item.length());
    while (cursor.next()) {
      byte[] name = new byte[cursor.nameLength()];
      item.buffer().getBytes(cursor.nameOffset(), name);
      attributes.put(
          new String(name, UTF_8),
          hex(new UnsafeBuffer(item.buffer(), cursor.valueOffset(), cursor.valueLength())));
    }
    return attributes;
  }

  private static String hex(UnsafeBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.getBytes(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
