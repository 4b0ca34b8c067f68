package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import org.jspecify.annotations.Nullable;

/**
 * Decides which segment of a log is worth emptying. The log is left alone while what could be won
 * back is less than a {@value #TOLERATED}th of what is live, or than a small file.
 *
 * <p>Records that only say that earlier ones are over ({@link RecordDescriptor#holds}) cannot be
 * dropped while there are such earlier ones: when many wait for that, the first segment with
 * earlier ones is emptied, however much is live in it.
 */
final class SparseSegments {
  /** So many times what is dead is tolerated beside what is live. */
  static final int TOLERATED = 5;

  /** A segment is chosen only if more than a {@value}th of it can be won back. */
  private static final int WORTH_IT = 8;

  private SparseSegments() {}

  /** The number of the segment to empty; 0 = none. */
  static int find(SegmentTable segments, @Nullable Segment current, int small) {
    long live = 0;
    long dead = 0;
    long waiting = 0;
    int firstWithDead = 0;
    int best = 0;
    double bestShare = 1.0 / WORTH_IT;
    for (int number = segments.atLeast(1);
        number <= segments.last();
        number = segments.atLeast(number + 1)) {
      Segment segment = segments.get(number);
      if (segment == null || segment.isEmptied()) {
        continue;
      }
      live += segment.liveBytes();
      if (segment == current) {
        continue;
      }
      int kept = firstWithDead > 0 ? segment.noteBytes() : 0;
      int records = segment.end() - HEADER_LENGTH;
      int gain = records - segment.liveBytes() - kept;
      waiting += kept;
      if (firstWithDead == 0 && segment.hasDead()) {
        firstWithDead = number;
      }
      if (segment.isDamaged()) {
        continue; // what is copied must be right
      }
      dead += gain;
      double share = (double) gain / records;
      if (share > bestShare) {
        best = number;
        bestShare = share;
      }
    }
    if (isMuch(dead, live, small)) {
      return best;
    }
    Segment first = segments.get(firstWithDead);
    boolean canBeEmptied = first != null && !first.isDamaged();
    return canBeEmptied && isMuch(waiting, live, small) ? firstWithDead : 0;
  }

  private static boolean isMuch(long bytes, long live, int small) {
    return bytes >= small && bytes >= live / TOLERATED;
  }
}
