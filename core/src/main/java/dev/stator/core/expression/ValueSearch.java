package dev.stator.core.expression;

import dev.stator.core.codec.ByteComparison;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import org.agrona.DirectBuffer;

/** The functions begins_with, contains and size on encoded values; nothing here allocates. */
final class ValueSearch {
  /** The answer of {@link #size} for values that have none. */
  static final int NO_SIZE = -1;

  private ValueSearch() {}

  static boolean beginsWith(DirectBuffer a, int value, DirectBuffer b, int prefix) {
    byte tag = ValueScanner.tag(a, value);
    if (tag != ValueScanner.tag(b, prefix) || !isText(tag)) {
      return false;
    }
    int prefixLength = ValueScanner.payloadLength(b, prefix);
    return prefixLength <= ValueScanner.payloadLength(a, value)
        && ByteComparison.equal(
            a,
            ValueScanner.payloadOffset(a, value),
            b,
            ValueScanner.payloadOffset(b, prefix),
            prefixLength);
  }

  static boolean contains(DirectBuffer a, int container, DirectBuffer b, int element) {
    byte elementTag = ValueScanner.tag(b, element);
    return switch (ValueScanner.tag(a, container)) {
      case ValueDescriptor.STRING ->
          elementTag == ValueDescriptor.STRING && containsPart(a, container, b, element);
      case ValueDescriptor.BINARY ->
          elementTag == ValueDescriptor.BINARY && containsPart(a, container, b, element);
      case ValueDescriptor.STRING_SET ->
          elementTag == ValueDescriptor.STRING && setContains(a, container, b, element);
      case ValueDescriptor.NUMBER_SET ->
          elementTag == ValueDescriptor.NUMBER && setContains(a, container, b, element);
      case ValueDescriptor.BINARY_SET ->
          elementTag == ValueDescriptor.BINARY && setContains(a, container, b, element);
      case ValueDescriptor.LIST -> listContains(a, container, b, element);
      default -> false;
    };
  }

  /**
   * The size that the function {@code size} has: UTF-16 code units of a string, bytes of a binary,
   * elements of a container; {@link #NO_SIZE} for everything else.
   */
  static int size(DirectBuffer buffer, int value) {
    return switch (ValueScanner.tag(buffer, value)) {
      case ValueDescriptor.STRING -> characters(buffer, value);
      case ValueDescriptor.BINARY -> ValueScanner.payloadLength(buffer, value);
      case ValueDescriptor.MAP,
          ValueDescriptor.LIST,
          ValueDescriptor.STRING_SET,
          ValueDescriptor.NUMBER_SET,
          ValueDescriptor.BINARY_SET ->
          ValueScanner.count(buffer, value);
      default -> NO_SIZE;
    };
  }

  private static int characters(DirectBuffer buffer, int value) {
    int at = ValueScanner.payloadOffset(buffer, value);
    int end = at + ValueScanner.payloadLength(buffer, value);
    int count = 0;
    for (; at < end; at++) {
      int unit = buffer.getByte(at) & 0xFF;
      boolean startsCharacter = (unit & 0xC0) != 0x80;
      boolean isSurrogatePair = unit >= 0xF0;
      count += (startsCharacter ? 1 : 0) + (isSurrogatePair ? 1 : 0);
    }
    return count;
  }

  private static boolean isText(byte tag) {
    return tag == ValueDescriptor.STRING || tag == ValueDescriptor.BINARY;
  }

  private static boolean containsPart(DirectBuffer a, int whole, DirectBuffer b, int part) {
    int partOffset = ValueScanner.payloadOffset(b, part);
    int partLength = ValueScanner.payloadLength(b, part);
    int at = ValueScanner.payloadOffset(a, whole);
    int last = at + ValueScanner.payloadLength(a, whole) - partLength;
    if (partLength == 0) {
      return true;
    }
    byte first = b.getByte(partOffset);
    for (; at <= last; at++) {
      if (a.getByte(at) == first && ByteComparison.equal(a, at, b, partOffset, partLength)) {
        return true;
      }
    }
    return false;
  }

  private static boolean setContains(DirectBuffer a, int set, DirectBuffer b, int element) {
    int wanted = ValueScanner.payloadOffset(b, element);
    int wantedLength = ValueScanner.payloadLength(b, element);
    int at = ValueScanner.payloadOffset(a, set);
    int end = at + ValueScanner.payloadLength(a, set);
    while (at < end) {
      int length = Varint.get(a, at);
      at += Varint.lengthOf(length);
      if (length == wantedLength && ByteComparison.equal(a, at, b, wanted, length)) {
        return true;
      }
      at += length;
    }
    return false;
  }

  private static boolean listContains(DirectBuffer a, int list, DirectBuffer b, int element) {
    int at = ValueScanner.payloadOffset(a, list);
    int end = at + ValueScanner.payloadLength(a, list);
    while (at < end) {
      if (ValueScanner.equal(a, at, b, element)) {
        return true;
      }
      at += ValueScanner.length(a, at);
    }
    return false;
  }
}
