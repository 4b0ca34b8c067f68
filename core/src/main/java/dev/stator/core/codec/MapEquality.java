package dev.stator.core.codec;

import org.agrona.DirectBuffer;

/**
 * Equality of two items, or of the contents of two maps, of one encoded length whatever the order
 * of their attributes.
 *
 * <p>Small ones look every name up; in large ones that would let a client buy quadratic work, so
 * their attributes are sorted by name first.
 */
final class MapEquality {
  private static final int MAX_LOOKUPS = 64;

  private MapEquality() {}

  static boolean equal(DirectBuffer a, int aOffset, DirectBuffer b, int bOffset, int length) {
    int count = count(a, aOffset, length);
    if (count != count(b, bOffset, length)) {
      return false;
    }
    return count <= MAX_LOOKUPS
        ? equalByLookup(a, aOffset, b, bOffset, length)
        : equalSorted(a, aOffset, b, bOffset, length, count);
  }

  private static int count(DirectBuffer buffer, int offset, int length) {
    int end = offset + length;
    int count = 0;
    for (int at = offset; at < end; at = next(buffer, at)) {
      count++;
    }
    return count;
  }

  private static int next(DirectBuffer buffer, int attribute) {
    int value = attribute + ValueScanner.prefixedLength(buffer, attribute);
    return value + ValueScanner.length(buffer, value);
  }

  private static boolean equalByLookup(
      DirectBuffer a, int aOffset, DirectBuffer b, int bOffset, int length) {
    int end = aOffset + length;
    int at = aOffset;
    while (at < end) {
      int nameLength = Varint.get(a, at);
      int name = at + Varint.lengthOf(nameLength);
      int value = name + nameLength;
      int other = ItemScanner.find(b, bOffset, length, a, name, nameLength);
      if (other < 0 || !ValueScanner.equal(a, value, b, other)) {
        return false;
      }
      at = value + ValueScanner.length(a, value);
    }
    return true;
  }

  private static boolean equalSorted(
      DirectBuffer a, int aOffset, DirectBuffer b, int bOffset, int length, int count) {
    int[] left = sortedAttributes(a, aOffset, length, count);
    int[] right = sortedAttributes(b, bOffset, length, count);
    for (int i = 0; i < count; i++) {
      int name = ValueScanner.prefixedLength(a, left[i]);
      if (PrefixedOrder.compare(a, left[i], b, right[i]) != 0
          || !ValueScanner.equal(a, left[i] + name, b, right[i] + name)) {
        return false;
      }
    }
    return true;
  }

  private static int[] sortedAttributes(DirectBuffer buffer, int offset, int length, int count) {
    int[] offsets = new int[count];
    int end = offset + length;
    int at = offset;
    for (int i = 0; at < end; i++) {
      offsets[i] = at;
      at = next(buffer, at);
    }
    PrefixedOrder.sort(buffer, offsets, count, new int[count]);
    return offsets;
  }
}
