package dev.stator.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentArchiveTest {
  private static final Path SEGMENTS = Path.of("/data/partitions/7");
  private static final Path ARCHIVE = Path.of("/data/archive/7");

  private final FileStore store = new MemoryFileStore();
  private SegmentArchive archive = new SegmentArchive(store, SEGMENTS, ARCHIVE);

  @Test
  void keepsSegmentsUnderNamesThatSayWhenTheyWereEmptied() {
    add(3, 0x1000, 0x5_0000_0040L, 0x648_0000_0000_0000L);

    assertThat(store.list(ARCHIVE))
        .containsExactly(
            ARCHIVE.resolve(
                "00000000000000000003-00001000-0000000500000040-0648000000000000.segment"));
    assertThat(archive.since(0))
        .containsExactly(
            new ArchivedSegment(
                store.list(ARCHIVE).getFirst(), 3, 0x1000, 0x5_0000_0040L, 0x648_0000_0000_0000L));
    assertThat(store.read(store.list(ARCHIVE).getFirst())).containsExactly(3);
  }

  @Test
  void givesThoseThatWereEmptiedLaterInTheOrderOfEmptying() {
    add(4, 100, 700, 20);
    add(9, 100, 800, 30);
    add(2, 100, 900, 40);
    add(5, 100, 700, 20);

    assertThat(numbers(archive.since(10))).containsExactly(4, 5, 9, 2);
    assertThat(numbers(archive.since(20))).containsExactly(9, 2);
    assertThat(numbers(archive.since(40))).isEmpty();
  }

  @Test
  void neverGivesASegmentWithoutThoseEmptiedAfterIt() {
    add(1, 100, 700, 50); // its time was lost and is a later one now
    add(2, 100, 800, 30);

    assertThat(numbers(archive.since(35))).isEmpty();
    assertThat(numbers(archive.since(29))).containsExactly(1, 2);
  }

  @Test
  void dropsWhatIsNotNeededFromATimeOn() {
    add(1, 100, 700, 20);
    add(2, 100, 800, 30);

    archive.dropBefore(20);

    assertThat(numbers(archive.since(0))).containsExactly(2);
    assertThat(archive.has(1)).as("is not to be added again").isTrue();
  }

  @Test
  void takesWhatIsLeftOfAPartitionThatGoes() {
    add(1, 100, 700, 20);
    for (int number = 2; number <= 4; number++) {
      store.replace(SEGMENTS.resolve(SegmentFile.fileName(number)), new byte[] {(byte) number});
    }
    List<SealedSegment> all =
        List.of(
            new SealedSegment(1, 100, 700),
            new SealedSegment(2, 100, 800),
            new SealedSegment(3, 100, 0),
            new SealedSegment(4, 64, 0));

    archive.addRest(all, 900, 50);
    archive.addRest(all, 900, 50); // after a crash

    assertThat(numbers(archive.since(10))).containsExactly(1, 2, 3, 4);
    assertThat(numbers(archive.since(49))).containsExactly(2, 3, 4);
    assertThat(archive.since(49).getLast().end()).isEqualTo(64);
    assertThat(numbers(archive.since(50))).isEmpty();
    archive.dropBefore(50);
    assertThat(store.list(ARCHIVE)).isEmpty();
  }

  @Test
  void givesASegmentOnceThatHasTwoNames() {
    add(1, 100, 700, 20);
    add(1, 100, 900, 50);

    assertThat(numbers(archive.since(10))).containsExactly(1);
  }

  @Test
  void knowsWhatItHasWhenItIsOpenedAgain() {
    add(1, 100, 700, 20);

    archive = new SegmentArchive(store, SEGMENTS, ARCHIVE);

    assertThat(archive.has(1)).isTrue();
    assertThat(archive.has(2)).isFalse();
  }

  @Test
  void letsASegmentThatCouldNotBeAddedBeClaimedAgain() {
    assertThat(archive.claim(1)).isTrue();
    assertThat(archive.claim(1)).isFalse();

    assertThatThrownBy(() -> archive.add(new SealedSegment(1, 100, 700), 20))
        .isInstanceOf(StorageException.class);

    assertThat(archive.claim(1)).isTrue();
    assertThat(archive.has(1)).isFalse();
  }

  private void add(int number, int end, long emptied, long micros) {
    store.replace(SEGMENTS.resolve(SegmentFile.fileName(number)), new byte[] {(byte) number});
    archive.add(new SealedSegment(number, end, emptied), micros);
  }

  private static List<Integer> numbers(List<ArchivedSegment> segments) {
    return segments.stream().map(ArchivedSegment::number).toList();
  }
}
