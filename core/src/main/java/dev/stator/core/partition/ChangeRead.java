package dev.stator.core.partition;

import dev.stator.core.model.StreamView;

/** A read of the changes in a partition that belong to a stream. */
public sealed interface ChangeRead {
  Range range();

  /**
   * The changes that a stream has in the partition and that can still be read.
   *
   * @param start the location of the first one
   * @param end the location behind the last one; {@link Long#MAX_VALUE} when more are added
   * @param horizonMicros the changes before this time are trimmed
   */
  record Range(long start, long end, long horizonMicros) {}

  /**
   * Reads the changes from a position on, at most 1 MB of them.
   *
   * @param skipsTrimmed passes trimmed changes over; else the read is refused if it meets one first
   * @param limit how many changes
   */
  record Page(Range range, long position, boolean skipsTrimmed, int limit, StreamView view)
      implements ChangeRead {}

  /** Finds the position behind the last change that can be read. */
  record SeekLatest(Range range) implements ChangeRead {}

  /**
   * Finds the position of a change.
   *
   * @param location the location of its record, or where the range starts or ends
   * @param after gives the position behind it
   */
  record SeekChange(Range range, long location, boolean after) implements ChangeRead {}
}
