package dev.stator.core.backup;

import static dev.stator.core.segment.RecordDescriptor.COPY;
import static dev.stator.core.segment.RecordDescriptor.NO_FLAGS;
import static dev.stator.core.segment.RecordDescriptor.PREPARE;
import static dev.stator.core.segment.RecordDescriptor.PUT;
import static dev.stator.core.segment.RecordDescriptor.TOMBSTONE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ItemCursorTest {
  private static final Path DIRECTORY = Path.of("/data/backups/1/7");
  private static final long PARTITION = 7;

  private final FileStore store = new MemoryFileStore();
  private final SegmentLog log =
      SegmentLog.open(
          store,
          DIRECTORY,
          new SegmentConfig(4096, 4096, null),
          PARTITION,
          0,
          (location, record) -> {});

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void givesTheNewestOfEachKeyInTheOrderOfKeys() {
    append(PUT, 1, "b", "1");
    append(PUT, 2, "a", "2");
    append(PUT, 3, "b", "3");
    append(PUT, 4, "c", "4");
    append(TOMBSTONE, 5, "a", "");
    append(PREPARE, 6, "d", "promised");

    assertThat(items(Snapshot.ALL)).containsExactly("b=3", "c=4");
  }

  @Test
  void givesWhatThereWasAtATime() {
    append(PUT, 1, "a", "1");
    append(PUT, 2, "b", "2");
    append(TOMBSTONE, 3, "a", "");
    append(PUT, 4, "a", "4");

    assertThat(items(0)).isEmpty();
    assertThat(items(10)).containsExactly("a=1");
    assertThat(items(29)).containsExactly("a=1", "b=2");
    assertThat(items(30)).containsExactly("b=2");
    assertThat(items(40)).containsExactly("a=4", "b=2");
  }

  @Test
  void goesByTheOrderOfChangesWhereCopiesStandBehindLaterOnes() {
    append(TOMBSTONE, 1, "a", "");
    append(PUT, 2, "a", "2");
    append(TOMBSTONE, 3, "a", "");
    append(TOMBSTONE, COPY, 1, "a", "");

    assertThat(items(20)).containsExactly("a=2");
    assertThat(items(30)).isEmpty();
  }

  @Test
  void leavesOutSegmentsThatWereEmptiedByThen() {
    append(PUT, 1, "a", "x".repeat(3000));
    append(PUT, 2, "b", "y".repeat(3000));
    List<SnapshotSegment> segments = new ArrayList<>(segments());
    segments.set(0, new SnapshotSegment(1, segments.getFirst().end(), 25));

    assertThat(keys(segments, 24)).containsExactly("a", "b");
    assertThat(keys(segments, 25)).containsExactly("b");
    assertThat(keys(segments, Snapshot.ALL)).containsExactly("b");
  }

  @Test
  void endsWhereTheSnapshotEndsInASegmentThatWentOn() {
    append(PUT, 1, "a", "1");
    List<SnapshotSegment> segments = segments();
    append(PUT, 2, "a", "2");
    append(PUT, 3, "b", "3");

    assertThat(keys(segments, Snapshot.ALL)).containsExactly("a");
    assertThat(items(segments, Snapshot.ALL)).containsExactly("a=1");
  }

  @Test
  void namesWhatIsDamaged() {
    append(PUT, 1, "a", "1");
    List<SnapshotSegment> segments = segments();
    log.close();
    Path file = store.list(DIRECTORY).getFirst();
    byte[] bytes = store.read(file);
    bytes[110] ^= 1;
    store.replace(file, bytes);

    assertThatThrownBy(() -> items(segments, Snapshot.ALL))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("corrupt segment: file=" + file + ", position=1:64");
  }

  private void append(byte type, long sequence, String key, String item) {
    append(type, NO_FLAGS, sequence, key, item);
  }

  /** The record with the number n has the timestamp 10 n. */
  private void append(byte type, byte flags, long sequence, String key, String item) {
    byte[] keyBytes = ("12345678" + key).getBytes(US_ASCII);
    byte[] itemBytes = item.getBytes(US_ASCII);
    log.append(
        type,
        flags,
        sequence,
        10 * sequence,
        0,
        itemBytes.length,
        new UnsafeBuffer(keyBytes),
        0,
        keyBytes.length,
        new UnsafeBuffer(itemBytes),
        0,
        itemBytes.length);
  }

  private List<SnapshotSegment> segments() {
    List<SnapshotSegment> segments = new ArrayList<>();
    for (SealedSegment full : log.sealed()) {
      segments.add(new SnapshotSegment(full.number(), full.end(), 0));
    }
    long head = log.head();
    segments.add(new SnapshotSegment(Location.segmentNumber(head), Location.offset(head), 0));
    return segments;
  }

  private List<String> items(long untilMicros) {
    return items(segments(), untilMicros);
  }

  private List<String> keys(List<SnapshotSegment> segments, long untilMicros) {
    return items(segments, untilMicros).stream().map(item -> item.split("=", 2)[0]).toList();
  }

  private List<String> items(List<SnapshotSegment> segments, long untilMicros) {
    SnapshotPartition partition = new SnapshotPartition(PARTITION, segments, 0, 0, 0, 0);
    List<String> items = new ArrayList<>();
    try (ItemCursor cursor = ItemCursor.open(store, DIRECTORY, partition, untilMicros)) {
      while (cursor.next()) {
        byte[] key = new byte[cursor.keyLength()];
        byte[] item = new byte[cursor.itemLength()];
        cursor.buffer().getBytes(cursor.keyOffset(), key);
        cursor.buffer().getBytes(cursor.itemOffset(), item);
        items.add(new String(key, US_ASCII).substring(8) + "=" + new String(item, US_ASCII));
        assertThat(cursor.timestampMicros()).isEqualTo(10 * cursor.sequence());
        assertThat(cursor.itemSize()).isEqualTo(item.length);
      }
    }
    return items;
  }
}
