package dev.stator.core.index;

import static dev.stator.core.index.PageDescriptor.FREE_LEVEL;
import static dev.stator.core.index.PageDescriptor.LEVEL_OFFSET;
import static dev.stator.core.index.PageDescriptor.NEXT_OFFSET;
import static dev.stator.core.index.PageDescriptor.NO_PAGE;

import dev.stator.core.file.LargeMemory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Pages of one length outside the heap, cut from larger chunks, for all indexes of one thread.
 *
 * <p>A page is a number; its bytes are at {@link #offset} of {@link #buffer}. Freed pages are used
 * again; chunks go back to the operating system in {@link #close} only.
 */
public final class PageArena implements AutoCloseable {
  /** Offsets inside a page are unsigned 16-bit numbers. */
  static final int MAX_PAGE_LENGTH = 32 * 1024;

  /**
   * As long as can be, for the sake of the longest keys: those of an index hold the keys of the
   * table too, and zero bytes double in an encoded key. Operations are as fast as on half of it.
   */
  public static final int DEFAULT_PAGE_LENGTH = MAX_PAGE_LENGTH;

  static final int MIN_PAGE_LENGTH = 256;

  private static final int CHUNK_LENGTH = 1024 * 1024;

  /** So many chunks are taken one by one; a larger arena takes them from regions. */
  private static final int SINGLE_CHUNKS = 16;

  private static final int REGION_CHUNKS = 64;
  private static final UnsafeBuffer[] NO_CHUNKS = {};

  private final Arena memory = Arena.ofShared();
  private final List<LargeMemory> regions = new ArrayList<>();
  private final int pageLength;
  private final int pagesPerChunk;
  private final int chunkShift;
  private final PageSplitter splitter;
  private final TreePath path = new TreePath();

  /** Roots of trees whose pages are free, and which nobody has looked at yet. */
  private final IntArrayList discarded = new IntArrayList();

  private UnsafeBuffer[] chunks = NO_CHUNKS;
  private int chunkCount;
  private int freshPage;
  private int freedPages;
  private int firstFreed = NO_PAGE;
  private boolean closed;

  public PageArena() {
    this(DEFAULT_PAGE_LENGTH);
  }

  /**
   * Takes no memory for pages yet.
   *
   * @param pageLength a power of two from 256 bytes to 32 KiB; it bounds {@link #maxKeyLength}
   */
  public PageArena(int pageLength) {
    if (!BitUtil.isPowerOfTwo(pageLength)
        || pageLength < MIN_PAGE_LENGTH
        || pageLength > MAX_PAGE_LENGTH) {
      throw new IllegalArgumentException("pageLength=" + pageLength);
    }
    this.pageLength = pageLength;
    this.pagesPerChunk = CHUNK_LENGTH / pageLength;
    this.chunkShift = Integer.numberOfTrailingZeros(pagesPerChunk);
    this.splitter = new PageSplitter(this);
  }

  /** The longest key an index on this arena takes, in bytes. */
  public int maxKeyLength() {
    return PageDescriptor.maxKeyLength(pageLength);
  }

  public int pageLength() {
    return pageLength;
  }

  /** Pages that belong to an index now. */
  public int pagesInUse() {
    return freshPage - freedPages;
  }

  /** Bytes taken from the operating system for pages. */
  public long allocatedBytes() {
    return (long) chunkCount * CHUNK_LENGTH;
  }

  /** Frees all memory; the indexes on it must not be used any more. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      chunks = NO_CHUNKS;
      chunkCount = 0;
      memory.close();
      CloseHelper.closeAll(regions);
    }
  }

  UnsafeBuffer buffer(int page) {
    return chunks[page >>> chunkShift];
  }

  int offset(int page) {
    return (page & (pagesPerChunk - 1)) * pageLength;
  }

  /** Makes sure that the next {@code count} allocations succeed. */
  void reserve(int count) {
    while (freedPages + (chunkCount * pagesPerChunk - freshPage) < count) {
      addChunk();
    }
  }

  private void addChunk() {
    if (closed) {
      throw new IllegalStateException("the arena is closed");
    }
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(4, chunkCount * 2));
    }
    chunks[chunkCount] = new UnsafeBuffer(chunkAddress(chunkCount), CHUNK_LENGTH);
    chunkCount++;
  }

  private long chunkAddress(int chunk) {
    if (chunk < SINGLE_CHUNKS) {
      return memory.allocate(CHUNK_LENGTH, BitUtil.CACHE_LINE_LENGTH).address();
    }
    int inRegion = (chunk - SINGLE_CHUNKS) % REGION_CHUNKS;
    if (inRegion == 0) {
      regions.add(LargeMemory.allocate((long) REGION_CHUNKS * CHUNK_LENGTH));
    }
    return regions.getLast().address() + (long) inRegion * CHUNK_LENGTH;
  }

  /** A page formatted as empty. */
  int allocate(int level) {
    reserve(1);
    int page = firstFreed;
    if (page != NO_PAGE) {
      firstFreed = buffer(page).getInt(offset(page) + NEXT_OFFSET);
      freedPages--;
    } else if (!discarded.isEmpty()) {
      page = takeDiscarded();
      freedPages--;
    } else {
      page = freshPage++;
    }
    SlottedPage.format(buffer(page), offset(page), pageLength, level);
    return page;
  }

  private int takeDiscarded() {
    int page = discarded.popInt();
    UnsafeBuffer buffer = buffer(page);
    int start = offset(page);
    if (!SlottedPage.isLeaf(buffer, start)) {
      for (int slot = -1, count = SlottedPage.count(buffer, start); slot < count; slot++) {
        discarded.pushInt(SlottedPage.child(buffer, start, slot));
      }
    }
    return page;
  }

  /**
   * Frees a whole tree at once, however large it is: its pages are found when they are needed
   * again.
   *
   * @param pages how many it has
   */
  void discard(int root, int pages) {
    discarded.pushInt(root);
    freedPages += pages;
  }

  void free(int page) {
    UnsafeBuffer buffer = buffer(page);
    int offset = offset(page);
    if (SlottedPage.level(buffer, offset) == FREE_LEVEL) {
      throw new IllegalStateException("page freed twice: " + page);
    }
    buffer.putShort(offset + LEVEL_OFFSET, (short) FREE_LEVEL);
    buffer.putInt(offset + NEXT_OFFSET, firstFreed);
    firstFreed = page;
    freedPages++;
  }

  /** Shared by the indexes, which belong to one thread and split one page at a time. */
  PageSplitter splitter() {
    return splitter;
  }

  /** Shared by the indexes; holds the way to a leaf during one change. */
  TreePath path() {
    return path;
  }
}
