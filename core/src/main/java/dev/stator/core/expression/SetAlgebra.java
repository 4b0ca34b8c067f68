package dev.stator.core.expression;

import dev.stator.core.codec.ByteComparison;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Union and difference of two encoded sets of one type, by one merge over their sorted elements.
 */
final class SetAlgebra {
  private static final int CONTENTS = Byte.BYTES + ValueDescriptor.CONTAINER_LENGTH_SIZE;

  private SetAlgebra() {}

  /** Writes the elements of either set; returns the length of the new value. */
  static int union(
      DirectBuffer a,
      int aOffset,
      DirectBuffer b,
      int bOffset,
      MutableDirectBuffer out,
      int start) {
    int i = ValueScanner.payloadOffset(a, aOffset);
    int j = ValueScanner.payloadOffset(b, bOffset);
    int aEnd = i + ValueScanner.payloadLength(a, aOffset);
    int bEnd = j + ValueScanner.payloadLength(b, bOffset);
    int position = start + CONTENTS;
    while (i < aEnd || j < bEnd) {
      int order = order(a, i, aEnd, b, j, bEnd);
      int next = order <= 0 ? i : j;
      DirectBuffer source = order <= 0 ? a : b;
      int length = elementLength(source, next);
      out.putBytes(position, source, next, length);
      position += length;
      i += order <= 0 ? length : 0;
      j += order == 0 ? elementLength(b, j) : order > 0 ? length : 0;
    }
    return finish(ValueScanner.tag(a, aOffset), out, start, position);
  }

  /** Writes the elements of the first set that the second lacks; returns 0 when there are none. */
  static int difference(
      DirectBuffer a,
      int aOffset,
      DirectBuffer b,
      int bOffset,
      MutableDirectBuffer out,
      int start) {
    int i = ValueScanner.payloadOffset(a, aOffset);
    int j = ValueScanner.payloadOffset(b, bOffset);
    int aEnd = i + ValueScanner.payloadLength(a, aOffset);
    int bEnd = j + ValueScanner.payloadLength(b, bOffset);
    int position = start + CONTENTS;
    while (i < aEnd) {
      int order = order(a, i, aEnd, b, j, bEnd);
      int length = order <= 0 ? elementLength(a, i) : 0;
      if (order < 0) {
        out.putBytes(position, a, i, length);
        position += length;
      }
      i += length;
      j += order >= 0 ? elementLength(b, j) : 0;
    }
    return position == start + CONTENTS
        ? 0
        : finish(ValueScanner.tag(a, aOffset), out, start, position);
  }

  /**
   * The order of the elements at {@code i} and {@code j}; behind its end, a set has the largest.
   */
  private static int order(DirectBuffer a, int i, int aEnd, DirectBuffer b, int j, int bEnd) {
    if (i == aEnd || j == bEnd) {
      return i == aEnd ? 1 : -1;
    }
    int aLength = Varint.get(a, i);
    int bLength = Varint.get(b, j);
    return ByteComparison.compare(
        a, i + Varint.lengthOf(aLength), aLength, b, j + Varint.lengthOf(bLength), bLength);
  }

  private static int elementLength(DirectBuffer set, int element) {
    int length = Varint.get(set, element);
    return Varint.lengthOf(length) + length;
  }

  private static int finish(byte tag, MutableDirectBuffer out, int start, int end) {
    out.putByte(start, tag);
    out.putInt(start + Byte.BYTES, end - start - CONTENTS, ByteOrder.LITTLE_ENDIAN);
    return end - start;
  }
}
