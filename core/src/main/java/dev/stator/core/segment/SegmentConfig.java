package dev.stator.core.segment;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How long segment files are and who creates them: the first has {@code firstLength} bytes, every
 * next one {@value #GROWTH} times as many up to {@code maximumLength}; a record that does not fit
 * such a file gets one of its own length.
 *
 * @param preparer creates the next file while the current one is filled; null: the appending thread
 *     creates it when it is needed. Makes no difference to the contents of the files.
 */
public record SegmentConfig(int firstLength, int maximumLength, @Nullable Executor preparer) {
  /** Files are multiples of this length. */
  public static final int LENGTH_UNIT = 4096;

  static final int GROWTH = 4;

  private static final int LONGEST = 1 << 30;

  public SegmentConfig {
    checkLength("firstLength", firstLength);
    checkLength("maximumLength", maximumLength);
    if (firstLength > maximumLength) {
      throw new IllegalArgumentException(
          "firstLength " + firstLength + " is above maximumLength " + maximumLength);
    }
  }

  /** 64 KiB growing to 64 MiB, without a preparer. */
  public static SegmentConfig standard() {
    return new SegmentConfig(64 << 10, 64 << 20, null);
  }

  public SegmentConfig withPreparer(Executor executor) {
    return new SegmentConfig(firstLength, maximumLength, executor);
  }

  /** The length of segment {@code number} when all its records are small. */
  int lengthOf(int number) {
    long length = firstLength;
    for (int i = 1; i < number && length < maximumLength; i++) {
      length *= GROWTH;
    }
    return (int) Math.min(length, maximumLength);
  }

  /** The length of segment {@code number} whose first record takes {@code recordLength} bytes. */
  int lengthOf(int number, int recordLength) {
    int units = Math.ceilDiv(SegmentDescriptor.HEADER_LENGTH + recordLength, LENGTH_UNIT);
    return Math.max(lengthOf(number), units * LENGTH_UNIT);
  }

  private static void checkLength(String name, int length) {
    if (length < LENGTH_UNIT || length > LONGEST || length % LENGTH_UNIT != 0) {
      throw new IllegalArgumentException(
          name + " must be a multiple of " + LENGTH_UNIT + " up to " + LONGEST + ": " + length);
    }
  }
}
