package dev.stator.core.codec;

import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/** Sorts the elements of a set where they lie and drops duplicates; reusable. */
final class SetSorter {
  private int[] offsets = new int[64];
  private int[] scratch = new int[64];
  private byte[] copy = new byte[512];

  /** Returns the new end of the elements, the old one when there were no duplicates. */
  int sort(MutableDirectBuffer buffer, int offset, int end) {
    if (isSorted(buffer, offset, end)) {
      return end;
    }
    int count = collect(buffer, offset, end);
    PrefixedOrder.sort(buffer, offsets, count, scratch);
    return rewrite(buffer, offset, end, count);
  }

  private static boolean isSorted(MutableDirectBuffer buffer, int offset, int end) {
    int previous = offset;
    int at = offset == end ? end : offset + ValueScanner.prefixedLength(buffer, offset);
    while (at < end) {
      if (PrefixedOrder.compare(buffer, previous, buffer, at) >= 0) {
        return false;
      }
      previous = at;
      at += ValueScanner.prefixedLength(buffer, at);
    }
    return true;
  }

  private int collect(MutableDirectBuffer buffer, int offset, int end) {
    int count = 0;
    for (int at = offset; at < end; at += ValueScanner.prefixedLength(buffer, at)) {
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * count);
        scratch = new int[2 * count];
      }
      offsets[count++] = at;
    }
    return count;
  }

  private int rewrite(MutableDirectBuffer buffer, int offset, int end, int count) {
    if (copy.length < end - offset) {
      copy = new byte[Math.max(end - offset, 2 * copy.length)];
    }
    int position = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || PrefixedOrder.compare(buffer, offsets[i - 1], buffer, offsets[i]) != 0) {
        int length = ValueScanner.prefixedLength(buffer, offsets[i]);
        buffer.getBytes(offsets[i], copy, position, length);
        position += length;
      }
    }
    buffer.putBytes(offset, copy, 0, position);
    return offset + position;
  }
}
