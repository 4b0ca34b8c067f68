package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import dev.stator.core.error.StorageException;
import org.jspecify.annotations.Nullable;

/** What somebody needs to know of records that may be damaged, or that a repair has given up. */
public final class DamagedRecords {
  private DamagedRecords() {}

  /**
   * Reads the record that another one names as its previous, as {@link SegmentLog#read}.
   *
   * @return false when a repair has given it up
   */
  public static boolean readPrevious(SegmentLog log, long location, RecordView view) {
    try {
      return !isFiller(log.read(location, view));
    } catch (StorageException damage) {
      if (isGivenUp(log, location)) {
        return false;
      }
      throw damage;
    }
  }

  /** Whether a repair has put a record in this place that says nothing. */
  private static boolean isGivenUp(SegmentLog log, long location) {
    @Nullable Segment segment = log.segment(Location.segmentNumber(location));
    RecordView covering = new RecordView();
    int offset = HEADER_LENGTH;
    while (segment != null
        && SegmentScanner.findDamage(segment, offset, segment.end(), covering) == null) {
      offset += RecordDescriptor.align(covering.length());
      if (offset > Location.offset(location)) {
        // where all is whole, only a repair moves the starts
        return covering.location() != location || isFiller(covering);
      }
    }
    return false;
  }

  /** Participants of transactions have random numbers as their keys. */
  private static boolean isFiller(RecordView record) {
    int key = record.keyOffset();
    return record.type() == RecordDescriptor.RESOLVE
        && record.has(RecordDescriptor.COPY)
        && SegmentScanner.findNonZero(record.buffer(), key, key + record.keyLength()) < 0;
  }

  /**
   * How many of the records from a location on, in its segment, are whole: the limit when that many
   * are or all to the end, fewer behind so many bytes or before one that is damaged.
   *
   * @throws StorageException when the first one is damaged
   */
  public static int countWhole(SegmentLog log, long from, int limit, int bytes) {
    int number = Location.segmentNumber(from);
    Segment segment = log.existing(number);
    RecordView view = new RecordView();
    int first = Location.offset(from);
    int offset = first;
    for (int count = 0; count < limit && offset < segment.end(); count++) {
      if (count > 0 && offset - first >= bytes) {
        return count;
      }
      try {
        log.read(Location.of(number, offset), view);
      } catch (StorageException damage) {
        if (count > 0) {
          return count;
        }
        throw damage;
      }
      offset += RecordDescriptor.align(view.length());
    }
    return limit;
  }
}
