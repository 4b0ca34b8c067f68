package dev.stator.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.KeyCodec;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderedIndexTest {
  /** A key of 8 bytes takes 24; what is above is inner pages and the rest of each leaf. */
  private static final double FULL_PAGES_BYTES_PER_KEY = 27;

  private final PageArena arena = new PageArena(PageArena.MIN_PAGE_LENGTH);
  private final OrderedIndex index = new OrderedIndex(arena);
  private final IndexCursor cursor = index.cursor();
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[Long.BYTES]);

  @AfterEach
  void leavesNoPageBehind() {
    index.close();
    assertThat(arena.pagesInUse()).isZero();
    arena.close();
  }

  @Test
  void emptyIndexOwnsNoPageAndNoMemory() {
    assertThat(get(1)).isEqualTo(OrderedIndex.NONE);
    assertThat(remove(1)).isEqualTo(OrderedIndex.NONE);
    assertThat(cursor.seekFirst()).isFalse();
    assertThat(cursor.seekLast()).isFalse();
    assertThat(cursor.seekAtLeast(at(1), 0, Long.BYTES)).isFalse();
    assertThat(cursor.seekBefore(at(1), 0, Long.BYTES)).isFalse();

    assertThat(index.size()).isZero();
    assertThat(arena.pagesInUse()).isZero();
    assertThat(arena.allocatedBytes()).isZero();
  }

  @Test
  void indexThatBecomesEmptyOwnsNoPageAgain() {
    put(1, 10);
    assertThat(arena.pagesInUse()).isEqualTo(1);

    remove(1);

    assertThat(arena.pagesInUse()).isZero();
  }

  @Test
  void putReturnsTheLocationBefore() {
    assertThat(put(1, 10)).isEqualTo(OrderedIndex.NONE);
    assertThat(put(1, 11)).isEqualTo(10);
    assertThat(remove(1)).isEqualTo(11);
    assertThat(remove(1)).isEqualTo(OrderedIndex.NONE);
  }

  @Test
  void refusesKeysAndValuesThatItCannotHold() {
    UnsafeBuffer longKey = new UnsafeBuffer(new byte[arena.maxKeyLength() + 1]);

    assertThatThrownBy(() -> index.put(longKey, 0, arena.maxKeyLength() + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> index.put(longKey, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> put(1, OrderedIndex.NONE))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(index.size()).isZero();
  }

  @Test
  void takesTheLongestKeysOfTablesAndOfIndexesOverThem() {
    int hash = KeyCodec.maxComponentLength(KeyCodec.MAX_HASH_VALUE_LENGTH);
    int range = KeyCodec.maxComponentLength(KeyCodec.MAX_RANGE_VALUE_LENGTH);
    try (PageArena usual = new PageArena()) {
      assertThat(usual.maxKeyLength()).isGreaterThan(KeyCodec.HASH_LENGTH + 2 * (hash + range));
    }
  }

  @Test
  void searchesForKeysLongerThanAnyThatItHolds() {
    put(1, 10);
    UnsafeBuffer longKey = new UnsafeBuffer(new byte[arena.maxKeyLength() * 3]);

    assertThat(index.get(longKey, 0, longKey.capacity())).isEqualTo(OrderedIndex.NONE);
    assertThat(cursor.seekAtLeast(longKey, 0, longKey.capacity())).isTrue();
    assertThat(cursor.value()).isEqualTo(10);
  }

  @Test
  void ascendingInsertionsLeaveFullPages() {
    double bytesPerKey =
        bytesPerKey(
            dense -> {
              for (int i = 0; i < 10_000; i++) {
                dense.put(at(i), 0, Long.BYTES, i + 1);
              }
            });

    assertThat(bytesPerKey).isLessThan(FULL_PAGES_BYTES_PER_KEY);
  }

  @Test
  void descendingInsertionsLeaveFullPages() {
    double bytesPerKey =
        bytesPerKey(
            dense -> {
              for (int i = 10_000; i > 0; i--) {
                dense.put(at(i), 0, Long.BYTES, i);
              }
            });

    assertThat(bytesPerKey).isLessThan(FULL_PAGES_BYTES_PER_KEY);
  }

  @Test
  void ascendingRunBetweenOtherKeysLeavesFullPages() {
    double bytesPerKey =
        bytesPerKey(
            dense -> {
              for (long other = -200; other < 200; other++) {
                dense.put(at(other << 32), 0, Long.BYTES, 1);
              }
              for (int i = 1; i < 10_000; i++) {
                dense.put(at(i), 0, Long.BYTES, i);
              }
            });

    assertThat(bytesPerKey).isLessThan(FULL_PAGES_BYTES_PER_KEY);
  }

  private static double bytesPerKey(Consumer<OrderedIndex> insertions) {
    try (PageArena pages = new PageArena(1024);
        OrderedIndex dense = new OrderedIndex(pages)) {
      insertions.accept(dense);
      return (double) pages.pagesInUse() * pages.pageLength() / dense.size();
    }
  }

  @Test
  void queueThatMovesAlongTheKeysKeepsFewPages() {
    for (int i = 0; i < 50_000; i++) {
      put(i, i + 1);
      if (i >= 100) {
        assertThat(remove(i - 100)).isEqualTo(i - 99);
      }
    }

    assertThat(index.size()).isEqualTo(100);
    assertThat(arena.pagesInUse()).isLessThan(40);
  }

  @Test
  void insertionsAndRemovalsInAFullPageReclaimItsSpace() {
    for (int i = 0; i < 9; i++) {
      put(i, i + 1);
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(remove(4)).isPositive();
      assertThat(put(4, i + 1)).isEqualTo(OrderedIndex.NONE);
    }

    assertThat(arena.pagesInUse()).isEqualTo(1);
  }

  @Test
  void aTreeThatIsGivenBackIsUsedAgainBeforeMoreMemoryIsTaken() {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 20_000; i++) {
        put(i, i + 1);
      }
      int pages = arena.pagesInUse();
      long bytes = arena.allocatedBytes();
      index.clear();
      assertThat(arena.pagesInUse()).isZero();

      for (int i = 0; i < 20_000; i++) {
        put(i, i + 2);
      }
      assertThat(arena.pagesInUse()).isEqualTo(pages);
      assertThat(arena.allocatedBytes()).isEqualTo(bytes);
      for (int i = 0; i < 20_000; i++) {
        assertThat(get(i)).isEqualTo(i + 2);
      }
      index.clear();
    }
  }

  @Test
  void indexesOnOneArenaDoNotMix() {
    try (OrderedIndex other = new OrderedIndex(arena)) {
      for (int i = 0; i < 2_000; i++) {
        put(i, i + 1);
        other.put(at(i), 0, Long.BYTES, 1_000_000 + i);
      }
      index.clear();
      assertThat(get(5)).isEqualTo(OrderedIndex.NONE);
      for (int i = 0; i < 2_000; i++) {
        assertThat(other.get(at(i), 0, Long.BYTES)).isEqualTo(1_000_000 + i);
      }
    }
  }

  @Test
  void pagesOfAClearedIndexAreUsedAgain() {
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 5_000; i++) {
        put(i * 7919L % 5_000, i + 1);
      }
      index.clear();
    }

    assertThat(arena.allocatedBytes()).isEqualTo(1024 * 1024);
  }

  @Test
  void newAndRemovedKeysInvalidateACursorAndNewLocationsDoNot() {
    put(1, 10);
    put(2, 20);
    assertThat(cursor.seekFirst()).isTrue();

    put(1, 11);
    assertThat(cursor.value()).isEqualTo(11);
    put(3, 30);
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);

    assertThat(cursor.seekFirst()).isTrue();
    remove(2);
    assertThatThrownBy(cursor::previous).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.seekFirst()).isTrue();
    index.clear();
    assertThatThrownBy(cursor::keyBuffer).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void cursorThatRanOffStaysNowhereUntilTheNextSeek() {
    put(1, 10);
    assertThat(cursor.seekFirst()).isTrue();

    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.previous()).isFalse();
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.seekLast()).isTrue();
  }

  @Test
  void closedArenaGivesNoPages() {
    PageArena closed = new PageArena();
    closed.close();
    closed.close();

    assertThatThrownBy(() -> new OrderedIndex(closed).put(at(1), 0, Long.BYTES, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void freeingAPageTwiceIsAnError() {
    int page = arena.allocate(PageDescriptor.LEAF_LEVEL);
    arena.free(page);

    assertThatThrownBy(() -> arena.free(page)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesPageLengthsThatTheLayoutCannotAddress() {
    List<Integer> lengths = new ArrayList<>(List.of(0, -1, 128, 3 * 4096, 64 * 1024));

    for (int length : lengths) {
      assertThatThrownBy(() -> new PageArena(length)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void operationsAllocateNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    // first passes load classes and take the chunks from the operating system
    long checksum = useEverything() + useEverything();

    long before = threads.getCurrentThreadAllocatedBytes();
    checksum += useEverything();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(checksum).isPositive();
    // what measuring itself takes, far from one object per operation
    assertThat(allocated).isLessThan(4_096);
  }

  private long useEverything() {
    long checksum = 0;
    for (int i = 0; i < 20_000; i++) {
      put(i * 7919L % 20_000, i + 1);
      checksum += get(i);
    }
    for (int i = 0; i < 20_000; i++) {
      if (cursor.seekAtLeast(at(i), 0, Long.BYTES)) {
        checksum += cursor.value() + cursor.keyLength();
      }
    }
    for (boolean found = cursor.seekFirst(); found; found = cursor.next()) {
      checksum += cursor.keyOffset();
    }
    for (int i = 0; i < 20_000; i++) {
      checksum += remove(i * 6007L % 20_000);
    }
    return checksum;
  }

  private UnsafeBuffer at(long number) {
    key.putLong(0, number, ByteOrder.BIG_ENDIAN);
    return key;
  }

  private long put(long number, long value) {
    return index.put(at(number), 0, Long.BYTES, value);
  }

  private long get(long number) {
    return index.get(at(number), 0, Long.BYTES);
  }

  private long remove(long number) {
    return index.remove(at(number), 0, Long.BYTES);
  }
}
