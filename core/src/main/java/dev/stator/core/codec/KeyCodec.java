package dev.stator.core.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.number.DecimalCodec;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The keys of items as bytes whose unsigned order is the order of DynamoDB.
 *
 * <pre>
 * key        := hash (8 bytes, big-endian, {@link KeyHash} of the hash components),
 *               hash components, range components
 * component  of S, B   bytes with 0x00 as 0x00 0xFF, then 0x00 0x00
 *            of N      bytes of {@link DecimalCodec}
 * </pre>
 *
 * <p>A component shows its own end, so no key is the prefix of another of its schema, and what
 * belongs to one hash key lies together. Allocates nothing.
 */
public final class KeyCodec {
  /** The bytes before the hash components. */
  public static final int HASH_LENGTH = Long.BYTES;

  /** The most bytes of the value of a hash attribute. */
  public static final int MAX_HASH_VALUE_LENGTH = 2048;

  /** The most bytes of the value of a range attribute. */
  public static final int MAX_RANGE_VALUE_LENGTH = 1024;

  /** The most hash attributes, and the most range attributes, of a key. */
  public static final int MAX_ATTRIBUTES = 4;

  private static final byte ESCAPED = 0x00;
  private static final byte ZERO = (byte) 0xFF;
  private static final byte END = 0x00;
  private static final int END_LENGTH = 2;

  /** The most bytes of the key of a table or local index. */
  public static final int MAX_TABLE_KEY_LENGTH =
      HASH_LENGTH
          + maxComponentLength(MAX_HASH_VALUE_LENGTH)
          + maxComponentLength(MAX_RANGE_VALUE_LENGTH);

  /** The most bytes of any key. */
  public static final int MAX_KEY_LENGTH =
      HASH_LENGTH
          + MAX_ATTRIBUTES * maxComponentLength(MAX_HASH_VALUE_LENGTH)
          + MAX_ATTRIBUTES * maxComponentLength(MAX_RANGE_VALUE_LENGTH);

  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private KeyCodec() {}

  /** The most bytes a component of a value of this length has, when every byte is zero. */
  public static int maxComponentLength(int valueLength) {
    return 2 * valueLength + END_LENGTH;
  }

  /**
   * Writes the key of an item.
   *
   * @return its length, or -1 when an attribute of the key is missing or has another type
   */
  public static int encode(
      KeySchema schema,
      DirectBuffer item,
      int offset,
      int length,
      MutableDirectBuffer dst,
      int dstOffset) {
    int hashLength = encodeHash(schema, item, offset, length, dst, dstOffset);
    if (hashLength < 0) {
      return -1;
    }
    int range = components(schema.range(), item, offset, length, dst, dstOffset + hashLength);
    return range < 0 ? -1 : hashLength + range;
  }

  /**
   * Writes what all keys with the hash attributes of this item begin with.
   *
   * @return its length, or -1 when a hash attribute is missing or has another type
   */
  public static int encodeHash(
      KeySchema schema,
      DirectBuffer item,
      int offset,
      int length,
      MutableDirectBuffer dst,
      int dstOffset) {
    int start = dstOffset + HASH_LENGTH;
    int components = components(schema.hash(), item, offset, length, dst, start);
    if (components < 0) {
      return -1;
    }
    dst.putLong(dstOffset, KeyHash.hash(dst, start, components), BIG_ENDIAN);
    return HASH_LENGTH + components;
  }

  private static int components(
      List<KeyAttribute> attributes,
      DirectBuffer item,
      int offset,
      int length,
      MutableDirectBuffer dst,
      int dstOffset) {
    int position = dstOffset;
    for (int i = 0; i < attributes.size(); i++) {
      KeyAttribute attribute = attributes.get(i);
      int value = ItemScanner.find(item, offset, length, attribute.name());
      if (value < 0 || ValueScanner.tag(item, value) != attribute.type().tag()) {
        return -1;
      }
      position += component(item, value, dst, position);
    }
    return position - dstOffset;
  }

  /** Writes one component from a string, number or binary value and returns its length. */
  public static int component(
      DirectBuffer value, int valueOffset, MutableDirectBuffer dst, int dstOffset) {
    int from = ValueScanner.payloadOffset(value, valueOffset);
    int length = ValueScanner.payloadLength(value, valueOffset);
    if (ValueScanner.tag(value, valueOffset) == ValueDescriptor.NUMBER) {
      dst.putBytes(dstOffset, value, from, length);
      return length;
    }
    int end = from + length;
    int position = dstOffset;
    while (true) {
      int zero = indexOfZero(value, from, end);
      dst.putBytes(position, value, from, zero - from);
      position += zero - from;
      if (zero == end) {
        dst.putByte(position, END);
        dst.putByte(position + 1, END);
        return position + END_LENGTH - dstOffset;
      }
      dst.putByte(position, ESCAPED);
      dst.putByte(position + 1, ZERO);
      position += 2;
      from = zero + 1;
    }
  }

  /** The length of the encoded component at this offset. */
  public static int componentLength(DirectBuffer buffer, ScalarType type, int offset) {
    return switch (type) {
      case N -> DecimalCodec.length(buffer, offset);
      case S, B -> {
        int zero = indexOfZero(buffer, offset, buffer.capacity());
        while (buffer.getByte(zero + 1) == ZERO) {
          zero = indexOfZero(buffer, zero + 2, buffer.capacity());
        }
        yield zero + END_LENGTH - offset;
      }
    };
  }

  private static int indexOfZero(DirectBuffer buffer, int offset, int end) {
    int i = offset;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long word = buffer.getLong(i, LITTLE_ENDIAN);
      long zeros = (word - LOW_BITS) & ~word & HIGH_BITS;
      if (zeros != 0) {
        return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    while (i < end && buffer.getByte(i) != 0) {
      i++;
    }
    return i;
  }
}
