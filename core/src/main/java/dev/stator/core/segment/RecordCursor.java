package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import dev.stator.core.error.StorageException;

/**
 * A forward reader over the records of a log, from a location to the head at the time of each call;
 * it crosses the ends of segments, steps over segments that were removed, and goes on when more was
 * appended. Used by the owner of the log.
 */
public final class RecordCursor {
  private final SegmentLog log;
  private int segmentNumber;
  private int offset;

  RecordCursor(SegmentLog log, long position) {
    this.log = log;
    position(position);
  }

  /**
   * Moves the view to the next record; false when there is none yet. Allocates nothing.
   *
   * @throws dev.stator.core.error.StorageException when that is damaged
   */
  public boolean next(RecordView view) {
    long before = position();
    if (!pass(view)) {
      return false;
    }
    try {
      log.verify(view);
    } catch (StorageException damage) {
      position(before);
      throw damage;
    }
    return true;
  }

  /** As {@link #next}, without a look at the checksum. */
  public boolean pass(RecordView view) {
    int last = log.lastSegment();
    while (segmentNumber <= last) {
      Segment segment = log.segment(segmentNumber);
      if (segment != null && offset < segment.end()) {
        log.show(Location.of(segmentNumber, offset), view);
        offset += RecordDescriptor.align(view.length());
        return true;
      }
      if (segmentNumber == last) {
        return false;
      }
      segmentNumber = log.segmentAtLeast(segmentNumber + 1);
      offset = HEADER_LENGTH;
    }
    return false;
  }

  /** Whether all records of the segment, in which the cursor is, have been read. */
  public boolean isAtEndOf(int number) {
    Segment segment = log.segment(number);
    return segmentNumber != number || segment == null || offset >= segment.end();
  }

  /** A location behind the record read last: the next one is there or at the start of a segment. */
  public long position() {
    return Location.of(segmentNumber, offset);
  }

  /** Goes to a location of a record or to a former position; 0 = the first record. */
  public void position(long location) {
    long position = location == 0 ? Location.of(1, HEADER_LENGTH) : location;
    if (position < Location.of(1, HEADER_LENGTH) || position > log.head()) {
      throw new IllegalArgumentException(
          "no position in the log: "
              + Location.describe(location)
              + ", head="
              + Location.describe(log.head()));
    }
    segmentNumber = Location.segmentNumber(position);
    offset = Location.offset(position);
  }
}
