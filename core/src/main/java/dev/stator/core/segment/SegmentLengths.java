package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How long the next segments of a log are. When a segment is begun, the records in all full ones
 * that are not emptied decide about the one after it, and its header keeps that: so a log that is
 * opened again goes on with files of the same lengths, and the next file can be made ahead.
 *
 * <p>These records follow what is live, since compaction keeps the two close. They are known from a
 * checkpoint, and can be foretold for the segments that a command is going to need.
 */
final class SegmentLengths {
  private final SegmentConfig config;
  private final SegmentTable segments;
  private int next;

  SegmentLengths(SegmentConfig config, SegmentTable segments) {
    this.config = config;
    this.segments = segments;
    @Nullable Segment last = segments.get(segments.last());
    int kept = last == null ? config.firstLength() : SegmentHeader.read(last).nextLength();
    this.next = kept > 0 ? kept : config.lengthOf(segments.last() + 1);
  }

  /** The length of the next segment if its first record fits it. */
  int next() {
    return next;
  }

  /** The length of the next segment, whose first record takes {@code recordLength} bytes. */
  int next(int recordLength) {
    return SegmentConfig.fitting(next, recordLength);
  }

  /** Decides about the segment after the one that is being begun, which is not in the table yet. */
  void begin() {
    next = decide(segments.replayedBytes());
  }

  /**
   * Has the files made that the next records need.
   *
   * @param lengths what the records take, in their order
   * @param left what fits in the current segment
   * @throws dev.stator.core.error.NoRoomException when one cannot be made
   */
  void makeReady(IntArrayList lengths, int left, SegmentSupply supply) {
    int remaining = left;
    int number = segments.last();
    int length = next;
    long planned = 0;
    for (int i = 0; i < lengths.size(); i++) {
      int recordLength = lengths.getInt(i);
      if (recordLength > remaining) {
        number++;
        int fileLength = SegmentConfig.fitting(length, recordLength);
        supply.makeReady(number, fileLength);
        length = decide(segments.replayedBytes() + planned);
        remaining = fileLength - HEADER_LENGTH;
      }
      remaining -= recordLength;
      planned += recordLength;
    }
  }

  private int decide(long recordBytes) {
    return config.lengthBeside(recordBytes, segments.isComplete());
  }
}
