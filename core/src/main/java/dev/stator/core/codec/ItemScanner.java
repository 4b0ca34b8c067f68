package dev.stator.core.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;

/** Reads an item, or the contents of a map, in place; allocates nothing. */
public final class ItemScanner {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private ItemScanner() {}

  /** The offset of the value of the attribute with this UTF-8 name, or -1. */
  public static int find(
      DirectBuffer item,
      int offset,
      int length,
      DirectBuffer name,
      int nameOffset,
      int nameLength) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int otherLength = Varint.get(item, at);
      int other = at + Varint.lengthOf(otherLength);
      int value = other + otherLength;
      if (otherLength == nameLength
          && ByteComparison.equal(item, other, name, nameOffset, nameLength)) {
        return value;
      }
      at = value + ValueScanner.length(item, value);
    }
    return -1;
  }

  /** Like {@link #find(DirectBuffer, int, int, DirectBuffer, int, int)}. */
  public static int find(DirectBuffer item, int offset, int length, byte[] utf8Name) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int otherLength = Varint.get(item, at);
      int other = at + Varint.lengthOf(otherLength);
      int value = other + otherLength;
      if (otherLength == utf8Name.length && equal(item, other, utf8Name)) {
        return value;
      }
      at = value + ValueScanner.length(item, value);
    }
    return -1;
  }

  /** Like {@link #find(DirectBuffer, int, int, DirectBuffer, int, int)}; for short names. */
  public static int find(DirectBuffer item, int offset, int length, String name) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int otherLength = Varint.get(item, at);
      int other = at + Varint.lengthOf(otherLength);
      int value = other + otherLength;
      if (otherLength >= name.length() && Utf8.equal(item, other, otherLength, name)) {
        return value;
      }
      at = value + ValueScanner.length(item, value);
    }
    return -1;
  }

  /** DynamoDB's size of the item in bytes: names and values. */
  public static int size(DirectBuffer item, int offset, int length) {
    int end = offset + length;
    int at = offset;
    int size = 0;
    while (at < end) {
      int nameLength = Varint.get(item, at);
      int value = at + Varint.lengthOf(nameLength) + nameLength;
      size += nameLength + ValueScanner.size(item, value);
      at = value + ValueScanner.length(item, value);
    }
    return size;
  }

  /** Whether two items have equal attributes, whatever their order. */
  public static boolean equal(
      DirectBuffer a, int aOffset, int aLength, DirectBuffer b, int bOffset, int bLength) {
    return aLength == bLength
        && (ByteComparison.equal(a, aOffset, b, bOffset, aLength)
            || MapEquality.equal(a, aOffset, b, bOffset, aLength));
  }

  private static boolean equal(DirectBuffer buffer, int offset, byte[] bytes) {
    int length = bytes.length;
    if (length < Long.BYTES) {
      for (int i = 0; i < length; i++) {
        if (buffer.getByte(offset + i) != bytes[i]) {
          return false;
        }
      }
      return true;
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (buffer.getLong(offset + i, LITTLE_ENDIAN) != (long) LONGS.get(bytes, i)) {
        return false;
      }
    }
    return buffer.getLong(offset + last, LITTLE_ENDIAN) == (long) LONGS.get(bytes, last);
  }
}
