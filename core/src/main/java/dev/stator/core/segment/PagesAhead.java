package dev.stator.core.segment;

import dev.stator.core.file.MappedFile;
import org.agrona.concurrent.NanoClock;

/**
 * Has the pages of the segment that is being filled made ready by another thread before records are
 * written to them, so that no append waits for the system to give the file a page, as far as that
 * can be.
 *
 * <p>A segment that is filled fast gets huge pages. All of a huge page goes to the disk when a byte
 * of it has changed, so one that is filled slowly would be written again and again.
 */
final class PagesAhead {
  /** How much is made ready at a time where pages are small. */
  static final int STEP = 1 << 20;

  private static final int NEVER = Integer.MAX_VALUE;

  /**
   * From how many bytes a second on pages are huge. At that speed a few dozen partitions of a
   * worker fill one each between two checkpoints, so little is written twice.
   */
  private static final long FAST = 4 << 20;

  private static final long SECOND_NS = 1_000_000_000;

  private final SegmentSupply supply;
  private final NanoClock clock;
  private int dueAt = NEVER;
  private int ready;
  private int lastEnd;
  private long lastNs;
  private boolean fast;

  PagesAhead(SegmentSupply supply, NanoClock clock) {
    this.supply = supply;
    this.clock = clock;
    this.lastNs = clock.nanoTime();
  }

  /** Begins with a segment that is going to be filled. */
  void begin(Segment segment) {
    ready = segment.end() & -STEP;
    lastEnd = segment.end();
    segment.readyTo(ready);
    // Small segments would have more pages in memory than they need.
    dueAt = supply.isAhead() && segment.length() >= STEP ? ready : NEVER;
  }

  /** Whether {@link #goOn} is due when records end there. */
  boolean isDue(int end) {
    return end > dueAt;
  }

  /** Has the next pages made ready. */
  void goOn(Segment segment) {
    judge(segment.end());
    int from = Math.max(ready, segment.end() & -STEP);
    int hugeEnd = (from & -MappedFile.HUGE_PAGE) + MappedFile.HUGE_PAGE;
    ready = Math.min(segment.length(), fast ? hugeEnd : from + STEP);
    boolean huge = ready - from == MappedFile.HUGE_PAGE;
    dueAt = ready == segment.length() ? NEVER : ready - (huge ? STEP : STEP / 2);
    supply.populate(segment, from, ready - from, huge);
  }

  /** Whether those that the next bytes go to are ready, as far as somebody was told to do it. */
  boolean areReady(Segment segment, int bytes) {
    return segment.readyTo() >= Math.min(segment.end() + bytes, ready);
  }

  /** Makes pages of a file ready. */
  static void populate(MappedFile file, int from, int count, boolean huge) {
    if (huge) {
      file.populateHuge(from, count);
    } else {
      file.populate(from, count);
    }
  }

  private void judge(int end) {
    long nowNs = clock.nanoTime();
    if (end - lastEnd >= STEP / 2) { // else it says little
      fast = (end - lastEnd) * SECOND_NS >= FAST * Math.max(1, nowNs - lastNs);
    }
    lastEnd = end;
    lastNs = nowNs;
  }

  /** How much of the next segment is to be made ready; a multiple of a huge page if they are. */
  int beginning() {
    return fast ? MappedFile.HUGE_PAGE : STEP;
  }

  void end() {
    dueAt = NEVER;
  }
}
