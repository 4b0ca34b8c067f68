package dev.stator.core.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/** Equality and unsigned order of ranges of bytes, eight at a time. */
public final class ByteComparison {
  private ByteComparison() {}

  /** Whether the two ranges of one length hold the same bytes. */
  public static boolean equal(
      DirectBuffer a, int aOffset, DirectBuffer b, int bOffset, int length) {
    if (length < Long.BYTES) {
      return equalShort(a, aOffset, b, bOffset, length);
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (a.getLong(aOffset + i) != b.getLong(bOffset + i)) {
        return false;
      }
    }
    return a.getLong(aOffset + last) == b.getLong(bOffset + last);
  }

  private static boolean equalShort(
      DirectBuffer a, int aOffset, DirectBuffer b, int bOffset, int length) {
    if (length < Integer.BYTES) {
      for (int i = 0; i < length; i++) {
        if (a.getByte(aOffset + i) != b.getByte(bOffset + i)) {
          return false;
        }
      }
      return true;
    }
    int last = length - Integer.BYTES;
    return a.getInt(aOffset) == b.getInt(bOffset)
        && a.getInt(aOffset + last) == b.getInt(bOffset + last);
  }

  /** Lexicographic order by unsigned bytes, a prefix before what it begins. */
  public static int compare(
      DirectBuffer a, int aOffset, int aLength, DirectBuffer b, int bOffset, int bLength) {
    int common = Math.min(aLength, bLength);
    int i = 0;
    for (; i <= common - Long.BYTES; i += Long.BYTES) {
      long x = a.getLong(aOffset + i, BIG_ENDIAN);
      long y = b.getLong(bOffset + i, BIG_ENDIAN);
      if (x != y) {
        return Long.compareUnsigned(x, y);
      }
    }
    for (; i < common; i++) {
      int difference = (a.getByte(aOffset + i) & 0xFF) - (b.getByte(bOffset + i) & 0xFF);
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(aLength, bLength);
  }
}
