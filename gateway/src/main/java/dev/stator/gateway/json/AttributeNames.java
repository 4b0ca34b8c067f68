package dev.stator.gateway.json;

import dev.stator.core.codec.ByteComparison;
import dev.stator.core.codec.Varint;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.MutableDirectBuffer;

/**
 * Where the attributes of the maps being written begin, innermost map last, to find and remove
 * attributes given twice: the last one counts. The hash has a random seed, so nobody can choose
 * names that collide.
 */
final class AttributeNames {
  private static final long SEED = ThreadLocalRandom.current().nextLong();
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int FEW = 24;

  private int[] offsets = new int[64];
  private int[] hashes = new int[64];
  private int[] table = new int[0];
  private int count;
  private int distinct;

  void clear() {
    count = 0;
  }

  /** The number of attributes remembered; those of an inner map come after it. */
  int mark() {
    return count;
  }

  /** Remembers an attribute that begins at this offset. */
  void add(String name, int offset) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      hashes = Arrays.copyOf(hashes, 2 * count);
    }
    offsets[count] = offset;
    hashes[count++] = hash(name);
  }

  /**
   * Removes the attributes after the mark that another of the same name follows, and forgets all
   * after the mark.
   *
   * @param end where the last attribute ends
   * @return where it ends now
   */
  int removeDuplicates(MutableDirectBuffer buffer, int mark, int end) {
    int duplicates = count - mark <= FEW ? dropAmongFew(buffer, mark) : dropAmongMany(buffer, mark);
    int newEnd = duplicates == 0 ? end : compact(buffer, mark, end);
    distinct = count - mark - duplicates;
    count = mark;
    return newEnd;
  }

  /** The number of attributes the last {@link #removeDuplicates} left. */
  int distinct() {
    return distinct;
  }

  private int dropAmongFew(MutableDirectBuffer buffer, int mark) {
    int dropped = 0;
    for (int i = count - 1; i > mark; i--) {
      for (int earlier = mark; earlier < i && offsets[i] >= 0; earlier++) {
        if (hashes[earlier] == hashes[i] && offsets[earlier] >= 0 && same(buffer, earlier, i)) {
          drop(earlier);
          dropped++;
        }
      }
    }
    return dropped;
  }

  private int dropAmongMany(MutableDirectBuffer buffer, int mark) {
    int size = Integer.highestOneBit(count - mark) << 2;
    if (table.length < size) {
      table = new int[size];
    } else {
      Arrays.fill(table, 0, size, 0);
    }
    int dropped = 0;
    for (int i = count - 1; i >= mark; i--) {
      if (!insert(buffer, i, size - 1)) {
        drop(i);
        dropped++;
      }
    }
    return dropped;
  }

  private boolean insert(MutableDirectBuffer buffer, int index, int mask) {
    int slot = hashes[index] & mask;
    while (table[slot] != 0) {
      int other = table[slot] - 1;
      if (hashes[other] == hashes[index] && same(buffer, other, index)) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = index + 1;
    return true;
  }

  private void drop(int index) {
    offsets[index] = ~offsets[index];
  }

  private static int original(int offset) {
    return Math.max(offset, ~offset);
  }

  private int compact(MutableDirectBuffer buffer, int mark, int end) {
    int position = original(offsets[mark]);
    for (int i = mark; i < count; i++) {
      int offset = offsets[i];
      if (offset >= 0) {
        int next = i + 1 == count ? end : original(offsets[i + 1]);
        buffer.putBytes(position, buffer, offset, next - offset);
        position += next - offset;
      }
    }
    return position;
  }

  private boolean same(MutableDirectBuffer buffer, int a, int b) {
    int aLength = Varint.get(buffer, offsets[a]);
    int bLength = Varint.get(buffer, offsets[b]);
    int prefix = Varint.lengthOf(aLength);
    return aLength == bLength
        && ByteComparison.equal(buffer, offsets[a] + prefix, buffer, offsets[b] + prefix, aLength);
  }

  private static int hash(String name) {
    long hash = SEED;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 16);
  }
}
