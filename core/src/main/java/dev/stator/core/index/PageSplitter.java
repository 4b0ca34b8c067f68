package dev.stator.core.index;

import static dev.stator.core.index.PageDescriptor.NO_PAGE;
import static dev.stator.core.index.PageDescriptor.footprint;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Spreads a full page and the key that did not fit over the page and a new one to its right.
 *
 * <p>Insertions that go up or down leave full leaves behind: a leaf that grows at the outer end of
 * the tree is split at that end, and one in which a run of ascending keys grows is split behind the
 * run. All others are split in the middle of their bytes. Because two of the longest keys fit a
 * page ({@link PageDescriptor#maxKeyLength}), the halves always fit: page and new key are 1.5 pages
 * at most, and the middle is missed by half a key at most.
 */
final class PageSplitter {
  private final PageArena arena;
  private final UnsafeBuffer full;
  private final UnsafeBuffer[] separators;
  private int separatorLength;
  private int level;

  // the cells to spread: those of the full page with the new one at its slot
  private int count;
  private int newSlot;
  private DirectBuffer newKey;
  private int newOffset;
  private int newLength;
  private long newValue;

  PageSplitter(PageArena arena) {
    this.arena = arena;
    this.full = new UnsafeBuffer(new byte[arena.pageLength()]);
    this.newKey = full;
    // two, because the separator from one level is still read while the next one is made
    this.separators =
        new UnsafeBuffer[] {
          new UnsafeBuffer(new byte[arena.maxKeyLength()]),
          new UnsafeBuffer(new byte[arena.maxKeyLength()])
        };
  }

  /** A page for {@link SlottedPage#compact}. */
  UnsafeBuffer scratch() {
    return full;
  }

  /**
   * Splits the page and inserts the key at its slot.
   *
   * @return the new page; {@link #separator} is then the first key that belongs to it
   */
  int split(int page, int slot, DirectBuffer key, int offset, int length, long value) {
    UnsafeBuffer buffer = arena.buffer(page);
    int start = arena.offset(page);
    full.putBytes(0, buffer, start, arena.pageLength());
    level = SlottedPage.level(full, 0);
    count = SlottedPage.count(full, 0) + 1;
    newSlot = slot;
    newKey = key;
    newOffset = offset;
    newLength = length;
    newValue = value;
    int right = arena.allocate(level);
    SlottedPage.format(buffer, start, arena.pageLength(), level);
    if (SlottedPage.isLeaf(full, 0)) {
      splitLeaf(page, right, leafMiddle());
    } else {
      splitInner(page, right, innerMiddle());
    }
    newKey = full;
    return right;
  }

  DirectBuffer separator() {
    return separators[level & 1];
  }

  int separatorLength() {
    return separatorLength;
  }

  private void splitLeaf(int left, int right, int middle) {
    fill(left, 0, middle);
    fill(right, middle, count);
    putShortestSeparator(middle);
    link(SlottedPage.previous(full, 0), left);
    link(left, right);
    link(right, SlottedPage.next(full, 0));
  }

  private void link(int left, int right) {
    if (left != NO_PAGE) {
      SlottedPage.next(arena.buffer(left), arena.offset(left), right);
    }
    if (right != NO_PAGE) {
      SlottedPage.previous(arena.buffer(right), arena.offset(right), left);
    }
  }

  /** The shortest key above the left page's last and not above the right page's first. */
  private void putShortestSeparator(int middle) {
    int last = middle - 1;
    int shorter = Math.min(length(last), length(middle));
    int shared =
        KeyBytes.mismatch(buffer(last), offset(last), buffer(middle), offset(middle), shorter);
    putSeparator(middle, shared + 1);
  }

  private void putSeparator(int cell, int length) {
    separators[level & 1].putBytes(0, buffer(cell), offset(cell), length);
    separatorLength = length;
  }

  /** The middle cell moves up: its key as separator, its child as the right page's first. */
  private void splitInner(int left, int right, int middle) {
    int firstChild = SlottedPage.child(full, 0, -1);
    SlottedPage.firstChild(arena.buffer(left), arena.offset(left), firstChild);
    SlottedPage.firstChild(arena.buffer(right), arena.offset(right), (int) value(middle));
    fill(left, 0, middle);
    fill(right, middle + 1, count);
    putSeparator(middle, length(middle));
  }

  private void fill(int page, int from, int to) {
    UnsafeBuffer buffer = arena.buffer(page);
    int start = arena.offset(page);
    for (int cell = from; cell < to; cell++) {
      SlottedPage.append(buffer, start, buffer(cell), offset(cell), length(cell), value(cell));
    }
    SlottedPage.finish(buffer, start);
  }

  /** The first cell of the right leaf. */
  private int leafMiddle() {
    if (newSlot == count - 1 && SlottedPage.next(full, 0) == NO_PAGE) {
      return newSlot;
    }
    if (newSlot == 0 && SlottedPage.previous(full, 0) == NO_PAGE) {
      return 1;
    }
    if (isRun()) {
      return lengthOf(newSlot + 1) <= PageDescriptor.capacity(arena.pageLength())
          ? newSlot + 1
          : newSlot;
    }
    int total = lengthOf(count);
    int below = 0;
    for (int cell = 0; ; cell++) {
      int length = footprint(length(cell));
      if (2 * below + length >= total) {
        return cell;
      }
      below += length;
    }
  }

  /** The cell that moves up; at least one stays on either side of it. */
  private int innerMiddle() {
    if (newSlot == count - 1 && isRun()) {
      return count - 2;
    }
    int total = lengthOf(count);
    int below = 0;
    for (int cell = 0; ; cell++) {
      below += footprint(length(cell));
      if (2 * below >= total) {
        return Math.clamp(cell, 1, count - 2);
      }
    }
  }

  /** Whether the new key comes just after the one inserted before it. */
  private boolean isRun() {
    return newSlot == SlottedPage.lastInsert(full, 0) + 1;
  }

  /** Bytes that the first cells take. */
  private int lengthOf(int cells) {
    int total = 0;
    for (int cell = 0; cell < cells; cell++) {
      total += footprint(length(cell));
    }
    return total;
  }

  private DirectBuffer buffer(int cell) {
    return cell == newSlot ? newKey : full;
  }

  private int offset(int cell) {
    return cell == newSlot ? newOffset : SlottedPage.keyOffset(full, 0, slot(cell));
  }

  private int length(int cell) {
    return cell == newSlot ? newLength : SlottedPage.keyLength(full, 0, slot(cell));
  }

  private long value(int cell) {
    return cell == newSlot ? newValue : SlottedPage.value(full, 0, slot(cell));
  }

  private int slot(int cell) {
    return cell < newSlot ? cell : cell - 1;
  }
}
