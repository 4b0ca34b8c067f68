package dev.stator.core.segment;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How long segment files are and who creates them: the first has {@code firstLength} bytes, the
 * others a {@value #SHARE}th of what is in the partition, a {@value #GROWING_SHARE}th while nothing
 * was ever won back there, up to {@code maximumLength}; a record that does not fit such a file gets
 * one of its own length.
 *
 * @param preparer creates the next file while the current one is filled; null: the appending thread
 *     creates it when it is needed. Makes no difference to the contents of the files.
 */
public record SegmentConfig(int firstLength, int maximumLength, @Nullable Executor preparer) {
  /** Files are multiples of this length. */
  public static final int LENGTH_UNIT = 4096;

  /**
   * What is won back, what it is copied to, and the file that is being filled are a segment each
   * that takes room beside what is live; many segments take many mappings.
   */
  static final int SHARE = 14;

  /** Where nothing is superseded there is one such segment, the one that is being filled. */
  static final int GROWING_SHARE = 4;

  /** Lengths between a power of two and the next. */
  private static final int STEPS = 4;

  /** How segments grew when their headers did not say how long the next one is. */
  static final int FORMER_GROWTH = 4;

  private static final int LONGEST = 1 << 30;

  public SegmentConfig {
    checkLength("firstLength", firstLength);
    checkLength("maximumLength", maximumLength);
    if (firstLength > maximumLength) {
      throw new IllegalArgumentException(
          "firstLength " + firstLength + " is above maximumLength " + maximumLength);
    }
  }

  /** 64 KiB to 64 MiB, without a preparer. */
  public static SegmentConfig standard() {
    return new SegmentConfig(64 << 10, 64 << 20, null);
  }

  public SegmentConfig withPreparer(Executor executor) {
    return new SegmentConfig(firstLength, maximumLength, executor);
  }

  /**
   * The length of a segment beside the records that count.
   *
   * @param recordBytes what they take, and what is superseded among them
   * @param grows whether no segment was ever emptied
   */
  int lengthBeside(long recordBytes, boolean grows) {
    long share = recordBytes / (grows ? GROWING_SHARE : SHARE);
    if (share <= firstLength) {
      return firstLength;
    }
    if (share >= maximumLength) {
      return maximumLength;
    }
    long step = Math.max(LENGTH_UNIT, Long.highestOneBit(share) / STEPS);
    return (int) Math.max(firstLength, share - share % step);
  }

  /** The length of segment {@code number} behind one that does not say it. */
  int lengthOf(int number) {
    long length = firstLength;
    for (int i = 1; i < number && length < maximumLength; i++) {
      length *= FORMER_GROWTH;
    }
    return (int) Math.min(length, maximumLength);
  }

  /** The length of a segment of the length, or longer so that its first record fits. */
  static int fitting(int length, int recordLength) {
    int units = Math.ceilDiv(SegmentDescriptor.HEADER_LENGTH + recordLength, LENGTH_UNIT);
    return Math.max(length, units * LENGTH_UNIT);
  }

  private static void checkLength(String name, int length) {
    if (length < LENGTH_UNIT || length > LONGEST || length % LENGTH_UNIT != 0) {
      throw new IllegalArgumentException(
          name + " must be a multiple of " + LENGTH_UNIT + " up to " + LONGEST + ": " + length);
    }
  }
}
