package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

/** Finds in a log, by the first records of its segments, where the changes since a time begin. */
final class TimeSearch {
  /** How many copies at the start of a segment are passed to find its first change. */
  private static final int MAX_COPIES = 64;

  private static final long UNKNOWN = Long.MIN_VALUE;

  private TimeSearch() {}

  /** The start of the last segment that begins with a change before the time, else the first. */
  static long positionBefore(SegmentLog log, long timestampMicros) {
    int found = 1;
    int low = 1;
    int high = log.lastSegment();
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (firstChange(log, middle) < timestampMicros) {
        found = middle;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Location.of(found, HEADER_LENGTH);
  }

  /** The time of the first change in the segment or, if that is not near its start, behind it. */
  private static long firstChange(SegmentLog log, int segment) {
    RecordView record = new RecordView();
    int last = log.lastSegment();
    for (int number = log.segmentAtLeast(segment);
        number <= last;
        number = log.segmentAtLeast(number + 1)) {
      Segment open = log.segment(number);
      long time = open == null ? UNKNOWN : firstChange(open, record);
      if (time != UNKNOWN) {
        return time;
      }
    }
    return Long.MAX_VALUE;
  }

  private static long firstChange(Segment segment, RecordView record) {
    int offset = HEADER_LENGTH;
    for (int i = 0; i < MAX_COPIES && offset < segment.end(); i++) {
      if (SegmentScanner.findDamage(segment, offset, segment.end(), record) != null) {
        return UNKNOWN; // the next segment tells less, but nothing wrong
      }
      if (!record.has(RecordDescriptor.COPY)) {
        return record.timestampMicros();
      }
      offset += RecordDescriptor.align(record.length());
    }
    return UNKNOWN;
  }
}
