package dev.stator.core.segment;

import static dev.stator.core.segment.RecordDescriptor.NO_FLAGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentLogTest {
  private static final Path DIRECTORY = Path.of("/data/partition-7");
  private static final SegmentConfig SMALL = new SegmentConfig(4096, 16384, null);
  private static final int ROOM = 4096 - SegmentDescriptor.HEADER_LENGTH;

  private final FileStore store = new MemoryFileStore();
  private final RecordView view = new RecordView();

  @Test
  void createsNoFileBeforeTheFirstAppend() {
    try (SegmentLog log = open(SMALL, Long.MAX_VALUE)) {
      assertThat(store.list(DIRECTORY)).isEmpty();
      assertThat(log.diskBytes()).isZero();
      assertThat(log.takeCheckpoint().isEmpty()).isTrue();

      Appended.put(1, 3, 10).appendTo(log);

      assertThat(store.list(DIRECTORY)).hasSize(1);
      assertThat(log.diskBytes()).isEqualTo(4096);
      assertThat(log.recordBytes()).isEqualTo(56);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "1, 1",
    "1, 7",
    "1, 8",
    "8, 0",
    "255, 256",
    "3200, 0",
    "3200, 409600",
    "65535, 1",
    "2048, 2097152",
    "1, 16777216"
  })
  void readsBackWhatWasAppended(int keyLength, int itemLength) {
    try (SegmentLog log = open(SegmentConfig.standard(), 0)) {
      Appended before = Appended.put(1, 5, 5);
      Appended record = Appended.put(2, keyLength, itemLength);
      Appended after = Appended.put(3, 5, 5);

      long first = before.appendTo(log);
      long second = record.appendTo(log);
      long third = after.appendTo(log);

      before.assertShownBy(log.read(first, view));
      after.assertShownBy(log.read(third, view));
      record.assertShownBy(log.read(second, view));
      log.verify(view);
      assertThat(new long[] {first, second, third}).isSorted().doesNotHaveDuplicates();
      assertThat(log.head()).isGreaterThan(third);
    }
  }

  @Test
  void whoEndsALogUnmapsItsSegments() {
    FaultyFileStore counting = new FaultyFileStore(1);
    SegmentLog log = SegmentLog.open(counting, DIRECTORY, SMALL, 1, 0, (location, record) -> {});
    for (int i = 1; i <= 3; i++) {
      Appended.put(i, 8, ROOM - 48).appendTo(log);
    }

    List<AutoCloseable> unmapping = log.end();

    assertThat(counting.openMappings()).isEqualTo(3);
    assertThat(log.end()).as("ended before").isEmpty();
    log.close();
    assertThat(counting.openMappings()).as("none of its business any more").isEqualTo(3);
    CloseHelper.closeAll(unmapping);
    assertThat(counting.openMappings()).isZero();
  }

  @Test
  void fillsASegmentToItsLastByte() {
    try (SegmentLog log = open(SMALL, 0)) {
      Appended.put(1, 8, ROOM - 48).appendTo(log);

      assertThat(log.head()).isEqualTo(Location.of(1, 4096));
      assertThat(log.diskBytes()).isEqualTo(4096);

      Appended tombstone = Appended.put(2, 1, 0);
      long location = tombstone.appendTo(log);

      assertThat(location).isEqualTo(Location.of(2, SegmentDescriptor.HEADER_LENGTH));
      tombstone.assertShownBy(log.read(location, view));
      assertThat(log.diskBytes()).isEqualTo(4096 + 4096);
    }
  }

  @Test
  void startsTheNextSegmentForOneByteTooMuch() {
    try (SegmentLog log = open(SMALL, 0)) {
      Appended.put(1, 8, 0).appendTo(log);
      long end = log.head();
      int left = 4096 - Location.offset(end);

      long location = Appended.put(2, 8, left - 48 + 1).appendTo(log);

      assertThat(location).isEqualTo(Location.of(2, SegmentDescriptor.HEADER_LENGTH));
      assertThat(location).isGreaterThan(end);
    }
  }

  @Test
  void givesAnOversizeRecordAFileOfItsLength() {
    try (SegmentLog log = open(SMALL, 0)) {
      Appended exact = Appended.put(1, 8, 5 * 4096 - 64 - 48);
      Appended oneMore = Appended.put(2, 8, 5 * 4096 - 64 - 48 + 1);

      long first = exact.appendTo(log);
      long second = oneMore.appendTo(log);

      assertThat(log.diskBytes()).isEqualTo(5 * 4096 + 6 * 4096);
      exact.assertShownBy(log.read(first, view));
      oneMore.assertShownBy(log.read(second, view));
    }
  }

  @Test
  void goesOnBehindSegmentsOfTheFirstFormatAsThese() {
    SegmentConfig config = SegmentConfig.standard();

    assertThat(
            new int[] {
              config.lengthOf(1),
              config.lengthOf(2),
              config.lengthOf(5),
              config.lengthOf(6),
              config.lengthOf(7),
              config.lengthOf(Integer.MAX_VALUE)
            })
        .containsExactly(64 << 10, 256 << 10, 16 << 20, 64 << 20, 64 << 20, 64 << 20);
  }

  @Test
  void refusesImpossibleConfigurations() {
    assertThatThrownBy(() -> new SegmentConfig(0, 4096, null)).hasMessageContaining("firstLength");
    assertThatThrownBy(() -> new SegmentConfig(4097, 8192, null)).hasMessageContaining("4097");
    assertThatThrownBy(() -> new SegmentConfig(8192, 4096, null)).hasMessageContaining("above");
    assertThatThrownBy(() -> new SegmentConfig(4096, 1 << 31, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesRecordsBeyondTheLimitsAndBuffersTooShort() {
    UnsafeBuffer small = new UnsafeBuffer(new byte[8]);
    try (SegmentLog log = open(SMALL, 0)) {
      assertThatThrownBy(
              () -> log.append((byte) 1, NO_FLAGS, 1, 1, 0, 0, small, 0, 65536, small, 0, 0))
          .hasMessageContaining("keyLength=65536");
      assertThatThrownBy(
              () -> log.append((byte) 1, NO_FLAGS, 1, 1, 0, 0, small, 0, 1, small, 0, 1 << 30))
          .hasMessageContaining("itemLength=");
      assertThatThrownBy(
              () -> log.append((byte) 1, NO_FLAGS, 1, 1, 0, 0, small, 0, -1, small, 0, 0))
          .hasMessageContaining("keyLength=-1");
      assertThatThrownBy(() -> log.append((byte) 1, NO_FLAGS, 1, 1, 0, 0, small, 4, 5, small, 0, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);

      assertThat(store.list(DIRECTORY)).isEmpty();
    }
  }

  @Test
  void refusesLocationsWithoutRecord() {
    try (SegmentLog log = open(SMALL, 0)) {
      long location = Appended.put(1, 8, 8).appendTo(log);

      for (long wrong :
          new long[] {0, 1, -1, location - 8, location + 8, log.head(), Location.of(2, 64)}) {
        assertThatThrownBy(() -> log.read(wrong, view))
            .as("location %s", wrong)
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("no record");
      }
    }
  }

  @Test
  void refusesADamagedRecord() {
    try (SegmentLog log = open(SMALL, 0)) {
      long location = Appended.put(1, 8, 8).appendTo(log);
      try (var file = store.map(DIRECTORY.resolve(SegmentDescriptor.fileName(1)), 0)) {
        int offset = Location.offset(location) + RecordDescriptor.KEY_OFFSET;
        file.buffer().putByte(offset, (byte) ~file.buffer().getByte(offset));
      }

      assertThatThrownBy(() -> log.read(location, view))
          .isInstanceOf(StorageException.class)
          .hasMessageMatching(
              "corrupt record: file=.*00000000000000000001.segment, position=1:64, "
                  + "expectedCrc=0x[0-9a-f]{8}, actualCrc=0x[0-9a-f]{8}");
    }
  }

  @Test
  void keepsViewsValidWhileTheLogGrows() {
    Random random = new Random(1);
    List<Appended> records = new ArrayList<>();
    List<RecordView> views = new ArrayList<>();
    try (SegmentLog log = open(SMALL, 0)) {
      for (int i = 0; i < 300; i++) {
        records.add(Appended.random(random, i, 500));
        views.add(log.read(records.getLast().appendTo(log), new RecordView()));
      }

      for (int i = 0; i < 300; i++) {
        records.get(i).assertShownBy(views.get(i));
      }
    }
  }

  /** When the preparer does its work. */
  enum Preparation {
    NONE,
    AT_ONCE,
    LATE,
    AFTER_THE_ROLL,
    REFUSED
  }

  @ParameterizedTest
  @EnumSource(Preparation.class)
  void writesTheSameFilesWhoeverCreatesThem(Preparation preparation) {
    List<byte[]> expected = filesAfter(new MemoryFileStore(), Preparation.NONE);

    List<byte[]> found = filesAfter(store, preparation);

    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      assertThat(Arrays.equals(found.get(i), expected.get(i))).as("segment %s", i + 1).isTrue();
    }
  }

  private static List<byte[]> filesAfter(FileStore store, Preparation preparation) {
    Queue<Runnable> tasks = new ArrayDeque<>();
    SegmentConfig config =
        switch (preparation) {
          case NONE -> SMALL;
          case AT_ONCE -> SMALL.withPreparer(Runnable::run);
          case LATE, AFTER_THE_ROLL -> SMALL.withPreparer(tasks::add);
          case REFUSED ->
              SMALL.withPreparer(
                  task -> {
                    throw new RejectedExecutionException();
                  });
        };
    SegmentLog log = SegmentLog.open(store, DIRECTORY, config, 7, 0, (location, record) -> {});
    Random random = new Random(99);
    for (int i = 0; i < 400; i++) {
      // Now and then one that does not fit the prepared file.
      Appended.random(random, i, i % 50 == 49 ? 40_000 : 700).appendTo(log);
      boolean runs = preparation == Preparation.LATE || i % 40 == 0;
      while (runs && !tasks.isEmpty()) {
        tasks.remove().run();
      }
    }
    log.close();
    tasks.forEach(Runnable::run);
    return store.list(DIRECTORY).stream().map(store::read).toList();
  }

  @Test
  void hasTheNextFileReadyPastHalfOfTheCurrentOne() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    try (SegmentLog log = open(SMALL.withPreparer(tasks::add), 0)) {
      Appended.put(1, 8, 1984 - 48).appendTo(log);
      assertThat(tasks).isEmpty();

      Appended.put(2, 8, 0).appendTo(log);
      Appended.put(3, 8, 0).appendTo(log);

      assertThat(tasks).hasSize(1);
      tasks.remove().run();
      assertThat(store.list(DIRECTORY)).hasSize(2);
      assertThat(log.diskBytes()).isEqualTo(4096);
    }
    assertThat(store.list(DIRECTORY)).as("the unused file goes with close").hasSize(1);
  }

  @Test
  void takesInACheckpointWhatIsNotDurableYet() {
    try (SegmentLog log = open(SMALL, 0)) {
      Appended.put(1, 8, 100).appendTo(log);

      Checkpoint first = log.takeCheckpoint();
      assertThat(first.head()).isEqualTo(log.head());
      assertThat(first.bytes()).isEqualTo(Location.offset(log.head()));
      long second = Appended.put(2, 8, 0).appendTo(log);
      assertThat(log.durablePosition()).isZero();
      first.force();
      assertThat(log.durablePosition()).isEqualTo(first.head()).isEqualTo(second);

      Appended.put(3, 8, 4000).appendTo(log);
      Checkpoint next = log.takeCheckpoint();
      assertThat(next.bytes()).isEqualTo(48 + Location.offset(log.head()));
      next.force();
      assertThat(log.takeCheckpoint().isEmpty()).isTrue();
    }
  }

  @Test
  void forcesInStepsOfBoundedLength() {
    int stepBytes = 1000;
    int[] steps = {0};
    try (SegmentLog log = open(SMALL, 0)) {
      Appended.put(1, 8, 2500).appendTo(log);
      Checkpoint checkpoint = log.takeCheckpoint();

      checkpoint.force(
          new ForceSteps() {
            @Override
            public int bytes() {
              return stepBytes;
            }

            @Override
            public void done() {
              steps[0]++;
              assertThat(log.durablePosition()).as("between steps").isZero();
            }
          });

      assertThat(checkpoint.bytes()).isBetween(2 * 1000L + 1, 3 * 1000L);
      assertThat(steps[0]).isEqualTo(3);
      assertThat(log.durablePosition()).isEqualTo(checkpoint.head());
    }
  }

  @Test
  void forcesAllAfterOpeningWithoutACheckpoint() {
    SegmentLog log = open(SMALL, 0);
    Appended.put(1, 8, 100).appendTo(log);
    log.takeCheckpoint().force();
    long head = log.head();
    log.close();

    try (SegmentLog unknown = open(SMALL, Long.MAX_VALUE)) {
      assertThat(unknown.takeCheckpoint().bytes()).isEqualTo(Location.offset(head));
    }
    try (SegmentLog known = open(SMALL, head)) {
      assertThat(known.takeCheckpoint().isEmpty()).isTrue();
    }
  }

  @Test
  void findsItsRecordsAgainOnARealDisk(@TempDir Path parent) {
    FileStore disk = new DiskFileStore();
    Path directory = parent.resolve("partition-7");
    Random random = new Random(2);
    List<Appended> records = new ArrayList<>();
    SegmentLog log = SegmentLog.open(disk, directory, SMALL, 7, 0, (location, record) -> {});
    for (int i = 0; i < 300; i++) {
      records.add(Appended.random(random, i, 500));
      records.getLast().appendTo(log);
    }
    Checkpoint checkpoint = log.takeCheckpoint();
    checkpoint.force();
    Appended.put(300, 8, 30_000).appendTo(log);
    log.close();

    List<Long> visited = new ArrayList<>();
    SegmentLog found =
        SegmentLog.open(
            disk,
            directory,
            SMALL,
            7,
            checkpoint.head(),
            (location, record) -> {
              records.get(visited.size()).assertShownBy(record);
              visited.add(location);
            });

    assertThat(visited).hasSize(300);
    assertThat(found.head()).isEqualTo(checkpoint.head());
    found.delete();
    assertThat(disk.exists(directory)).isFalse();
  }

  @Test
  void refusesWorkAfterClose() {
    SegmentLog log = open(SMALL, 0);
    long location = Appended.put(1, 8, 8).appendTo(log);
    Checkpoint checkpoint = log.takeCheckpoint();

    log.close();
    log.close();

    assertThatThrownBy(() -> Appended.put(2, 8, 8).appendTo(log))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.read(location, view)).isInstanceOf(StorageException.class);
    assertThatThrownBy(log::takeCheckpoint).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(checkpoint::force).isInstanceOf(StorageException.class);
  }

  @Test
  void deletesItsDirectory() {
    SegmentLog log = open(SMALL, 0);
    Appended.put(1, 8, 8).appendTo(log);

    log.delete();

    assertThat(store.list(DIRECTORY)).isEmpty();
  }

  private SegmentLog open(SegmentConfig config, long upTo) {
    return SegmentLog.open(store, DIRECTORY, config, 7, upTo, (location, record) -> {});
  }
}
