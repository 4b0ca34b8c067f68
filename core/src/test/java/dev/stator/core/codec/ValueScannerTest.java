package dev.stator.core.codec;

import static dev.stator.core.codec.JavaValues.NULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.number.AllocationMeter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueScannerTest {
  private static final int START = 5;

  @ParameterizedTest
  @MethodSource("sizes")
  void countsWhatTheServiceCounts(Object value, int size) {
    assertThat(ValueScanner.size(written(value), START)).isEqualTo(size);
  }

  static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of("", 0),
        Arguments.of("abc", 3),
        Arguments.of("abÿ", 4),
        Arguments.of(new BigDecimal("0"), 1),
        Arguments.of(new BigDecimal("-12.5"), 4),
        Arguments.of(ByteBuffer.allocate(300), 300),
        Arguments.of(true, 1),
        Arguments.of(false, 1),
        Arguments.of(NULL, 1),
        Arguments.of(List.of(), 3),
        Arguments.of(List.of("ab", true), 3 + 1 + 2 + 1 + 1),
        Arguments.of(Map.of(), 3),
        Arguments.of(Map.of("name", "ab"), 3 + 1 + 4 + 2),
        Arguments.of(Map.of("m", Map.of("l", List.of("x"))), 3 + 1 + 1 + 3 + 1 + 1 + 3 + 1 + 1),
        Arguments.of(Set.of("ab", "c"), 3),
        Arguments.of(Set.of(new BigDecimal("1"), new BigDecimal("-1")), 5),
        Arguments.of(Set.of(ByteBuffer.allocate(2)), 2));
  }

  @Test
  void countsElementsOfContainersOnly() {
    assertThat(count(List.of())).isZero();
    assertThat(count(List.of("a", List.of("b", "c"), NULL))).isEqualTo(3);
    assertThat(count(Map.of("a", Map.of("b", "c"), "d", "e"))).isEqualTo(2);
    assertThat(count(Set.of("a", "b", "c"))).isEqualTo(3);
    assertThat(count("abc")).isZero();
    assertThat(count(true)).isZero();
  }

  @Test
  void tellsWhereThePayloadIs() {
    assertPayload("a".repeat(127), START + 2, 127);
    assertPayload("a".repeat(128), START + 3, 128);
    assertPayload(true, START + 1, 0);
    assertPayload(List.of(true, NULL), START + 5, 2);
    assertPayload(Set.of("ab"), START + 5, 3);
  }

  @Test
  void findsElementsOfLists() {
    DirectBuffer list = written(List.of("a", List.of("x"), "c"));

    assertThat(JavaValues.read(list, ValueScanner.elementAt(list, START, 0))).isEqualTo("a");
    assertThat(JavaValues.read(list, ValueScanner.elementAt(list, START, 1)))
        .isEqualTo(List.of("x"));
    assertThat(JavaValues.read(list, ValueScanner.elementAt(list, START, 2))).isEqualTo("c");
    assertThat(ValueScanner.elementAt(list, START, 3)).isEqualTo(-1);
    assertThat(ValueScanner.elementAt(list, START, Integer.MAX_VALUE)).isEqualTo(-1);
    assertThat(ValueScanner.elementAt(list, START, -1)).isEqualTo(-1);
    assertThat(ValueScanner.elementAt(written(List.of()), START, 0)).isEqualTo(-1);
    assertThat(ValueScanner.elementAt(written(Map.of("a", "b")), START, 0)).isEqualTo(-1);
    assertThat(ValueScanner.elementAt(written("abc"), START, 0)).isEqualTo(-1);
  }

  @Test
  void ignoresTheOrderOfMapsAndSetsButNotOfLists() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Object value = JavaValues.anyValue(random, 4);
      Object other = JavaValues.anyValue(random, 4);
      DirectBuffer a = written(value);
      DirectBuffer b = written(JavaValues.shuffled(value, random));
      DirectBuffer c = written(other);

      String as = "value " + i + ", seed " + seed;
      assertThat(ValueScanner.equal(a, START, b, START)).as(as).isTrue();
      assertThat(ValueScanner.equal(a, START, c, START)).as(as).isEqualTo(value.equals(other));
    }
    assertThat(equal(List.of("a", "b"), List.of("b", "a"))).isFalse();
  }

  @Test
  void seesEveryDifference() {
    assertThat(equal(true, false)).isFalse();
    assertThat(equal("1", new BigDecimal("1"))).isFalse();
    assertThat(equal(Set.of("a"), List.of("a"))).isFalse();
    assertThat(equal(Map.of("a", "1", "b", "2"), Map.of("a", "2", "b", "1"))).isFalse();
    assertThat(equal(Map.of("a", "1", "b", "2"), Map.of("a", "1", "c", "2"))).isFalse();
    assertThat(equal(Map.of("ab", "1"), Map.of("a", "1"))).isFalse();
    assertThat(equal(Map.of("a", "", "b", ""), Map.of("a", "bcd"))).isFalse();
    assertThat(equal(List.of(Map.of("a", List.of("1"))), List.of(Map.of("a", List.of("2")))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 66, 5_000})
  void comparesMapsOfEverySize(int count) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      map.put("name" + i, Map.of("a", "1", "b", Integer.toString(10_000 + i)));
    }
    Map<String, Object> reversed = new LinkedHashMap<>(map).reversed();
    Map<String, Object> otherValue = new LinkedHashMap<>(reversed);
    otherValue.put("name0", Map.of("a", "2", "b", "10000"));
    Map<String, Object> otherName = new LinkedHashMap<>(reversed);
    otherName.put("nam_0", otherName.remove("name0"));

    assertThat(equal(map, reversed)).isTrue();
    assertThat(equal(map, otherValue)).isFalse();
    assertThat(equal(map, otherName)).isFalse();
  }

  @Test
  void ordersScalarsOfOneType() {
    assertAscending("", "\u0000", "a", "a\u0000", "aa", "b", "é", "\uFFFD", "😀");
    assertAscending(
        new BigDecimal("-1E+100"),
        new BigDecimal("-10"),
        new BigDecimal("-9.5"),
        BigDecimal.ZERO,
        new BigDecimal("1E-130"),
        new BigDecimal("9.5"),
        new BigDecimal("10"));
    assertAscending(
        ByteBuffer.wrap(new byte[] {}),
        ByteBuffer.wrap(new byte[] {0}),
        ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
        ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 0}),
        ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, -8}),
        ByteBuffer.wrap(new byte[] {-1}));
  }

  @Test
  void comparesBytesLikeUnsignedArraysAtEveryLength() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] x = bytes(random);
      byte[] y = random.nextInt(3) == 0 ? x.clone() : bytes(random);
      UnsafeBuffer a = new UnsafeBuffer(x);
      UnsafeBuffer b = new UnsafeBuffer(y);

      int order = ByteComparison.compare(a, 0, x.length, b, 0, y.length);

      assertThat(Integer.signum(order))
          .as("seed %d", seed)
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(x, y)));
      if (x.length == y.length) {
        assertThat(ByteComparison.equal(a, 0, b, 0, x.length))
            .as("seed %d", seed)
            .isEqualTo(Arrays.equals(x, y));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30, 31})
  void countsLevelsFromOne(int wraps) {
    assertThat(depth(wrapped("x", wraps))).isEqualTo(1 + wraps);
    assertThat(depth(wrapped(Set.of("x"), wraps))).isEqualTo(1 + wraps);
    assertThat(depth(wrapped(Map.of(), wraps))).isEqualTo(1 + wraps);
    assertThat(depth(List.of("x", wrapped("y", wraps), "z"))).isEqualTo(2 + wraps);
  }

  @Test
  void stopsCountingBelowTheDeepestLevelAllowed() {
    assertThat(depth(wrapped("x", 31))).isEqualTo(ValueScanner.MAX_DEPTH);
    assertThat(depth(wrapped("x", 32))).isEqualTo(ValueScanner.MAX_DEPTH + 1);
    assertThat(depth(wrapped("x", 33))).isEqualTo(ValueScanner.MAX_DEPTH + 1);
    assertThat(depth(wrapped("x", 1_000))).isEqualTo(ValueScanner.MAX_DEPTH + 1);
  }

  @Test
  void survivesHostileNesting() {
    int levels = 1_000_000;
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    int[] marks = new int[levels];
    for (int i = 0; i < levels; i++) {
      marks[i] = writer.beginList();
    }
    for (int i = levels - 1; i >= 0; i--) {
      writer.end(marks[i]);
    }

    assertThat(ValueScanner.depth(buffer, 0)).isEqualTo(ValueScanner.MAX_DEPTH + 1);
  }

  @Test
  void allocatesNothing() {
    DirectBuffer a =
        written(Map.of("list", List.of("a", new BigDecimal("12.5")), "set", Set.of("x")));
    DirectBuffer b =
        written(Map.of("set", Set.of("x"), "list", List.of("a", new BigDecimal("12.5"))));

    long bytes =
        AllocationMeter.bytesAllocatedBy(
            () -> {
              ValueScanner.size(a, START);
              ValueScanner.count(a, START);
              ValueScanner.depth(a, START);
              ValueScanner.equal(a, START, b, START);
              ValueScanner.compare(a, START, b, START);
            });

    assertThat(bytes).isZero();
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(20)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : 7);
    }
    return bytes;
  }

  private static Object wrapped(Object value, int wraps) {
    Object wrapped = value;
    for (int i = 0; i < wraps; i++) {
      wrapped = i % 2 == 0 ? Map.of("m", wrapped) : List.of(wrapped);
    }
    return wrapped;
  }

  private static int depth(Object value) {
    return ValueScanner.depth(written(value), START);
  }

  private static int count(Object value) {
    return ValueScanner.count(written(value), START);
  }

  private static boolean equal(Object a, Object b) {
    return ValueScanner.equal(written(a), START, written(b), START);
  }

  private static void assertPayload(Object value, int offset, int length) {
    DirectBuffer buffer = written(value);
    assertThat(ValueScanner.payloadOffset(buffer, START)).isEqualTo(offset);
    assertThat(ValueScanner.payloadLength(buffer, START)).isEqualTo(length);
    assertThat(ValueScanner.length(buffer, START)).isEqualTo(offset + length - START);
  }

  private static void assertAscending(Object... values) {
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < values.length; j++) {
        int order = ValueScanner.compare(written(values[i]), START, written(values[j]), START);
        assertThat(Integer.signum(order)).isEqualTo(Integer.compare(i, j));
      }
    }
  }

  /** A buffer that ends where the value ends. */
  private static DirectBuffer written(Object value) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, START);
    JavaValues.write(writer, value);
    byte[] bytes = new byte[writer.position()];
    buffer.getBytes(0, bytes);
    return new UnsafeBuffer(bytes);
  }
}
