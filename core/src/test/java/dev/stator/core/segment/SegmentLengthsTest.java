package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.agrona.collections.IntArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentLengthsTest {
  private static final Path DIRECTORY = Path.of("/data/partition-7");
  private static final SegmentConfig SMALL = new SegmentConfig(4096, 64 << 10, null);
  private static final int STEPS = 2_000;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final RecordView view = new RecordView();

  @ParameterizedTest
  @CsvSource({
    "0, true, 65536",
    "262144, true, 65536",
    "917504, false, 65536",
    "1000000, true, 229376",
    "1200000, false, 81920",
    "167772160, false, 10485760",
    "939524095, false, 58720256",
    "939524096, false, 67108864",
    "9223372036854775807, true, 67108864",
  })
  void areAShareOfWhatIsThere(long recordBytes, boolean grows, int length) {
    assertThat(SegmentConfig.standard().lengthBeside(recordBytes, grows)).isEqualTo(length);
  }

  @Test
  void areFewInAPartitionOfAGibibyteThatOnlyGrows() {
    SegmentConfig config = SegmentConfig.standard();
    long bytes = 0;
    int segments = 0;
    while (bytes < 1 << 30) {
      bytes += config.lengthBeside(bytes, true);
      segments++;
    }
    assertThat(segments).isLessThan(64);
  }

  @ParameterizedTest
  @CsvSource({"4096, 4096", "4096, 8192", "12288, 1048576", "65536, 69632"})
  void areWithinTheirBoundsAndOfWholePages(int first, int maximum) {
    SegmentConfig config = new SegmentConfig(first, maximum, null);
    for (int i = 0; i < 1_000; i++) {
      int length = config.lengthBeside(random.nextLong(1L << 26), random.nextBoolean());
      assertThat(length).as("seed %d", seed).isBetween(first, maximum);
      assertThat(length % SegmentConfig.LENGTH_UNIT).as("seed %d", seed).isZero();
    }
  }

  /** A log that grows, and in which old segments are emptied, removed or not. */
  private final class Changing implements AutoCloseable {
    final SegmentLog log;

    Changing(SegmentLog log) {
      this.log = log;
    }

    void step(Random choice, long sequence) {
      Appended.put(sequence, 8, choice.nextInt(choice.nextInt(60) == 0 ? 30_000 : 1_200))
          .appendTo(log);
      int oldest = firstFull();
      if (sequence > STEPS / 4 && choice.nextInt(8) == 0 && oldest > 0) {
        log.replay(oldest, (location, record) -> log.supersede(record));
        log.markEmptied(oldest);
      }
    }

    void countAll() {
      for (int number = 1; number <= log.lastSegment(); number++) {
        if (log.isOpen(number) && !log.isEmptied(number)) {
          log.replay(number, (location, record) -> log.countLive(location, record.length()));
        }
      }
    }

    private int firstFull() {
      for (SealedSegment segment : log.sealed()) {
        if (!segment.isEmptied()) {
          return segment.number();
        }
      }
      return 0;
    }

    /** What nobody can tell from outside: the files of emptied segments go some time. */
    void removeSome() {
      for (SealedSegment segment : log.sealed()) {
        if (segment.isEmptied() && random.nextBoolean()) {
          Objects.requireNonNull(log.remove(segment.number())).run();
        }
      }
    }

    @Override
    public void close() {
      log.close();
    }
  }

  @Test
  void areTheSameWhenTheLogIsOpenedAgain() {
    MemoryFileStore store = new MemoryFileStore();
    long choices = random.nextLong();
    List<String> expected;
    try (Changing all = new Changing(open(new MemoryFileStore(), 0, List.of()))) {
      expected = run(all, new Random(choices), 0, STEPS);
    }
    Random choice = new Random(choices);
    List<String> found = new ArrayList<>();
    long head = 0;
    List<SealedSegment> sealed = List.of();
    for (int from = 0; from < STEPS; from += STEPS / 10) {
      try (Changing part = new Changing(open(store, head, sealed))) {
        part.countAll();
        found.addAll(run(part, choice, from, from + STEPS / 10));
        part.removeSome();
        head = part.log.head();
        sealed = part.log.sealed();
      }
    }

    assertThat(found).as("seed %d", seed).isEqualTo(expected);
  }

  private static List<String> run(Changing log, Random choice, int from, int to) {
    List<String> heads = new ArrayList<>();
    for (int i = from; i < to; i++) {
      log.step(choice, i + 1);
      SegmentLog changed = log.log;
      Segment last = Objects.requireNonNull(changed.segment(changed.lastSegment()));
      heads.add(Location.describe(changed.head()) + " of " + last.length());
    }
    return heads;
  }

  private static SegmentLog open(MemoryFileStore store, long head, List<SealedSegment> sealed) {
    return SegmentLog.open(store, DIRECTORY, SMALL, 7, head, sealed);
  }

  @Test
  void areForetoldForAllRecordsOfACommand() {
    MemoryFileStore store = new MemoryFileStore();
    try (Changing changing = new Changing(open(store, 0, List.of()))) {
      SegmentLog log = changing.log;
      for (int i = 0; i < 300; i++) {
        changing.step(random, 10_000 + i); // some are emptied
        List<Appended> records = new ArrayList<>();
        IntArrayList lengths = new IntArrayList();
        for (int n = random.nextInt(40); n > 0; n--) {
          records.add(Appended.put(n, 8, random.nextInt(random.nextBoolean() ? 100 : 9_000)));
          lengths.addInt(RecordDescriptor.alignedLength(8, records.getLast().item().length));
        }
        log.ensureRoom(lengths);
        List<Path> made = store.list(DIRECTORY);

        records.forEach(record -> record.appendTo(log));

        assertThat(store.list(DIRECTORY)).as("seed %d", seed).isEqualTo(made);
        assertThat(made).as("seed %d", seed).hasSize(log.lastSegment());
        log.read(Location.of(log.lastSegment(), SegmentDescriptor.HEADER_LENGTH), view);
      }
    }
  }
}
