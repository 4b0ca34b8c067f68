package dev.stator.core.index;

import static dev.stator.core.index.PageDescriptor.CELLS_OFFSET;
import static dev.stator.core.index.PageDescriptor.CELL_REFERENCE_OFFSET;
import static dev.stator.core.index.PageDescriptor.COUNT_OFFSET;
import static dev.stator.core.index.PageDescriptor.DEAD_OFFSET;
import static dev.stator.core.index.PageDescriptor.FIRST_CHILD_OFFSET;
import static dev.stator.core.index.PageDescriptor.HEAD_OFFSET;
import static dev.stator.core.index.PageDescriptor.KEY_LENGTH_OFFSET;
import static dev.stator.core.index.PageDescriptor.KEY_OFFSET;
import static dev.stator.core.index.PageDescriptor.LAST_HEAD_OFFSET;
import static dev.stator.core.index.PageDescriptor.LAST_INSERT_OFFSET;
import static dev.stator.core.index.PageDescriptor.LEAF_LEVEL;
import static dev.stator.core.index.PageDescriptor.LEVEL_OFFSET;
import static dev.stator.core.index.PageDescriptor.NEXT_OFFSET;
import static dev.stator.core.index.PageDescriptor.NO_PAGE;
import static dev.stator.core.index.PageDescriptor.NO_SLOT;
import static dev.stator.core.index.PageDescriptor.PREFIX_HEAD_OFFSET;
import static dev.stator.core.index.PageDescriptor.PREFIX_OFFSET;
import static dev.stator.core.index.PageDescriptor.PREVIOUS_OFFSET;
import static dev.stator.core.index.PageDescriptor.SLOTS_OFFSET;
import static dev.stator.core.index.PageDescriptor.SLOT_LENGTH;
import static dev.stator.core.index.PageDescriptor.VALUE_OFFSET;
import static dev.stator.core.index.PageDescriptor.footprint;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Reads and changes one page at {@code (buffer, page)}, laid out as {@link PageDescriptor} says.
 *
 * <p>Most searches are decided by the heads alone, which lie side by side. They start after the
 * prefix that all keys of the page share, so this holds for the sort keys of one partition key too.
 */
final class SlottedPage {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** In smaller pages the heads are in a few cache lines anyway. */
  private static final int WORTH_A_GUESS = 64;

  /** How far from a guess the key is looked for first. */
  private static final int GUESS_STEP = 8;

  private SlottedPage() {}

  static void format(MutableDirectBuffer buffer, int page, int pageLength, int level) {
    putShort(buffer, page + LEVEL_OFFSET, level);
    putShort(buffer, page + COUNT_OFFSET, 0);
    putShort(buffer, page + CELLS_OFFSET, pageLength);
    putShort(buffer, page + DEAD_OFFSET, 0);
    putShort(buffer, page + PREFIX_OFFSET, 0);
    putShort(buffer, page + LAST_INSERT_OFFSET, NO_SLOT);
    previous(buffer, page, NO_PAGE);
    next(buffer, page, NO_PAGE);
  }

