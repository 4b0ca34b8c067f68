package dev.stator.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.number.AllocationMeter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemScannerTest {
  private static final int START = 4;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 8, 9, 15, 16, 17, 127, 128, 255})
  void tellsNamesOfOneLengthApart(int length) {
    for (int different = 0; different < length; different++) {
      String name = "n".repeat(different) + "x" + "n".repeat(length - different - 1);
      DirectBuffer item = written(Map.of("n".repeat(length), "wrong"));

      assertFound(item, name, null);
      assertFound(written(Map.of("n".repeat(length), "wrong", name, "right")), name, "right");
    }
  }

  @Test
  void findsEveryAttributeOfEveryItem() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      Map<String, Object> model = JavaValues.anyItem(random, 3);
      DirectBuffer item = written(model);

      model.forEach((name, value) -> assertFound(item, name, value));
      String other = JavaValues.anyString(random);
      assertFound(item, other, model.get(other));
    }
  }

  @Test
  void findsNothingInNoItem() {
    assertFound(written(Map.of()), "a", null);
    assertFound(written(Map.of()), "", null);
  }

  @Test
  void doesNotLookIntoNestedValues() {
    assertFound(written(Map.of("m", Map.of("a", "b"), "l", List.of("a"))), "a", null);
  }

  @Test
  void doesNotTakeAQuestionMarkForItsLetterOrAPrefixForAName() {
    assertFound(written(Map.of("é", "1")), "?", null);
    assertFound(written(Map.of("éa", "1")), "é", null);
    assertFound(written(Map.of("ab", "1")), "a", null);
    assertFound(written(Map.of("a", "1")), "ab", null);
    assertFound(written(Map.of("a?", "1")), "aé", null);
    assertFound(written(Map.of("a", "1")), "", null);
  }

  @Test
  void countsNamesAndValues() {
    DirectBuffer item = written(Map.of("né", "abc", "m", Map.of("x", true)));

    assertThat(ItemScanner.size(item, START, item.capacity() - START))
        .isEqualTo(3 + 3 + 1 + (3 + 1 + 1 + 1));
    assertThat(ItemScanner.size(item, START, 0)).isZero();
  }

  @Test
  void cursorStopsAtTheEndAndStartsAgain() {
    DirectBuffer item = written(Map.of("ab", true));
    AttributeCursor cursor = new AttributeCursor();

    assertThat(cursor.next()).isFalse();
    for (int i = 0; i < 2; i++) {
      cursor.wrap(item, START, item.capacity() - START);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.nameOffset()).isEqualTo(START + 1);
      assertThat(cursor.nameLength()).isEqualTo(2);
      assertThat(cursor.valueOffset()).isEqualTo(START + 3);
      assertThat(cursor.valueLength()).isEqualTo(1);
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void allocatesNothing() {
    DirectBuffer item = written(Map.of("first", "x", "the second one", "y", "the second two", "z"));
    UnsafeBuffer name = new UnsafeBuffer("the second two".getBytes(UTF_8));
    byte[] bytes = name.byteArray();
    int length = item.capacity() - START;
    AttributeCursor cursor = new AttributeCursor();

    long allocated =
        AllocationMeter.bytesAllocatedBy(
            () -> {
              ItemScanner.find(item, START, length, name, 0, name.capacity());
              ItemScanner.find(item, START, length, bytes);
              ItemScanner.find(item, START, length, "the second two");
              ItemScanner.size(item, START, length);
              cursor.wrap(item, START, length);
              while (cursor.next()) {}
            });

    assertThat(allocated).isZero();
  }

  /** Asserts that all ways to find an attribute agree; null means that there is none. */
  private static void assertFound(DirectBuffer item, String name, @Nullable Object value) {
    int length = item.capacity() - START;
    byte[] utf8 = name.getBytes(UTF_8);
    byte[] shifted = ("-" + name).getBytes(UTF_8);

    int found = ItemScanner.find(item, START, length, utf8);

    assertThat(ItemScanner.find(item, START, length, new UnsafeBuffer(shifted), 1, utf8.length))
        .isEqualTo(found);
    assertThat(ItemScanner.find(item, START, length, name)).isEqualTo(found);
    if (value == null) {
      assertThat(found).isEqualTo(-1);
    } else {
      assertThat(JavaValues.read(item, found)).isEqualTo(value);
    }
  }

  /** A buffer that ends where the item ends. */
  private static DirectBuffer written(Map<String, Object> item) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, START);
    JavaValues.writeAttributes(writer, item);
    byte[] bytes = new byte[writer.position()];
    buffer.getBytes(0, bytes);
    return new UnsafeBuffer(bytes);
  }
}
