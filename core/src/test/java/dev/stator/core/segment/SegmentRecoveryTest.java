package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MappedFile;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.segment.Tail.Clean;
import dev.stator.core.segment.Tail.Torn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentRecoveryTest {
  private static final Path DIRECTORY = Path.of("/data/partition-7");
  private static final SegmentConfig SMALL = new SegmentConfig(4096, 8192, null);
  private static final long ALL = Long.MAX_VALUE;

  private final FileStore store = new MemoryFileStore();
  private final List<Appended> records = new ArrayList<>();
  private final List<Long> locations = new ArrayList<>();
  private long head;

  @Test
  void opensADirectoryThatDoesNotExist() {
    try (SegmentLog log = open(ALL)) {
      assertThat(log.tail()).isEqualTo(new Clean(Location.of(1, 64)));
      assertThat(log.head()).isEqualTo(Location.of(1, 64));
    }
  }

  @Test
  void handsOverEveryRecordInOrder() {
    appendRandom(3, 200);

    for (long upTo : new long[] {head, ALL}) {
      List<Long> visited = new ArrayList<>();
      try (SegmentLog log =
          open(
              upTo,
              (location, view) -> {
                records.get(visited.size()).assertShownBy(view);
                assertThat(view.location()).isEqualTo(location);
                visited.add(location);
              })) {
        assertThat(visited).isEqualTo(locations);
        assertThat(log.head()).isEqualTo(head);
        assertThat(log.tail()).isEqualTo(new Clean(head));
      }
    }
  }

  @Test
  void cutsAtEveryRecordBoundaryAndGoesOnWithTheSameBytes() {
    appendRandom(4, 60);
    List<byte[]> expected = files();
    assertThat(expected).hasSizeGreaterThan(3);

    for (int kept = 0; kept < records.size(); kept++) {
      long upTo = locations.get(kept);
      try (SegmentLog log = open(upTo)) {
        assertThat(log.tail()).isInstanceOf(Torn.class);
        assertThat(log.head()).isLessThanOrEqualTo(upTo);
        assertThat(count(log)).isEqualTo(kept);
        for (int i = kept; i < records.size(); i++) {
          assertThat(records.get(i).appendTo(log)).isEqualTo(locations.get(i));
        }
        assertThat(log.head()).isEqualTo(head);
      }
      assertSameFiles(expected);
    }
  }

  @Test
  void leavesNothingBehindTheCut() {
    appendRandom(4, 60);
    long upTo = locations.get(20);

    open(upTo).close();

    List<byte[]> files = files();
    assertThat(files).hasSize(Location.segmentNumber(upTo));
    byte[] last = files.getLast();
    for (int i = Location.offset(upTo); i < last.length; i++) {
      assertThat(last[i]).as("offset %s", i).isZero();
    }
    try (SegmentLog log = open(upTo)) {
      assertThat(log.tail()).isEqualTo(new Clean(upTo));
    }
  }

  @Test
  void keepsNothingUpToZero() {
    appendRandom(4, 60);

    try (SegmentLog log = open(0)) {
      assertThat(log.head()).isEqualTo(Location.of(1, 64));
      assertThat(store.list(DIRECTORY)).isEmpty();
    }
  }

  @Test
  void refusesAPositionInsideARecord() {
    appendRandom(5, 20);
    List<byte[]> expected = files();
    assertThat(Location.segmentNumber(locations.get(5))).isEqualTo(1);

    for (long upTo = Location.of(1, 72); upTo < locations.get(5); upTo += 8) {
      if (!locations.contains(upTo)) {
        assertDamaged(upTo, "position=1:");
      }
    }

    assertSameFiles(expected);
  }

  @Test
  void refusesAPositionBeyondTheRecords() {
    appendRandom(5, 3);

    assertDamaged(head + 8, "position=" + Location.describe(head));
    assertDamaged(Location.of(1, 1 << 20), "records should end at 1048576");
    assertDamaged(Location.of(2, 64), "file is missing");
  }

  @Test
  void refusesAMissingFile() {
    appendRandom(6, 60);
    store.delete(file(2));

    assertDamaged(head, "00000000000000000002.segment, position=2:0, the file is missing");
    assertDamaged(ALL, "00000000000000000002.segment, position=2:0, the file is missing");
  }

  @Test
  void refusesTheFilesOfAnotherPartition() {
    appendRandom(6, 2);

    assertThatThrownBy(() -> SegmentLog.open(store, DIRECTORY, SMALL, 8, head, (l, v) -> {}))
        .hasMessageContaining("expectedPartition=8, actualPartition=7");
  }

  @Test
  void findsAFlippedBitInEveryByte() {
    Random random = new Random(7);
    try (SegmentLog log = open(0)) {
      while (log.lastSegment() < 2) {
        append(log, Appended.random(random, records.size(), 200));
      }
      head = log.head();
    }

    // All of the full first segment, and the second up to its end.
    for (int number = 1; number <= 2; number++) {
      try (MappedFile file = store.map(file(number), 0)) {
        int end = number == 1 ? file.buffer().capacity() : Location.offset(head);
        for (int offset = 0; offset < end; offset++) {
          byte original = file.buffer().getByte(offset);
          file.buffer().putByte(offset, (byte) (original ^ 1 << random.nextInt(8)));
          assertDamaged(head, "corrupt segment: file=" + file(number));
          file.buffer().putByte(offset, original);
        }
      }
    }
    open(head).close();
  }

  @Test
  void findsALostPageInTheMiddle() {
    appendRandom(8, 200);
    int number = 1;
    while (store.read(file(number)).length < 8192) {
      number++;
    }

    // The last page of a full segment: its records would seem to end early.
    try (MappedFile file = store.map(file(number), 0)) {
      file.buffer().setMemory(4096, 4096, (byte) 0);
    }

    assertThat(number).isLessThan(Location.segmentNumber(head));
    assertDamaged(head, "position=" + number + ":");
    assertDamaged(ALL, "position=" + number + ":");
  }

  @Test
  void namesFilePositionAndChecksumsOfDamage() {
    appendRandom(9, 3);
    long location = locations.get(1);
    flip(1, Location.offset(location) + RecordDescriptor.SEQUENCE_OFFSET);

    assertThatThrownBy(() -> open(head))
        .isInstanceOf(StorageException.class)
        .hasMessageMatching(
            "corrupt segment: file=.*00000000000000000001\\.segment, position="
                + Location.describe(location)
                + ", expectedCrc=0x[0-9a-f]{8}, actualCrc=0x[0-9a-f]{8}");
  }

  @Test
  void keepsWhatIsWholeWhenNoPositionIsKnown() {
    appendRandom(10, 20);
    long torn = locations.getLast();
    flip(Location.segmentNumber(torn), Location.offset(torn) + RecordDescriptor.KEY_OFFSET);

    try (SegmentLog log = open(ALL)) {
      assertThat(log.tail()).isEqualTo(new Torn(log.head()));
      assertThat(count(log)).isEqualTo(19);
      records.getLast().appendTo(log);
    }
    try (SegmentLog log = open(ALL)) {
      assertThat(log.tail()).isInstanceOf(Clean.class);
      assertThat(count(log)).isEqualTo(20);
    }
  }

  @Test
  void dropsARecordThatWasNotPublished() {
    appendRandom(11, 20);
    long last = locations.getLast();
    try (MappedFile file = store.map(file(Location.segmentNumber(last)), 0)) {
      file.buffer().putInt(Location.offset(last), 0);
    }

    try (SegmentLog log = open(ALL)) {
      assertThat(log.tail()).isEqualTo(new Torn(last));
      assertThat(count(log)).isEqualTo(19);
    }
  }

  @Test
  void dropsAFileThatWasPreparedAndNotUsed() {
    appendRandom(12, 20);
    int next = Location.segmentNumber(head) + 1;
    store.map(file(next), 8192).close();

    try (SegmentLog log = open(ALL)) {
      assertThat(log.head()).isEqualTo(head);
      assertThat(store.exists(file(next))).isFalse();
    }
  }

  @Test
  void createsTheFileAnewWhenOneIsInTheWay() {
    appendRandom(12, 1);
    try (SegmentLog log = open(head)) {
      try (MappedFile leftover = store.map(file(2), 4096)) {
        leftover.buffer().setMemory(0, 4096, (byte) 5);
      }
      Appended large = Appended.put(5, 8, 8000);
      large.assertShownBy(log.read(large.appendTo(log), new RecordView()));
      head = log.head();
    }

    open(head).close();
  }

  @Test
  void ignoresOtherFiles() {
    appendRandom(13, 20);
    store.replace(DIRECTORY.resolve("index"), new byte[3]);
    store.replace(DIRECTORY.resolve("99999999999999999999.segment"), new byte[3]);

    try (SegmentLog log = open(head)) {
      assertThat(count(log)).isEqualTo(20);
    }
  }

  @Test
  void keepsTheEpochOfTheLastSegment() {
    try (SegmentLog log = open(0)) {
      log.epoch(17);
      append(log, Appended.put(1, 8, 8));
      head = log.head();
    }

    try (SegmentLog log = open(head)) {
      assertThat(log.epoch()).isEqualTo(17);
    }
  }

  private void appendRandom(long seed, int count) {
    Random random = new Random(seed);
    try (SegmentLog log = open(0)) {
      for (int i = 0; i < count; i++) {
        append(log, Appended.random(random, i, i % 10 == 9 ? 9000 : 500));
      }
      head = log.head();
    }
  }

  private void append(SegmentLog log, Appended record) {
    records.add(record);
    locations.add(record.appendTo(log));
  }

  private void flip(int number, int offset) {
    try (MappedFile file = store.map(file(number), 0)) {
      file.buffer().putByte(offset, (byte) (file.buffer().getByte(offset) ^ 4));
    }
  }

  private void assertDamaged(long upTo, String message) {
    assertThatThrownBy(() -> open(upTo))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(message);
  }

  private List<byte[]> files() {
    return store.list(DIRECTORY).stream().map(store::read).toList();
  }

  private void assertSameFiles(List<byte[]> expected) {
    List<byte[]> found = files();
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).as("segment %s", i + 1).isEqualTo(expected.get(i));
    }
  }

  private static int count(SegmentLog log) {
    RecordCursor cursor = log.cursor(0);
    RecordView view = new RecordView();
    int count = 0;
    while (cursor.next(view)) {
      count++;
    }
    return count;
  }

  private static Path file(int number) {
    return DIRECTORY.resolve(SegmentDescriptor.fileName(number));
  }

  private SegmentLog open(long upTo) {
    return open(upTo, (location, view) -> {});
  }

  private SegmentLog open(long upTo, RecordVisitor visitor) {
    return SegmentLog.open(store, DIRECTORY, SMALL, 7, upTo, visitor);
  }
}
