package dev.stator.core.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.number.DecimalCodec;
import org.agrona.DirectBuffer;

/**
 * Reads one attribute value in place, see {@link ValueDescriptor}. Allocates nothing, except when
 * large maps with another order of attributes are compared.
 */
public final class ValueScanner {
  /** The deepest value of an item; {@link #depth} does not look further than one below. */
  public static final int MAX_DEPTH = 32;

  private static final int TAG_SIZE = Byte.BYTES;
  private static final int SCALAR_SIZE = 1;
  private static final int DOCUMENT_SIZE = 3;
  private static final int ELEMENT_SIZE = 1;

  private ValueScanner() {}

  public static byte tag(DirectBuffer buffer, int offset) {
    return buffer.getByte(offset);
  }

  /** The length of the value with its tag. */
  public static int length(DirectBuffer buffer, int offset) {
    byte tag = buffer.getByte(offset);
    if (tag <= ValueDescriptor.BINARY) {
      return TAG_SIZE + prefixedLength(buffer, offset + TAG_SIZE);
    }
    if (tag <= ValueDescriptor.NULL) {
      return TAG_SIZE;
    }
    return containerHeader() + buffer.getInt(offset + TAG_SIZE, LITTLE_ENDIAN);
  }

  /** Where the bytes of a string, number or binary begin, or the elements of a container. */
  public static int payloadOffset(DirectBuffer buffer, int offset) {
    byte tag = buffer.getByte(offset);
    if (tag <= ValueDescriptor.BINARY) {
      return offset + TAG_SIZE + Varint.lengthOf(Varint.get(buffer, offset + TAG_SIZE));
    }
    return offset + (tag <= ValueDescriptor.NULL ? TAG_SIZE : containerHeader());
  }

  /** How many bytes there are at {@link #payloadOffset}. */
  public static int payloadLength(DirectBuffer buffer, int offset) {
    byte tag = buffer.getByte(offset);
    if (tag <= ValueDescriptor.BINARY) {
      return Varint.get(buffer, offset + TAG_SIZE);
    }
    return tag <= ValueDescriptor.NULL ? 0 : buffer.getInt(offset + TAG_SIZE, LITTLE_ENDIAN);
  }

  /** What the value counts in DynamoDB's size of an item, bytes. */
  public static int size(DirectBuffer buffer, int offset) {
    return switch (tag(buffer, offset)) {
      case ValueDescriptor.STRING, ValueDescriptor.BINARY -> payloadLength(buffer, offset);
      case ValueDescriptor.NUMBER -> DecimalCodec.size(buffer, payloadOffset(buffer, offset));
      case ValueDescriptor.MAP ->
          DOCUMENT_SIZE
              + ELEMENT_SIZE * count(buffer, offset)
              + ItemScanner.size(
                  buffer, payloadOffset(buffer, offset), payloadLength(buffer, offset));
      case ValueDescriptor.LIST -> DOCUMENT_SIZE + listSize(buffer, offset);
      case ValueDescriptor.STRING_SET, ValueDescriptor.NUMBER_SET, ValueDescriptor.BINARY_SET ->
          setSize(buffer, offset);
      default -> SCALAR_SIZE;
    };
  }

  private static int listSize(DirectBuffer buffer, int offset) {
    int end = offset + length(buffer, offset);
    int size = 0;
    for (int at = payloadOffset(buffer, offset); at < end; at += length(buffer, at)) {
      size += ELEMENT_SIZE + size(buffer, at);
    }
    return size;
  }

  private static int setSize(DirectBuffer buffer, int offset) {
    boolean numbers = tag(buffer, offset) == ValueDescriptor.NUMBER_SET;
    int end = offset + length(buffer, offset);
    int at = payloadOffset(buffer, offset);
    int size = 0;
    while (at < end) {
      int length = Varint.get(buffer, at);
      at += Varint.lengthOf(length);
      size += numbers ? DecimalCodec.size(buffer, at) : length;
      at += length;
    }
    return size;
  }

