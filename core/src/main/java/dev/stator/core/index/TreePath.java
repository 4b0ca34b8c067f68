package dev.stator.core.index;

/** The inner pages from the root to a leaf, and in each the slot of the child that was taken. */
final class TreePath {
  /**
   * More levels than can be: a level is added by a split of the root only, and splits of a level
   * need at least two splits of the level below.
   */
  static final int MAX_HEIGHT = 64;

  private final int[] pages = new int[MAX_HEIGHT];
  private final int[] slots = new int[MAX_HEIGHT];
  private int depth;

  void reset() {
    depth = 0;
  }

  void push(int page, int slot) {
    pages[depth] = page;
    slots[depth] = slot;
    depth++;
  }

  /** Steps up: {@link #page} and {@link #slot} are then the parent's. False above the root. */
  boolean pop() {
    return --depth >= 0;
  }

  int depth() {
    return depth;
  }

  int page() {
    return pages[depth];
  }

  int slot() {
    return slots[depth];
  }
}
