package dev.stator.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The index does what a {@link TreeMap} in unsigned byte order does, whatever the keys. */
class OrderedIndexRandomTest {
  private static final int SMALL_PAGE = PageArena.MIN_PAGE_LENGTH;

  private static final Set<KeyShape> LONG_KEYS =
      EnumSet.of(KeyShape.LONGEST, KeyShape.PREFIXES_OF_EACH_OTHER);

  private final TreeMap<byte[], Long> model = new TreeMap<>(Arrays::compareUnsigned);
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void isATreeMapOnSmallPages(KeyShape shape) {
    growsAndShrinks(shape, SMALL_PAGE, 4_000);
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void isATreeMapOnMiddlingPages(KeyShape shape) {
    growsAndShrinks(shape, 4 * 1024, 12_000);
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void isATreeMapOnPagesOfTheUsualLength(KeyShape shape) {
    growsAndShrinks(shape, PageArena.DEFAULT_PAGE_LENGTH, 12_000);
  }

  private void growsAndShrinks(KeyShape shape, int pageLength, int most) {
    boolean comparesLongKeys = pageLength > SMALL_PAGE && LONG_KEYS.contains(shape);
    int operations = comparesLongKeys ? most / 10 : most;
    try (PageArena arena = new PageArena(pageLength)) {
      OrderedIndex index = new OrderedIndex(arena);
      for (int round = 0; round < 3; round++) {
        change(index, shape, arena.maxKeyLength(), operations, 75);
        scansLikeTheModel(index);
        seeksLikeTheModel(index, shape, arena.maxKeyLength());
        change(index, shape, arena.maxKeyLength(), operations, 30);
        scansLikeTheModel(index);
        seeksLikeTheModel(index, shape, arena.maxKeyLength());
      }
      removeAll(index);
      assertThat(arena.pagesInUse()).as("seed %s", seed).isZero();

      change(index, shape, arena.maxKeyLength(), operations / 4, 90);
      scansLikeTheModel(index);
      index.close();
      assertThat(arena.pagesInUse()).as("seed %s", seed).isZero();

      growsOnDiscardedPages(arena, shape, operations / 4);
    }
  }

  /** A tree that was given back as a whole lends its pages to the next ones, each only once. */
  private void growsOnDiscardedPages(PageArena arena, KeyShape shape, int operations) {
    try (OrderedIndex other = new OrderedIndex(arena)) {
      for (int i = 1; i <= operations; i++) {
        other.put(new UnsafeBuffer(ByteBuffer.allocate(8).putInt(4, i)), 0, 8, i);
      }
      model.clear();
      OrderedIndex index = new OrderedIndex(arena);
      change(index, shape, arena.maxKeyLength(), operations, 70);
      scansLikeTheModel(index);
      for (int i = 1; i <= operations; i++) {
        UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocate(8).putInt(4, i));
        assertThat(other.get(key, 0, 8)).as("seed %s", seed).isEqualTo(i);
      }
      index.close();
    }
    assertThat(arena.pagesInUse()).as("seed %s", seed).isZero();
  }

  private void change(
      OrderedIndex index, KeyShape shape, int maxLength, int operations, int putPercent) {
    for (int i = 0; i < operations; i++) {
      byte[] key = shape.key(random, i, maxLength);
      UnsafeBuffer buffer = padded(key);
      if (random.nextInt(100) < putPercent) {
        long value = 1 + random.nextLong(Long.MAX_VALUE);
        long previous = index.put(buffer, 3, key.length, value);
        assertThat(previous).as("put, seed %s", seed).isEqualTo(orNone(model.put(key, value)));
      } else {
        byte[] victim = random.nextBoolean() ? key : existing(key);
        long previous = index.remove(padded(victim), 3, victim.length);
        assertThat(previous).as("remove, seed %s", seed).isEqualTo(orNone(model.remove(victim)));
      }
      byte[] probe = random.nextBoolean() ? key : existing(key);
      assertThat(index.get(padded(probe), 3, probe.length))
          .as("get, seed %s", seed)
          .isEqualTo(orNone(model.get(probe)));
      assertThat(index.size()).as("seed %s", seed).isEqualTo(model.size());
    }
  }

  private void removeAll(OrderedIndex index) {
    while (!model.isEmpty()) {
      byte[] key = existing(new byte[] {(byte) random.nextInt()});
      assertThat(index.remove(padded(key), 3, key.length))
          .as("seed %s", seed)
          .isEqualTo(orNone(model.remove(key)));
    }
  }

  private void scansLikeTheModel(OrderedIndex index) {
    IndexCursor cursor = index.cursor();
    boolean found = cursor.seekFirst();
    for (Map.Entry<byte[], Long> expected : model.entrySet()) {
      assertThat(found).as("seed %s", seed).isTrue();
      assertIsAt(cursor, expected);
      found = cursor.next();
    }
    assertThat(found).as("seed %s", seed).isFalse();

    found = cursor.seekLast();
    for (Map.Entry<byte[], Long> expected : model.descendingMap().entrySet()) {
      assertThat(found).as("seed %s", seed).isTrue();
      assertIsAt(cursor, expected);
      found = cursor.previous();
    }
    assertThat(found).as("seed %s", seed).isFalse();
  }

  private void seeksLikeTheModel(OrderedIndex index, KeyShape shape, int maxLength) {
    IndexCursor cursor = index.cursor();
    for (int i = 0; i < 500; i++) {
      byte[] random = shape.key(this.random, i, maxLength);
      byte[] key = i % 2 == 0 ? random : existing(random);
      UnsafeBuffer buffer = padded(key);
      assertSought(cursor, cursor.seekAtLeast(buffer, 3, key.length), model.ceilingEntry(key));
      assertSought(cursor, cursor.seekAfter(buffer, 3, key.length), model.higherEntry(key));
      assertSought(cursor, cursor.seekAtMost(buffer, 3, key.length), model.floorEntry(key));
      Map.Entry<byte[], Long> lower = model.lowerEntry(key);
      assertSought(cursor, cursor.seekBefore(buffer, 3, key.length), lower);
      if (lower != null) {
        Map.Entry<byte[], Long> after = model.higherEntry(lower.getKey());
        assertSought(cursor, cursor.next(), after);
        if (after != null) {
          assertSought(cursor, cursor.previous(), lower);
        }
      }
    }
  }

  private void assertSought(
      IndexCursor cursor, boolean found, Map.@Nullable Entry<byte[], Long> expected) {
    assertThat(found).as("seed %s", seed).isEqualTo(expected != null);
    if (expected != null) {
      assertIsAt(cursor, expected);
    }
  }

  private void assertIsAt(IndexCursor cursor, Map.Entry<byte[], Long> expected) {
    byte[] key = new byte[cursor.keyLength()];
    cursor.keyBuffer().getBytes(cursor.keyOffset(), key);
    assertThat(Arrays.equals(key, expected.getKey())).as("key, seed %s", seed).isTrue();
    assertThat(cursor.value()).as("value, seed %s", seed).isEqualTo(expected.getValue());
  }

  /** A key of the model near the given one, or that one when the model is empty. */
  private byte[] existing(byte[] near) {
    byte[] key = model.ceilingKey(near);
    if (key == null) {
      key = model.floorKey(near);
    }
    return key == null ? near : key;
  }

  private static long orNone(@Nullable Long value) {
    return value == null ? OrderedIndex.NONE : value;
  }

  /** The key at offset 3 and exactly to the end, so that reading beyond it fails. */
  private static UnsafeBuffer padded(byte[] key) {
    byte[] padded = new byte[key.length + 3];
    System.arraycopy(key, 0, padded, 3, key.length);
    return new UnsafeBuffer(padded);
  }
}
