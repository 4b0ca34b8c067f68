package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.MappedFile;
import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PagesAheadTest {
  private static final int MIB = 1 << 20;
  private static final int LENGTH = 16 * MIB;

  private long nowNs = 1;
  private final List<String> made = new ArrayList<>();
  private final Segment segment = new Segment(1, new RecordingFile());
  private final PagesAhead pages =
      new PagesAhead(
          new SegmentSupply(
              new SegmentDirectory(new MemoryFileStore(), Path.of("/p")),
              new SegmentConfig(LENGTH, LENGTH, Runnable::run)),
          () -> nowNs);

  /** Writes down what it is asked for, in MiB. */
  private final class RecordingFile implements MappedFile {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    @Override
    public Path path() {
      return Path.of("/p/1");
    }

    @Override
    public UnsafeBuffer buffer() {
      return buffer;
    }

    @Override
    public void populate(int offset, int length) {
      made.add("small " + offset / MIB + "+" + length / MIB);
    }

    @Override
    public void populateHuge(int offset, int length) {
      made.add("huge " + offset / MIB + "+" + length / MIB);
    }

    @Override
    public void force(int offset, int length) {}

    @Override
    public void close() {}
  }

  @Test
  void slowSegmentsGetSmallPagesEachOnceAndBeforeTheyAreReached() {
    fill(1, TimeUnit.SECONDS.toNanos(1) / 3);

    assertThat(made)
        .startsWith("small 0+1", "small 1+1", "small 2+1")
        .hasSize(16)
        .doesNotHaveDuplicates()
        .allMatch(page -> page.startsWith("small"));
  }

  @Test
  void fastSegmentsGetHugePages() {
    fill(1, TimeUnit.SECONDS.toNanos(1) / 5);

    assertThat(made).startsWith("small 0+1", "small 1+1", "huge 2+2", "huge 4+2", "huge 6+2");
    assertThat(made).hasSize(2 + 7).endsWith("huge 14+2");
    assertThat(pages.beginning()).isEqualTo(2 * MIB);
  }

  @Test
  void aSegmentThatIsFilledFastAfterAFastOneBeginsWithHugePages() {
    fill(1, TimeUnit.SECONDS.toNanos(1) / 100);
    made.clear();

    fill(64, 1);

    assertThat(made).startsWith("huge 0+2").hasSize(8);
  }

  @Test
  void aSegmentThatIsFilledSlowlyAfterAFastOneGoesBackToSmallPages() {
    fill(1, TimeUnit.SECONDS.toNanos(1) / 100);
    made.clear();

    fill(64, TimeUnit.SECONDS.toNanos(1));

    assertThat(made).startsWith("huge 0+2", "small 2+1", "small 3+1").hasSize(15);
  }

  @Test
  void aLogThatGoesOnInTheMiddleBeginsThere() {
    segment.end(5 * MIB + 17);
    pages.begin(segment);

    assertThat(pages.isDue(5 * MIB + 18)).isTrue();
    segment.end(5 * MIB + 18);
    pages.goOn(segment);

    assertThat(made).containsExactly("small 5+1");
  }

  /** Fills the segment by records of 64 KiB. */
  private void fill(int from, long nanosPerMib) {
    segment.end(from);
    pages.begin(segment);
    for (int end = from; end < LENGTH; end += 64 << 10) {
      nowNs += nanosPerMib / 16;
      segment.end(end);
      if (pages.isDue(end)) {
        pages.goOn(segment);
      }
    }
    pages.end();
    assertThat(pages.isDue(LENGTH)).isFalse();
  }
}
