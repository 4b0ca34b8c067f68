package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open segments of a log by their numbers, with holes where segments were removed. */
final class SegmentTable {
  private static final int FIRST_CAPACITY = 4;

  private @Nullable Segment[] byNumber = new Segment[FIRST_CAPACITY];
  private int last;

  void add(Segment segment) {
    int number = segment.number();
    if (number >= byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, 2 * byNumber.length));
    }
    byNumber[number] = segment;
    last = Math.max(last, number);
  }

  /** The segment with the number; null when there is none. */
  @Nullable Segment get(int number) {
    return number < 1 || number > last ? null : byNumber[number];
  }

  /** The highest number so far; 0 = none. */
  int last() {
    return last;
  }

  /** The lowest number of a segment that is not below the given one; above {@link #last}: none. */
  int atLeast(int number) {
    int next = Math.max(1, number);
    while (next <= last && byNumber[next] == null) {
      next++;
    }
    return next;
  }

  /** Forgets the segment, which stays open; its number is not used again. */
  @Nullable Segment remove(int number) {
    Segment removed = get(number);
    if (removed != null) {
      byNumber[number] = null;
    }
    return removed;
  }

  /** All segments, ascending. */
  List<Segment> list() {
    List<Segment> all = new ArrayList<>();
    for (int number = atLeast(1); number <= last; number = atLeast(number + 1)) {
      Segment segment = byNumber[number];
      if (segment != null) {
        all.add(segment);
      }
    }
    return all;
  }

  void clear() {
    Arrays.fill(byNumber, null);
    last = 0;
  }

  long diskBytes() {
    long bytes = 0;
    for (int number = 1; number <= last; number++) {
      Segment segment = byNumber[number];
      bytes += segment == null ? 0 : segment.length();
    }
    return bytes;
  }

  long recordBytes() {
    long bytes = 0;
    for (int number = 1; number <= last; number++) {
      Segment segment = byNumber[number];
      bytes += segment == null ? 0 : segment.end() - HEADER_LENGTH;
    }
    return bytes;
  }

  /** What the records take that are replayed at opening. */
  long replayedBytes() {
    long bytes = 0;
    for (int number = 1; number <= last; number++) {
      Segment segment = byNumber[number];
      bytes += segment == null || segment.isEmptied() ? 0 : segment.end() - HEADER_LENGTH;
    }
    return bytes;
  }

  /** Whether no segment was ever emptied. */
  boolean isComplete() {
    for (int number = 1; number <= last; number++) {
      Segment segment = byNumber[number];
      if (segment == null || segment.isEmptied()) {
        return false;
      }
    }
    return true;
  }

  long liveBytes() {
    long bytes = 0;
    for (int number = 1; number <= last; number++) {
      Segment segment = byNumber[number];
      bytes += segment == null ? 0 : segment.liveBytes();
    }
    return bytes;
  }

  /** Whether a segment below the number is replayed at opening and has a record that is dead. */
  boolean hasDeadBelow(int number) {
    for (int i = 1; i < number; i++) {
      Segment segment = byNumber[i];
      if (segment != null && !segment.isEmptied() && segment.hasDead()) {
        return true;
      }
    }
    return false;
  }
}
