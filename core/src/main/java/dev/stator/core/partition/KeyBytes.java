package dev.stator.core.partition;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keys in arrays: wraps them, and orders a key of an index against them by unsigned bytes. */
final class KeyBytes {
  private KeyBytes() {}

  static DirectBuffer wrap(byte[] key) {
    return new UnsafeBuffer(key);
  }

  static int compare(DirectBuffer key, int offset, int length, byte[] other) {
    int common = Math.min(length, other.length);
    for (int i = 0; i < common; i++) {
      int order = (key.getByte(offset + i) & 0xFF) - (other[i] & 0xFF);
      if (order != 0) {
        return order;
      }
    }
    return length - other.length;
  }
}
