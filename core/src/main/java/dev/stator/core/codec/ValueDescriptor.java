package dev.stator.core.codec;

/**
 * Layout of attribute values and items; integers are little-endian.
 *
 * <pre>
 * value      := tag (1 byte) payload
 * payload    of S, B          varint length, bytes
 *            of N             varint length, bytes of {@link dev.stator.core.number.DecimalCodec}
 *            of FALSE, TRUE, NULL   nothing
 *            of M             int32 length of what follows, attributes
 *            of L             int32 length of what follows, values
 *            of SS, NS, BS    int32 length of what follows, elements (varint length, bytes),
 *                             ascending by their unsigned bytes, without duplicates
 * attribute  := varint length of the name, name in UTF-8, value
 * item       := attributes, in the order the client gave them; its length is known from outside
 * varint     := unsigned LEB128, at most 5 bytes
 * </pre>
 *
 * So the payload of a map after its length is an item, and equality of scalars and sets is equality
 * of their bytes.
 */
public final class ValueDescriptor {
  public static final byte STRING = 1;
  public static final byte NUMBER = 2;
  public static final byte BINARY = 3;
  public static final byte FALSE = 4;
  public static final byte TRUE = 5;
  public static final byte NULL = 6;
  public static final byte MAP = 7;
  public static final byte LIST = 8;
  public static final byte STRING_SET = 9;
  public static final byte NUMBER_SET = 10;
  public static final byte BINARY_SET = 11;

  /** The length field of maps, lists and sets. */
  public static final int CONTAINER_LENGTH_SIZE = Integer.BYTES;

  private ValueDescriptor() {}
}
