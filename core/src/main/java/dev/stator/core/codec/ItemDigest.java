package dev.stator.core.codec;

import org.agrona.DirectBuffer;

/**
 * A number that equal items have in common, whatever the order of their attributes, and different
 * ones hardly ever: sums of hashes, which do not withstand an adversary.
 */
public final class ItemDigest {
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private ItemDigest() {}

  /** The digest of an item, or of the contents of a map. */
  public static long of(DirectBuffer item, int offset, int length) {
    long sum = 0;
    AttributeCursor attributes = new AttributeCursor().wrap(item, offset, length);
    while (attributes.next()) {
      long name = KeyHash.hash(item, attributes.nameOffset(), attributes.nameLength());
      sum += mix(name, value(item, attributes.valueOffset()));
    }
    return sum;
  }

  private static long value(DirectBuffer buffer, int offset) {
    byte tag = ValueScanner.tag(buffer, offset);
    int payload = ValueScanner.payloadOffset(buffer, offset);
    int length = ValueScanner.payloadLength(buffer, offset);
    return switch (tag) {
      case ValueDescriptor.MAP -> mix(tag, of(buffer, payload, length));
      case ValueDescriptor.LIST -> mix(tag, list(buffer, payload, length));
      default -> KeyHash.hash(buffer, offset, ValueScanner.length(buffer, offset));
    };
  }

  private static long list(DirectBuffer buffer, int offset, int length) {
    long digest = 0;
    for (int at = offset; at < offset + length; at += ValueScanner.length(buffer, at)) {
      digest = mix(digest, value(buffer, at));
    }
    return digest;
  }

  /** A number of two in their order. */
  public static long mix(long one, long other) {
    long mixed = (one * ODD + other) * ODD;
    return mixed ^ mixed >>> 32;
  }
}
