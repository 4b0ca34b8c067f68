package dev.stator.core.index;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Compares keys by their unsigned bytes; a key is before every longer one that starts with it. */
final class KeyBytes {
  /** Bytes in a head. */
  static final int HEAD_LENGTH = Integer.BYTES;

  private KeyBytes() {}

  /**
   * The first 4 of {@code length} bytes as a big-endian number, padded with zeros: when two heads
   * differ as unsigned numbers, the keys differ the same way.
   */
  static int head(DirectBuffer buffer, int offset, int length) {
    if (length >= HEAD_LENGTH) {
      return buffer.getInt(offset, ByteOrder.BIG_ENDIAN);
    }
    int head = 0;
    for (int i = 0; i < length; i++) {
      head |= (buffer.getByte(offset + i) & 0xFF) << (Integer.SIZE - Byte.SIZE * (i + 1));
    }
    return head;
  }

  /** The count of equal bytes at the start of two ranges of {@code length} bytes. */
  static int mismatch(
      DirectBuffer left, int leftOffset, DirectBuffer right, int rightOffset, int length) {
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      long difference =
          left.getLong(leftOffset + i, ByteOrder.LITTLE_ENDIAN)
              ^ right.getLong(rightOffset + i, ByteOrder.LITTLE_ENDIAN);
      if (difference != 0) {
        return i + Long.numberOfTrailingZeros(difference) / Byte.SIZE;
      }
    }
    while (i < length && left.getByte(leftOffset + i) == right.getByte(rightOffset + i)) {
      i++;
    }
    return i;
  }

  static int compare(
      DirectBuffer left,
      int leftOffset,
      int leftLength,
      DirectBuffer right,
      int rightOffset,
      int rightLength) {
    int common = Math.min(leftLength, rightLength);
    int i = mismatch(left, leftOffset, right, rightOffset, common);
    return i < common
        ? Byte.compareUnsigned(left.getByte(leftOffset + i), right.getByte(rightOffset + i))
        : Integer.compare(leftLength, rightLength);
  }
}
