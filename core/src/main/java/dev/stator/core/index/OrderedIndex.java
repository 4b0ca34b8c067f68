package dev.stator.core.index;

import static dev.stator.core.index.PageDescriptor.LEAF_LEVEL;
import static dev.stator.core.index.PageDescriptor.NO_PAGE;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A B+ tree from keys, ordered by their unsigned bytes, to locations above 0.
 *
 * <p>A leaf that becomes empty is taken out of the tree and so are inner pages without children,
 * but pages are not merged before: after many removals at random the pages of what is left stay as
 * sparse as the removals made them, until insertions fill them again.
 *
 * <p>Belongs to one thread, like the {@link PageArena} below it; nothing is allocated on the heap.
 */
public final class OrderedIndex implements AutoCloseable {
  /** What is returned when there is no such key. */
  public static final long NONE = 0;

  /** The longest key an index on an arena of the default page length takes, in bytes. */
  public static final int MAX_KEY_LENGTH =
      PageDescriptor.maxKeyLength(PageArena.DEFAULT_PAGE_LENGTH);

  private final PageArena arena;
  private int root = NO_PAGE;
  private int pages;
  private long size;
  private long modifications;

  /** An empty index, which owns no page. */
  public OrderedIndex(PageArena arena) {
    this.arena = arena;
  }

  /** The location of the key, or {@link #NONE}. */
  public long get(DirectBuffer key, int offset, int length) {
    int page = root;
    while (page != NO_PAGE) {
      UnsafeBuffer buffer = arena.buffer(page);
      int start = arena.offset(page);
      int found = SlottedPage.find(buffer, start, key, offset, length);
      if (SlottedPage.isLeaf(buffer, start)) {
        return found < 0 ? NONE : SlottedPage.value(buffer, start, found);
      }
      page = SlottedPage.child(buffer, start, childSlot(found));
    }
    return NONE;
  }

  /**
   * Sets the location of the key; only a new key invalidates cursors.
   *
   * @return the location before, or {@link #NONE}
   * @throws IllegalArgumentException when the key is empty or longer than {@link
   *     PageArena#maxKeyLength}, or the value is not above 0
   */
  public long put(DirectBuffer key, int offset, int length, long value) {
    if (length <= 0 || length > arena.maxKeyLength() || value <= NONE) {
      throw new IllegalArgumentException("key length=" + length + ", value=" + value);
    }
    if (root == NO_PAGE) {
      root = arena.allocate(LEAF_LEVEL);
      pages = 1;
    }
    int leaf = descend(key, offset, length);
    UnsafeBuffer buffer = arena.buffer(leaf);
    int start = arena.offset(leaf);
    int found = SlottedPage.find(buffer, start, key, offset, length);
    if (found >= 0) {
      long previous = SlottedPage.value(buffer, start, found);
      SlottedPage.value(buffer, start, found, value);
      return previous;
    }
    if (!insert(leaf, -1 - found, key, offset, length, value)) {
      // from here on nothing can fail, so the tree is never left half changed
      arena.reserve(arena.path().depth() + 2);
      int before = arena.pagesInUse();
      split(leaf, -1 - found, key, offset, length, value);
      pages += arena.pagesInUse() - before;
    }
    size++;
    modifications++;
    return NONE;
  }

  /**
   * Removes the key; this invalidates cursors.
   *
   * @return the location before, or {@link #NONE}
   */
  public long remove(DirectBuffer key, int offset, int length) {
    if (root == NO_PAGE) {
      return NONE;
    }
    int leaf = descend(key, offset, length);
    UnsafeBuffer buffer = arena.buffer(leaf);
    int start = arena.offset(leaf);
    int found = SlottedPage.find(buffer, start, key, offset, length);
    if (found < 0) {
      return NONE;
    }
    long previous = SlottedPage.value(buffer, start, found);
    SlottedPage.remove(buffer, start, found);
    if (SlottedPage.count(buffer, start) == 0) {
      int before = arena.pagesInUse();
      unlink(SlottedPage.previous(buffer, start), SlottedPage.next(buffer, start));
      freeUpwards(leaf);
      lowerRoot();
      pages -= before - arena.pagesInUse();
    }
    size--;
    modifications++;
    return previous;
  }

  /** The number of keys. */
  public long size() {
    return size;
  }

  /** A cursor that is nowhere yet; to be kept and used again. */
  public IndexCursor cursor() {
    return new IndexCursor(this, arena);
  }

