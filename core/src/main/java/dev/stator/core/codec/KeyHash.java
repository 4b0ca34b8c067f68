package dev.stator.core.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * The 64-bit hash that places a partition key: xxHash64 with seed 0, as its specification in {@code
 * Cyan4973/xxHash:doc/xxhash_spec.md} gives it.
 */
public final class KeyHash {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  private static final int STRIPE = 4 * Long.BYTES;

  private KeyHash() {}

  public static long hash(DirectBuffer buffer, int offset, int length) {
    int end = offset + length;
    int stripesEnd = offset + (length & -STRIPE);
    long hash = length < STRIPE ? PRIME_5 : stripes(buffer, offset, stripesEnd);
    return avalanche(tail(buffer, stripesEnd, end, hash + length));
  }

  private static long stripes(DirectBuffer buffer, int offset, int end) {
    long v2 = PRIME_2;
    long v1 = v2 + PRIME_1;
    long v3 = 0;
    long v4 = -PRIME_1;
    for (int i = offset; i < end; i += STRIPE) {
      v1 = round(v1, buffer.getLong(i, LITTLE_ENDIAN));
      v2 = round(v2, buffer.getLong(i + Long.BYTES, LITTLE_ENDIAN));
      v3 = round(v3, buffer.getLong(i + 2 * Long.BYTES, LITTLE_ENDIAN));
      v4 = round(v4, buffer.getLong(i + 3 * Long.BYTES, LITTLE_ENDIAN));
    }
    long hash =
        Long.rotateLeft(v1, 1)
            + Long.rotateLeft(v2, 7)
            + Long.rotateLeft(v3, 12)
            + Long.rotateLeft(v4, 18);
    return merge(merge(merge(merge(hash, v1), v2), v3), v4);
  }

  private static long tail(DirectBuffer buffer, int offset, int end, long start) {
    long hash = start;
    int i = offset;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      hash ^= round(0, buffer.getLong(i, LITTLE_ENDIAN));
      hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
    }
    if (i <= end - Integer.BYTES) {
      hash ^= (buffer.getInt(i, LITTLE_ENDIAN) & 0xFFFF_FFFFL) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
      i += Integer.BYTES;
    }
    for (; i < end; i++) {
      hash ^= (buffer.getByte(i) & 0xFF) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    return hash;
  }

  private static long round(long accumulator, long lane) {
    return Long.rotateLeft(accumulator + lane * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long accumulator) {
    return (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long start) {
    long hash = start;
    hash = (hash ^ (hash >>> 33)) * PRIME_2;
    hash = (hash ^ (hash >>> 29)) * PRIME_3;
    return hash ^ (hash >>> 32);
  }
}