  /** The slot of the key, or {@code -1 - slot} where it would be inserted. */
  static int find(DirectBuffer buffer, int page, DirectBuffer key, int offset, int length) {
    int count = count(buffer, page);
    int prefix = prefix(buffer, page);
    if (prefix > 0 && !beginsWithPrefix(buffer, page, prefix, key, offset, length)) {
      int shared = sharedPrefix(buffer, page, prefix, key, offset, length);
      if (shared < prefix) {
        return isBelowPrefix(buffer, page, shared, key, offset, length) ? -1 : -1 - count;
      }
    }
    int head = KeyBytes.head(key, offset + prefix, length - prefix);
    int low = 0;
    int high = count - 1;
    if (high >= WORTH_A_GUESS) {
      int guess = guess(buffer, page, high, head);
      high = lastNotAbove(buffer, page, guess, high, head);
      low = firstNotBelow(buffer, page, guess, head);
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Integer.compareUnsigned(head(buffer, page, middle), head);
      if (order == 0) {
        order = compareTails(buffer, page, middle, prefix, key, offset, length);
      }
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /**
   * Whether the page's header alone tells that the key begins with the prefix: the cells, which
   * tell always, are in other cache lines.
   */
  private static boolean beginsWithPrefix(
      DirectBuffer buffer, int page, int prefix, DirectBuffer key, int offset, int length) {
    if (prefix > KeyBytes.HEAD_LENGTH || length < prefix) {
      return false;
    }
    int difference =
        KeyBytes.head(key, offset, length) ^ buffer.getInt(page + PREFIX_HEAD_OFFSET, ORDER);
    return difference >>> (Integer.SIZE - Byte.SIZE * prefix) == 0;
  }

  /**
   * Where a head would be if those of the page were evenly distributed, which those of hashes
   * nearly are: a guess costs one cache line besides that of the page's header, where a bisection
   * costs one for each of its first steps.
   */
  private static int guess(DirectBuffer buffer, int page, int last, int head) {
    long lowest = Integer.toUnsignedLong(head(buffer, page, 0));
    long range = Integer.toUnsignedLong(buffer.getInt(page + LAST_HEAD_OFFSET, ORDER)) - lowest;
    long distance = Integer.toUnsignedLong(head) - lowest;
    if (distance <= 0) {
      return 0;
    }
    return distance >= range ? last : (int) (distance * last / range);
  }

  /** A slot near the guess or below it that no slot with this head precedes. */
  private static int firstNotBelow(DirectBuffer buffer, int page, int guess, int head) {
    int slot = guess;
    for (int step = GUESS_STEP; slot > 0; step <<= 1) {
      if (Integer.compareUnsigned(head(buffer, page, slot), head) < 0) {
        return slot + 1;
      }
      slot -= step;
    }
    return 0;
  }

  /** A slot near the guess or above it that no slot with this head follows. */
  private static int lastNotAbove(DirectBuffer buffer, int page, int guess, int last, int head) {
    int slot = guess;
    for (int step = GUESS_STEP; slot < last; step <<= 1) {
      if (Integer.compareUnsigned(head(buffer, page, slot), head) > 0) {
        return slot - 1;
      }
      slot += step;
    }
    return last;
  }

  private static int sharedPrefix(
      DirectBuffer buffer, int page, int prefix, DirectBuffer key, int offset, int length) {
    return KeyBytes.mismatch(
        key, offset, buffer, keyOffset(buffer, page, 0), Math.min(prefix, length));
  }

  private static boolean isBelowPrefix(
      DirectBuffer buffer, int page, int shared, DirectBuffer key, int offset, int length) {
    return shared == length
        || Byte.compareUnsigned(
                key.getByte(offset + shared), buffer.getByte(keyOffset(buffer, page, 0) + shared))
            < 0;
  }

  /** Compares the key in the slot with a key of the same prefix and head. */
  private static int compareTails(
      DirectBuffer buffer,
      int page,
      int slot,
      int prefix,
      DirectBuffer key,
      int offset,
      int length) {
    int cellKey = keyOffset(buffer, page, slot);
    int cellLength = keyLength(buffer, page, slot);
    int same = Math.min(prefix + KeyBytes.HEAD_LENGTH, Math.min(cellLength, length));
    return KeyBytes.compare(
        buffer, cellKey + same, cellLength - same, key, offset + same, length - same);
  }

  /** Whether the key can be inserted as the page is, or after {@link #compact}. */
  static boolean hasRoom(DirectBuffer buffer, int page, int keyLength) {
    return gap(buffer, page) + dead(buffer, page) >= footprint(keyLength);
  }

  /** Whether {@link #compact} must come before the insertion. */
  static boolean needsCompaction(DirectBuffer buffer, int page, int keyLength) {
    return gap(buffer, page) < footprint(keyLength);
  }

  /** Inserts at the slot that {@link #find} gave; the caller has made room. */
  static void insert(
      MutableDirectBuffer buffer,
      int page,
      int slot,
      DirectBuffer key,
      int offset,
      int length,
      long value) {
    int count = count(buffer, page);
    adaptPrefix(buffer, page, count, key, offset, length);
    int at = slotOffset(page, slot);
    buffer.putBytes(at + SLOT_LENGTH, buffer, at, (count - slot) * SLOT_LENGTH);
    putShort(buffer, page + COUNT_OFFSET, count + 1);
    putCell(buffer, page, slot, key, offset, length, value);
    putHead(buffer, page, slot, prefix(buffer, page));
    if (slot == count) {
      putLastHead(buffer, page, slot);
    }
    putShort(buffer, page + LAST_INSERT_OFFSET, slot);
  }

  /** Shortens the shared prefix to what the new key shares too. */
  private static void adaptPrefix(
      MutableDirectBuffer buffer, int page, int count, DirectBuffer key, int offset, int length) {
    if (count == 0) {
      putShort(buffer, page + PREFIX_OFFSET, length);
      buffer.putInt(page + PREFIX_HEAD_OFFSET, KeyBytes.head(key, offset, length), ORDER);
      return;
    }
    int prefix = prefix(buffer, page);
    if (prefix == 0 || beginsWithPrefix(buffer, page, prefix, key, offset, length)) {
      return;
    }
    int shared = sharedPrefix(buffer, page, prefix, key, offset, length);
    if (shared < prefix) {
      putHeads(buffer, page, count, shared);
    }
  }

  private static void putHeads(MutableDirectBuffer buffer, int page, int count, int prefix) {
    putShort(buffer, page + PREFIX_OFFSET, prefix);
    int first = keyOffset(buffer, page, 0);
    int length = keyLength(buffer, page, 0);
    buffer.putInt(page + PREFIX_HEAD_OFFSET, KeyBytes.head(buffer, first, length), ORDER);
    for (int slot = 0; slot < count; slot++) {
      putHead(buffer, page, slot, prefix);
    }
    putLastHead(buffer, page, count - 1);
  }

  private static void putLastHead(MutableDirectBuffer buffer, int page, int last) {
    buffer.putInt(page + LAST_HEAD_OFFSET, head(buffer, page, last), ORDER);
  }

  private static void putHead(MutableDirectBuffer buffer, int page, int slot, int prefix) {
    int key = keyOffset(buffer, page, slot);
    int head = KeyBytes.head(buffer, key + prefix, keyLength(buffer, page, slot) - prefix);
    buffer.putInt(slotOffset(page, slot) + HEAD_OFFSET, head, ORDER);
  }

  private static void putCell(
      MutableDirectBuffer buffer,
      int page,
      int slot,
      DirectBuffer key,
      int offset,
      int length,
      long value) {
    int start = cells(buffer, page) - KEY_OFFSET - length;
    buffer.putLong(page + start + VALUE_OFFSET, value, ORDER);
    putShort(buffer, page + start + KEY_LENGTH_OFFSET, length);
    buffer.putBytes(page + start + KEY_OFFSET, key, offset, length);
    putShort(buffer, page + CELLS_OFFSET, start);
    putShort(buffer, slotOffset(page, slot) + CELL_REFERENCE_OFFSET, start);
  }

  /** Adds a cell after the last one; {@link #finish} must follow the last of them. */
  static void append(
      MutableDirectBuffer buffer, int page, DirectBuffer key, int offset, int length, long value) {
    int count = count(buffer, page);
    putCell(buffer, page, count, key, offset, length, value);
    putShort(buffer, page + COUNT_OFFSET, count + 1);
  }

  /** Finds the shared prefix and the heads of a page filled by {@link #append}. */
  static void finish(MutableDirectBuffer buffer, int page) {
    int count = count(buffer, page);
    int last = count - 1;
    int shorter = Math.min(keyLength(buffer, page, 0), keyLength(buffer, page, last));
    int first = keyOffset(buffer, page, 0);
    int shared = KeyBytes.mismatch(buffer, first, buffer, keyOffset(buffer, page, last), shorter);
    putHeads(buffer, page, count, shared);
  }

  static void remove(MutableDirectBuffer buffer, int page, int slot) {
    int count = count(buffer, page) - 1;
    int cellLength = KEY_OFFSET + keyLength(buffer, page, slot);
    putShort(buffer, page + DEAD_OFFSET, dead(buffer, page) + cellLength);
    int at = slotOffset(page, slot);
    buffer.putBytes(at, buffer, at + SLOT_LENGTH, (count - slot) * SLOT_LENGTH);
    putShort(buffer, page + COUNT_OFFSET, count);
    putShort(buffer, page + LAST_INSERT_OFFSET, NO_SLOT);
    if (count == 0) {
      putShort(buffer, page + PREFIX_OFFSET, 0);
    } else if (slot == count) {
      putLastHead(buffer, page, count - 1);
    }
  }

  /** Moves the cells together at the end of the page; {@code scratch} holds a page. */
  static void compact(
      MutableDirectBuffer buffer, int page, int pageLength, MutableDirectBuffer scratch) {
    scratch.putBytes(0, buffer, page, pageLength);
    int start = pageLength;
    for (int slot = 0, count = count(buffer, page); slot < count; slot++) {
      int cellLength = KEY_OFFSET + keyLength(scratch, 0, slot);
      start -= cellLength;
      buffer.putBytes(page + start, scratch, cellOffset(scratch, 0, slot), cellLength);
      putShort(buffer, slotOffset(page, slot) + CELL_REFERENCE_OFFSET, start);
    }
    putShort(buffer, page + CELLS_OFFSET, start);
    putShort(buffer, page + DEAD_OFFSET, 0);
  }

  static boolean isLeaf(DirectBuffer buffer, int page) {
    return level(buffer, page) == LEAF_LEVEL;
  }

  static int level(DirectBuffer buffer, int page) {
    return getShort(buffer, page + LEVEL_OFFSET);
  }

  static int count(DirectBuffer buffer, int page) {
    return getShort(buffer, page + COUNT_OFFSET);
  }

  static int lastInsert(DirectBuffer buffer, int page) {
    return getShort(buffer, page + LAST_INSERT_OFFSET);
  }

  private static int prefix(DirectBuffer buffer, int page) {
    return getShort(buffer, page + PREFIX_OFFSET);
  }

  private static int cells(DirectBuffer buffer, int page) {
    return getShort(buffer, page + CELLS_OFFSET);
  }

  private static int dead(DirectBuffer buffer, int page) {
    return getShort(buffer, page + DEAD_OFFSET);
  }

  private static int gap(DirectBuffer buffer, int page) {
    return cells(buffer, page) - SLOTS_OFFSET - count(buffer, page) * SLOT_LENGTH;
  }

  static int previous(DirectBuffer buffer, int page) {
    return buffer.getInt(page + PREVIOUS_OFFSET, ORDER);
  }

  static void previous(MutableDirectBuffer buffer, int page, int previous) {
    buffer.putInt(page + PREVIOUS_OFFSET, previous, ORDER);
  }

  static int next(DirectBuffer buffer, int page) {
    return buffer.getInt(page + NEXT_OFFSET, ORDER);
  }

  static void next(MutableDirectBuffer buffer, int page, int next) {
    buffer.putInt(page + NEXT_OFFSET, next, ORDER);
  }

  /** The child in the slot of an inner page; slot -1 is the child before the first cell. */
  static int child(DirectBuffer buffer, int page, int slot) {
    return slot < 0
        ? buffer.getInt(page + FIRST_CHILD_OFFSET, ORDER)
        : (int) value(buffer, page, slot);
  }

  static void firstChild(MutableDirectBuffer buffer, int page, int child) {
    buffer.putInt(page + FIRST_CHILD_OFFSET, child, ORDER);
  }

  static long value(DirectBuffer buffer, int page, int slot) {
    return buffer.getLong(cellOffset(buffer, page, slot) + VALUE_OFFSET, ORDER);
  }

  static void value(MutableDirectBuffer buffer, int page, int slot, long value) {
    buffer.putLong(cellOffset(buffer, page, slot) + VALUE_OFFSET, value, ORDER);
  }

  static int keyLength(DirectBuffer buffer, int page, int slot) {
    return getShort(buffer, cellOffset(buffer, page, slot) + KEY_LENGTH_OFFSET);
  }

  /** Where the key starts in the buffer. */
  static int keyOffset(DirectBuffer buffer, int page, int slot) {
    return cellOffset(buffer, page, slot) + KEY_OFFSET;
  }

  private static int head(DirectBuffer buffer, int page, int slot) {
    return buffer.getInt(slotOffset(page, slot) + HEAD_OFFSET, ORDER);
  }

  private static int cellOffset(DirectBuffer buffer, int page, int slot) {
    return page + getShort(buffer, slotOffset(page, slot) + CELL_REFERENCE_OFFSET);
  }

  private static int slotOffset(int page, int slot) {
    return page + SLOTS_OFFSET + slot * SLOT_LENGTH;
  }

  private static int getShort(DirectBuffer buffer, int offset) {
    return buffer.getShort(offset, ORDER) & 0xFFFF;
  }

  private static void putShort(MutableDirectBuffer buffer, int offset, int value) {
    buffer.putShort(offset, (short) value, ORDER);
  }
}
