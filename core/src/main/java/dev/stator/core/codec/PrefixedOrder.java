package dev.stator.core.codec;

import org.agrona.DirectBuffer;

/**
 * The order of byte strings that follow their varint length, set elements and names, by unsigned
 * bytes.
 */
final class PrefixedOrder {
  private PrefixedOrder() {}

  static int compare(DirectBuffer a, int aOffset, DirectBuffer b, int bOffset) {
    int aLength = Varint.get(a, aOffset);
    int bLength = Varint.get(b, bOffset);
    return ByteComparison.compare(
        a,
        aOffset + Varint.lengthOf(aLength),
        aLength,
        b,
        bOffset + Varint.lengthOf(bLength),
        bLength);
  }

  /** Sorts the first count offsets by what they point at; a merge sort, scratch is as long. */
  static void sort(DirectBuffer buffer, int[] offsets, int count, int[] scratch) {
    for (int width = 1; width < count; width *= 2) {
      for (int from = 0; from + width < count; from += 2 * width) {
        int to = Math.min(from + 2 * width, count);
        merge(buffer, offsets, from, from + width, to, scratch);
      }
    }
  }

  private static void merge(
      DirectBuffer buffer, int[] offsets, int from, int middle, int to, int[] scratch) {
    System.arraycopy(offsets, from, scratch, from, middle - from);
    int left = from;
    int right = middle;
    int out = from;
    while (left < middle && right < to) {
      boolean takeRight = compare(buffer, scratch[left], buffer, offsets[right]) > 0;
      offsets[out++] = takeRight ? offsets[right++] : scratch[left++];
    }
    System.arraycopy(scratch, left, offsets, out, middle - left);
  }
}
