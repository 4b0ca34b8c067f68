package dev.stator.core.index;

import static dev.stator.core.index.PageDescriptor.NO_PAGE;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A place in an {@link OrderedIndex}, at a key or nowhere. Every move says whether it found a key;
 * if not, the cursor is nowhere until the next seek.
 *
 * <p>A key that was added or removed invalidates the place: every method but the seeks then throws
 * {@link IllegalStateException}. A new location of an existing key does not.
 */
public final class IndexCursor {
  private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

  private final OrderedIndex index;
  private final PageArena arena;
  private int page = NO_PAGE;
  private DirectBuffer buffer = NOTHING;
  private int start;
  private int slot;
  private long modifications;

  IndexCursor(OrderedIndex index, PageArena arena) {
    this.index = index;
    this.arena = arena;
  }

  /** To the lowest key. */
  public boolean seekFirst() {
    descendToEdge(false);
    slot = 0;
    return page != NO_PAGE;
  }

  /** To the highest key. */
  public boolean seekLast() {
    descendToEdge(true);
    slot = page == NO_PAGE ? 0 : SlottedPage.count(buffer, start) - 1;
    return page != NO_PAGE;
  }

  /** To the lowest key that is not below the given one. */
  public boolean seekAtLeast(DirectBuffer key, int offset, int length) {
    int found = find(key, offset, length);
    slot = found < 0 ? -1 - found : found;
    return settleForwards();
  }

  /** To the lowest key above the given one. */
  public boolean seekAfter(DirectBuffer key, int offset, int length) {
    int found = find(key, offset, length);
    slot = found < 0 ? -1 - found : found + 1;
    return settleForwards();
  }

  /** To the highest key that is not above the given one. */
  public boolean seekAtMost(DirectBuffer key, int offset, int length) {
    int found = find(key, offset, length);
    slot = found < 0 ? -2 - found : found;
    return settleBackwards();
  }

  /** To the highest key below the given one. */
  public boolean seekBefore(DirectBuffer key, int offset, int length) {
    int found = find(key, offset, length);
    slot = found < 0 ? -2 - found : found - 1;
    return settleBackwards();
  }

  /** To the next higher key. */
  public boolean next() {
    checkUnchanged();
    slot++;
    return settleForwards();
  }

  /** To the next lower key. */
  public boolean previous() {
    checkUnchanged();
    slot--;
    return settleBackwards();
  }

  /** Where the key is, valid until the index changes. */
  public DirectBuffer keyBuffer() {
    checkAtKey();
    return buffer;
  }

  public int keyOffset() {
    checkAtKey();
    return SlottedPage.keyOffset(buffer, start, slot);
  }

  public int keyLength() {
    checkAtKey();
    return SlottedPage.keyLength(buffer, start, slot);
  }

  /** The location of the key. */
  public long value() {
    checkAtKey();
    return SlottedPage.value(buffer, start, slot);
  }

  private void descendToEdge(boolean last) {
    enter(index.root());
    modifications = index.modifications();
    while (page != NO_PAGE && !SlottedPage.isLeaf(buffer, start)) {
      int childSlot = last ? SlottedPage.count(buffer, start) - 1 : -1;
      enter(SlottedPage.child(buffer, start, childSlot));
    }
  }

  /** Enters the leaf where the key belongs and says what {@link SlottedPage#find} says there. */
  private int find(DirectBuffer key, int offset, int length) {
    enter(index.root());
    modifications = index.modifications();
    while (page != NO_PAGE) {
      int found = SlottedPage.find(buffer, start, key, offset, length);
      if (SlottedPage.isLeaf(buffer, start)) {
        return found;
      }
      enter(SlottedPage.child(buffer, start, OrderedIndex.childSlot(found)));
    }
    return -1;
  }

  /** When the slot is behind the last of its leaf, the place is the start of the next leaf. */
  private boolean settleForwards() {
    if (page != NO_PAGE && slot >= SlottedPage.count(buffer, start)) {
      enter(SlottedPage.next(buffer, start));
      slot = 0;
    }
    return page != NO_PAGE;
  }

  private boolean settleBackwards() {
    if (page != NO_PAGE && slot < 0) {
      enter(SlottedPage.previous(buffer, start));
      slot = page == NO_PAGE ? 0 : SlottedPage.count(buffer, start) - 1;
    }
    return page != NO_PAGE;
  }

  private void enter(int target) {
    page = target;
    if (target == NO_PAGE) {
      buffer = NOTHING;
      start = 0;
    } else {
      buffer = arena.buffer(target);
      start = arena.offset(target);
    }
  }

  private void checkAtKey() {
    checkUnchanged();
    if (page == NO_PAGE) {
      throw new IllegalStateException("the cursor is not at a key");
    }
  }

  private void checkUnchanged() {
    if (modifications != index.modifications()) {
      throw new IllegalStateException("the index changed under the cursor");
    }
  }
}