  /** Removes all keys and gives all pages back to the arena, in the same time for any number. */
  public void clear() {
    if (root != NO_PAGE) {
      arena.discard(root, pages);
      root = NO_PAGE;
      pages = 0;
      size = 0;
      modifications++;
    }
  }

  /** The same as {@link #clear}; to be called before the arena is closed. */
  @Override
  public void close() {
    clear();
  }

  int root() {
    return root;
  }

  long modifications() {
    return modifications;
  }

  /** The slot of the child that holds a key, from what {@link SlottedPage#find} says about it. */
  static int childSlot(int found) {
    return found < 0 ? -2 - found : found;
  }

  /** The leaf where the key belongs; the arena's path then leads to it. */
  private int descend(DirectBuffer key, int offset, int length) {
    TreePath path = arena.path();
    path.reset();
    int page = root;
    while (true) {
      UnsafeBuffer buffer = arena.buffer(page);
      int start = arena.offset(page);
      if (SlottedPage.isLeaf(buffer, start)) {
        return page;
      }
      int slot = childSlot(SlottedPage.find(buffer, start, key, offset, length));
      path.push(page, slot);
      page = SlottedPage.child(buffer, start, slot);
    }
  }

  /** False when the page is full. */
  private boolean insert(int page, int slot, DirectBuffer key, int offset, int length, long value) {
    UnsafeBuffer buffer = arena.buffer(page);
    int start = arena.offset(page);
    if (!SlottedPage.hasRoom(buffer, start, length)) {
      return false;
    }
    if (SlottedPage.needsCompaction(buffer, start, length)) {
      SlottedPage.compact(buffer, start, arena.pageLength(), arena.splitter().scratch());
    }
    SlottedPage.insert(buffer, start, slot, key, offset, length, value);
    return true;
  }

  /** Splits the full leaf, and the pages above it as far as they are full too. */
  private void split(int leaf, int slot, DirectBuffer key, int offset, int length, long value) {
    TreePath path = arena.path();
    PageSplitter splitter = arena.splitter();
    int left = leaf;
    int right = splitter.split(leaf, slot, key, offset, length, value);
    while (path.pop()) {
      int parent = path.page();
      int parentSlot = path.slot() + 1;
      DirectBuffer separator = splitter.separator();
      int separatorLength = splitter.separatorLength();
      if (insert(parent, parentSlot, separator, 0, separatorLength, right)) {
        return;
      }
      left = parent;
      right = splitter.split(parent, parentSlot, separator, 0, separatorLength, right);
    }
    raiseRoot(left, right, splitter.separator(), splitter.separatorLength());
  }

  private void raiseRoot(int left, int right, DirectBuffer separator, int separatorLength) {
    root = arena.allocate(SlottedPage.level(arena.buffer(left), arena.offset(left)) + 1);
    SlottedPage.firstChild(arena.buffer(root), arena.offset(root), left);
    insert(root, 0, separator, 0, separatorLength, right);
  }

  private void unlink(int previous, int next) {
    if (previous != NO_PAGE) {
      SlottedPage.next(arena.buffer(previous), arena.offset(previous), next);
    }
    if (next != NO_PAGE) {
      SlottedPage.previous(arena.buffer(next), arena.offset(next), previous);
    }
  }

  /** Frees the page at the end of the path, and those above it that lose their only child. */
  private void freeUpwards(int page) {
    arena.free(page);
    TreePath path = arena.path();
    while (path.pop()) {
      int parent = path.page();
      UnsafeBuffer buffer = arena.buffer(parent);
      int start = arena.offset(parent);
      if (SlottedPage.count(buffer, start) > 0) {
        removeChild(buffer, start, path.slot());
        return;
      }
      arena.free(parent);
    }
    root = NO_PAGE;
  }

  /** The neighbour takes over the range of keys of the child that goes. */
  private static void removeChild(UnsafeBuffer buffer, int start, int slot) {
    if (slot < 0) {
      SlottedPage.firstChild(buffer, start, SlottedPage.child(buffer, start, 0));
    }
    SlottedPage.remove(buffer, start, Math.max(slot, 0));
  }

  private void lowerRoot() {
    while (root != NO_PAGE) {
      UnsafeBuffer buffer = arena.buffer(root);
      int start = arena.offset(root);
      if (SlottedPage.isLeaf(buffer, start) || SlottedPage.count(buffer, start) > 0) {
        return;
      }
      int child = SlottedPage.child(buffer, start, -1);
      arena.free(root);
      root = child;
    }
  }
}
