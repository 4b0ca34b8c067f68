package dev.stator.core.codec;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Unsigned LEB128: seven bits a byte, the lowest first, the top bit set on all but the last. */
public final class Varint {
  /** The most bytes of a varint. */
  public static final int MAX_LENGTH = 5;

  private static final int MORE = 0x80;
  private static final int BITS = 7;

  private Varint() {}

  /** Writes the value, taken as unsigned, and returns its length. */
  public static int put(MutableDirectBuffer buffer, int offset, int value) {
    int rest = value;
    int position = offset;
    while ((rest & -MORE) != 0) {
      buffer.putByte(position++, (byte) (rest | MORE));
      rest >>>= BITS;
    }
    buffer.putByte(position++, (byte) rest);
    return position - offset;
  }

  /** The value at this offset; its length is {@link #lengthOf} of it. */
  public static int get(DirectBuffer buffer, int offset) {
    int value = buffer.getByte(offset);
    return value >= 0 ? value : getLong(buffer, offset, value & (MORE - 1));
  }

  private static int getLong(DirectBuffer buffer, int offset, int lowest) {
    int value = lowest;
    int shift = BITS;
    int position = offset + 1;
    byte next;
    do {
      next = buffer.getByte(position++);
      value |= (next & (MORE - 1)) << shift;
      shift += BITS;
    } while (next < 0);
    return value;
  }

  /** The length of the value, taken as unsigned, when written. */
  public static int lengthOf(int value) {
    return value >>> BITS == 0
        ? 1
        : (Integer.SIZE + BITS - 1 - Integer.numberOfLeadingZeros(value)) / BITS;
  }
}
