package dev.stator.core.index;

/**
 * Layout of one page of an {@link OrderedIndex}; it lives in memory only, integers are
 * little-endian, those of two bytes unsigned.
 *
 * <pre>
 * | offset | size | field                                                               |
 * |-------:|-----:|---------------------------------------------------------------------|
 * |      0 |    2 | level: 0 in a leaf, in an inner page one more than in its children  |
 * |      2 |    2 | count of cells                                                      |
 * |      4 |    2 | where the cells start; they grow from the page's end downwards      |
 * |      6 |    2 | dead bytes among the cells, won back by compaction                  |
 * |      8 |    2 | prefix length: all keys of the page share that many first bytes     |
 * |     10 |    2 | slot of the last insertion, or {@link #NO_SLOT} after a removal     |
 * |     12 |    4 | leaf: the leaf before; inner: the child of keys below the first cell|
 * |     16 |    4 | leaf: the leaf after                                                |
 * |     20 |    4 | the first 4 bytes of a key; as many as the prefix has are all keys' |
 * |     24 |    4 | head of the last slot; what it was in an empty page                 |
 * |     28 |   6n | slots in the order of their keys                                    |
 * |      … |      | free space, then the cells                                          |
 *
 * slot
 * |      0 |    4 | head: the 4 key bytes after the shared prefix, as a number          |
 * |      4 |    2 | offset of the cell in the page                                      |
 *
 * cell
 * |      0 |    8 | value: a location in a leaf, a child page in an inner page          |
 * |      8 |    2 | key length                                                          |
 * |     10 |    k | key; in an inner page a separator: no key of its child is below it  |
 * </pre>
 */
final class PageDescriptor {
  static final int LEVEL_OFFSET = 0;
  static final int COUNT_OFFSET = LEVEL_OFFSET + Short.BYTES;
  static final int CELLS_OFFSET = COUNT_OFFSET + Short.BYTES;
  static final int DEAD_OFFSET = CELLS_OFFSET + Short.BYTES;
  static final int PREFIX_OFFSET = DEAD_OFFSET + Short.BYTES;
  static final int LAST_INSERT_OFFSET = PREFIX_OFFSET + Short.BYTES;
  static final int PREVIOUS_OFFSET = LAST_INSERT_OFFSET + Short.BYTES;
  static final int FIRST_CHILD_OFFSET = PREVIOUS_OFFSET;
  static final int NEXT_OFFSET = PREVIOUS_OFFSET + Integer.BYTES;
  static final int PREFIX_HEAD_OFFSET = NEXT_OFFSET + Integer.BYTES;
  static final int LAST_HEAD_OFFSET = PREFIX_HEAD_OFFSET + Integer.BYTES;
  static final int SLOTS_OFFSET = LAST_HEAD_OFFSET + Integer.BYTES;

  static final int HEAD_OFFSET = 0;
  static final int CELL_REFERENCE_OFFSET = HEAD_OFFSET + Integer.BYTES;
  static final int SLOT_LENGTH = CELL_REFERENCE_OFFSET + Short.BYTES;

  static final int VALUE_OFFSET = 0;
  static final int KEY_LENGTH_OFFSET = VALUE_OFFSET + Long.BYTES;
  static final int KEY_OFFSET = KEY_LENGTH_OFFSET + Short.BYTES;

  static final int LEAF_LEVEL = 0;
  static final int FREE_LEVEL = 0xFFFF;
  static final int NO_SLOT = 0xFFFF;

  /** Where there is no page: beyond the first and the last leaf, and as root of an empty index. */
  static final int NO_PAGE = -1;

  private PageDescriptor() {}

  /** Bytes that a key takes in a page, its slot included. */
  static int footprint(int keyLength) {
    return SLOT_LENGTH + KEY_OFFSET + keyLength;
  }

  /** Bytes for keys in a page. */
  static int capacity(int pageLength) {
    return pageLength - SLOTS_OFFSET;
  }

  /** The longest key: two fit a page, which is what makes every split possible. */
  static int maxKeyLength(int pageLength) {
    return capacity(pageLength) / 2 - footprint(0);
  }
}