  /** The number of elements of a map, list or set; 0 for anything else. */
  public static int count(DirectBuffer buffer, int offset) {
    byte tag = tag(buffer, offset);
    if (tag <= ValueDescriptor.NULL) {
      return 0;
    }
    int end = offset + length(buffer, offset);
    int count = 0;
    for (int at = payloadOffset(buffer, offset); at < end; at += elementLength(tag, buffer, at)) {
      count++;
    }
    return count;
  }

  private static int elementLength(byte containerTag, DirectBuffer buffer, int offset) {
    return switch (containerTag) {
      case ValueDescriptor.MAP -> {
        int name = prefixedLength(buffer, offset);
        yield name + length(buffer, offset + name);
      }
      case ValueDescriptor.LIST -> length(buffer, offset);
      default -> prefixedLength(buffer, offset);
    };
  }

  /** Whether two values are equal: lists in order, maps whatever the order of their attributes. */
  public static boolean equal(DirectBuffer a, int aOffset, DirectBuffer b, int bOffset) {
    int length = length(a, aOffset);
    byte tag = tag(a, aOffset);
    if (tag != tag(b, bOffset) || length != length(b, bOffset)) {
      return false;
    }
    if (ByteComparison.equal(a, aOffset, b, bOffset, length)) {
      return true;
    }
    return switch (tag) {
      case ValueDescriptor.LIST -> equalLists(a, aOffset, b, bOffset, length);
      case ValueDescriptor.MAP ->
          MapEquality.equal(
              a,
              aOffset + containerHeader(),
              b,
              bOffset + containerHeader(),
              length - containerHeader());
      default -> false;
    };
  }

  private static boolean equalLists(
      DirectBuffer a, int aOffset, DirectBuffer b, int bOffset, int length) {
    int i = containerHeader();
    while (i < length) {
      if (!equal(a, aOffset + i, b, bOffset + i)) {
        return false;
      }
      i += length(a, aOffset + i);
    }
    return true;
  }

  /** The order of two strings, two numbers or two binaries. */
  public static int compare(DirectBuffer a, int aOffset, DirectBuffer b, int bOffset) {
    return ByteComparison.compare(
        a,
        payloadOffset(a, aOffset),
        payloadLength(a, aOffset),
        b,
        payloadOffset(b, bOffset),
        payloadLength(b, bOffset));
  }

  /** The offset of an element of a list, or -1 when the list is shorter or the value no list. */
  public static int elementAt(DirectBuffer buffer, int offset, int index) {
    if (tag(buffer, offset) != ValueDescriptor.LIST || index < 0) {
      return -1;
    }
    int end = offset + length(buffer, offset);
    int at = payloadOffset(buffer, offset);
    for (int i = 0; i < index && at < end; i++) {
      at += length(buffer, at);
    }
    return at < end ? at : -1;
  }

  /**
   * Levels of nesting: 1 for a scalar, a set or an empty document. More than {@link #MAX_DEPTH}
   * means too deep, however deep; look at it before anything else that descends.
   */
  public static int depth(DirectBuffer buffer, int offset) {
    return depth(buffer, offset, MAX_DEPTH + 1);
  }

  private static int depth(DirectBuffer buffer, int offset, int limit) {
    byte tag = tag(buffer, offset);
    if (tag != ValueDescriptor.MAP && tag != ValueDescriptor.LIST) {
      return 1;
    }
    int end = offset + length(buffer, offset);
    int at = payloadOffset(buffer, offset);
    int deepest = 0;
    while (at < end && deepest < limit - 1) {
      int value = tag == ValueDescriptor.MAP ? at + prefixedLength(buffer, at) : at;
      deepest = Math.max(deepest, depth(buffer, value, limit - 1));
      at = value + length(buffer, value);
    }
    return deepest + 1;
  }

  /** The length of a varint and the bytes it announces. */
  static int prefixedLength(DirectBuffer buffer, int offset) {
    int length = Varint.get(buffer, offset);
    return Varint.lengthOf(length) + length;
  }

  private static int containerHeader() {
    return TAG_SIZE + ValueDescriptor.CONTAINER_LENGTH_SIZE;
  }
}
