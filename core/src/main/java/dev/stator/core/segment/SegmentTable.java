package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open segments of a log by their numbers. What it takes, in memory and in time, depends on how
 * many are open and not on their numbers: these only grow, by thousands a day in a partition that
 * is updated all the time.
 */
final class SegmentTable {
  private final Int2ObjectHashMap<Segment> byNumber = new Int2ObjectHashMap<>();
  private final List<Segment> ascending = new ArrayList<>();
  private @Nullable List<SealedSegment> sealed;
  private int last;
  private boolean hasHoles;

  /** Adds the segment with the highest number so far. */
  void add(Segment segment) {
    hasHoles |= segment.number() > last + 1;
    byNumber.put(segment.number(), segment);
    ascending.add(segment);
    last = segment.number();
    sealed = null;
  }

  /** The segment with the number; null when there is none. */
  @Nullable Segment get(int number) {
    return byNumber.get(number);
  }

  /** The highest number so far; 0 = none. */
  int last() {
    return last;
  }

  /** The lowest number of a segment that is not below the given one; above {@link #last}: none. */
  int atLeast(int number) {
    int index = indexOf(number);
    return index < ascending.size() ? ascending.get(index).number() : last + 1;
  }

  /** Where the first segment is whose number is not below this one. */
  private int indexOf(int number) {
    int low = 0;
    int high = ascending.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending.get(middle).number() < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Forgets the segment, which stays open; its number is not used again. */
  void remove(int number) {
    if (byNumber.remove(number) != null) {
      ascending.remove(indexOf(number));
      hasHoles = true;
      sealed = null;
    }
  }

  /** Says that nothing in the segment counts any more since the head of the log was there. */
  void markEmptied(Segment segment, long head) {
    segment.emptied(head);
    sealed = null;
  }

  /** All but the last, ascending, as a checkpoint keeps them; made anew only after a change. */
  List<SealedSegment> sealed() {
    List<SealedSegment> known = sealed;
    if (known == null) {
      List<SealedSegment> made = new ArrayList<>(ascending.size());
      for (Segment segment : ascending) {
        if (segment.number() != last) {
          made.add(new SealedSegment(segment.number(), segment.end(), segment.emptied()));
        }
      }
      known = List.copyOf(made);
      sealed = known;
    }
    return known;
  }

  /** All segments, ascending. */
  List<Segment> list() {
    return List.copyOf(ascending);
  }

  void clear() {
    byNumber.clear();
    ascending.clear();
    sealed = null;
    last = 0;
  }

  long diskBytes() {
    long bytes = 0;
    for (int i = 0; i < ascending.size(); i++) {
      bytes += ascending.get(i).length();
    }
    return bytes;
  }

  long recordBytes() {
    long bytes = 0;
    for (int i = 0; i < ascending.size(); i++) {
      bytes += ascending.get(i).end() - HEADER_LENGTH;
    }
    return bytes;
  }

  /** What the records take that are replayed at opening. */
  long replayedBytes() {
    long bytes = 0;
    for (int i = 0; i < ascending.size(); i++) {
      Segment segment = ascending.get(i);
      bytes += segment.isEmptied() ? 0 : segment.end() - HEADER_LENGTH;
    }
    return bytes;
  }

  /** Whether no segment was ever emptied. */
  boolean isComplete() {
    for (int i = 0; i < ascending.size(); i++) {
      if (ascending.get(i).isEmptied()) {
        return false;
      }
    }
    return !hasHoles;
  }

  long liveBytes() {
    long bytes = 0;
    for (int i = 0; i < ascending.size(); i++) {
      bytes += ascending.get(i).liveBytes();
    }
    return bytes;
  }

  /** Whether a segment below the number is replayed at opening and has a record that is dead. */
  boolean hasDeadBelow(int number) {
    for (int i = 0; i < ascending.size(); i++) {
      Segment segment = ascending.get(i);
      if (segment.number() >= number) {
        return false;
      }
      if (!segment.isEmptied() && segment.hasDead()) {
        return true;
      }
    }
    return false;
  }
}
