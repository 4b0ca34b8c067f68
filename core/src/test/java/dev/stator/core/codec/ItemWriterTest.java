package dev.stator.core.codec;

import static dev.stator.core.codec.JavaValues.NULL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.RequestException;
import dev.stator.core.number.AllocationMeter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemWriterTest {
  private static final int START = 3;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(8);
  private final ItemWriter writer = new ItemWriter().wrap(buffer, START);

  @Test
  void writesTheBytesOfTheDescription() {
    writer.name("ab");
    writer.string("é");
    writer.name("n".toCharArray(), 0, 1);
    writer.number("12");
    int map = writer.beginMap();
    writer.name(new UnsafeBuffer(new byte[] {9, 'x', 9}), 1, 1);
    writer.bool(true);
    int list = writer.beginList();
    writer.nul();
    writer.bool(false);
    writer.end(list);
    writer.end(map);

    assertThat(hex())
        .isEqualTo(
            "026162"
                + "0102c3a9"
                + "016e"
                + "020402830d00"
                + "070a000000"
                + "0178"
                + "05"
                + "0802000000"
                + "06"
                + "04");
  }

  @ParameterizedTest
  @EnumSource(BufferShape.class)
  void givesBackEveryItem(BufferShape shape) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      Map<String, Object> item = JavaValues.anyItem(random, 4);
      int length = length(item);
      MutableDirectBuffer target = shape.create(START + length);

      writer.wrap(target, START);
      JavaValues.writeAttributes(writer, item);

      String as = "item " + i + ", seed " + seed;
      assertThat(writer.position() - START).as(as).isEqualTo(length);
      assertThat(JavaValues.readAttributes(target, START, length)).as(as).isEqualTo(item);
      assertThat(ItemScanner.size(target, START, length))
          .as(as)
          .isEqualTo(JavaValues.itemSize(item));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 16_383, 16_384, 409_600})
  void writesTextsOfEveryLengthFromEverySource(int length) {
    for (String letter : List.of("a", "é", "€", "😀")) {
      String text = "ab".substring(0, Math.min(2, length)) + letter.repeat(Math.max(0, length - 2));
      byte[] utf8 = text.getBytes(UTF_8);
      char[] chars = ("<" + text + ">").toCharArray();

      int[] starts = new int[6];
      starts[0] = writer.position();
      writer.string(text);
      starts[1] = writer.position();
      writer.string(CharBuffer.wrap(text));
      starts[2] = writer.position();
      writer.string(chars, 1, text.length());
      starts[3] = writer.position();
      writer.string(utf8, 0, utf8.length);
      starts[4] = writer.position();
      writer.string(new UnsafeBuffer(utf8), 0, utf8.length);
      starts[5] = writer.position();

      for (int i = 0; i < 5; i++) {
        assertThat(starts[i + 1] - starts[i])
            .isEqualTo(1 + Varint.lengthOf(utf8.length) + utf8.length);
        assertThat(JavaValues.read(buffer, starts[i])).isEqualTo(text);
        assertThat(ValueScanner.size(buffer, starts[i])).isEqualTo(utf8.length);
      }
    }
  }

  @Test
  void replacesSurrogatesWithoutPartner() {
    assertThat(readBack("\uD83D")).isEqualTo("?");
    assertThat(readBack("\uDE00")).isEqualTo("?");
    assertThat(readBack("\uDE00\uD83D")).isEqualTo("??");
    assertThat(readBack("\uD83D\uD83D\uDE00a")).isEqualTo("?😀a");
    assertThat(readBack("é\uD83Dé")).isEqualTo("é?é");
  }

  @Test
  void doesNotLookBeyondTheEndForTheSecondSurrogate() {
    char[] chars = "a\uD83D\uDE00".toCharArray();

    writer.string(chars, 0, 2);

    assertThat(JavaValues.read(buffer, START)).isEqualTo("a?");
  }

  @Test
  void sortsSetsByUnsignedBytes() {
    int strings = writer.position();
    set(ValueDescriptor.STRING_SET, "b", "", "😀", "a", "ab", "\uFFFD", "é");
    int numbers = writer.position();
    set(ValueDescriptor.NUMBER_SET, "10", "-1", "9", "0", "-10", "0.5");
    int binaries = writer.position();
    int mark = writer.beginSet(ValueDescriptor.BINARY_SET);
    writer.setElement(new byte[] {-1}, 0, 1);
    writer.setElement(new byte[] {0, 1, 2}, 1, 2);
    writer.setElement(new UnsafeBuffer(new byte[] {0, 1}), 0, 1);
    assertThat(writer.endSet(mark)).isTrue();

    assertThat(list(strings)).containsExactly("", "a", "ab", "b", "é", "\uFFFD", "😀");
    assertThat(list(numbers))
        .containsExactly(
            number("-1E+1"), number("-1"), number("0"), number("0.5"), number("9"), number("1E+1"));
    assertThat(list(binaries)).containsExactly(binary(0), binary(1, 2), binary(-1));
  }

  @Test
  void dropsDuplicatesOfSetsAndSaysSo() {
    assertThat(set(ValueDescriptor.STRING_SET, "b", "a", "b", "a", "a")).isFalse();
    int second = writer.position();
    assertThat(set(ValueDescriptor.NUMBER_SET, "1", "1.0", "10e-1")).isFalse();
    int third = writer.position();
    assertThat(set(ValueDescriptor.STRING_SET, "a", "a")).isFalse();
    writer.nul();

    assertThat(list(START)).containsExactly("a", "b");
    assertThat(list(second)).containsExactly(number("1"));
    assertThat(list(third)).containsExactly("a");
    assertThat(buffer.getByte(writer.position() - 1)).isEqualTo(ValueDescriptor.NULL);
    assertThat(third + ValueScanner.length(buffer, third) + 1).isEqualTo(writer.position());
  }

  @Test
  void leavesTheEmptySetToTheCaller() {
    assertThat(set(ValueDescriptor.STRING_SET)).isTrue();

    assertThat(hex()).isEqualTo("0900000000");
    assertThat(ValueScanner.count(buffer, START)).isZero();
    assertThat(ValueScanner.size(buffer, START)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 1_000, 50_000})
  void givesOneFormToASetWhateverTheOrder(int count) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(Integer.toString(random.nextInt(2 * count), 36));
    }
    String[] distinct = elements.stream().distinct().toArray(String[]::new);
    String[] sorted = distinct.clone();
    Arrays.sort(sorted);

    boolean unique = set(ValueDescriptor.STRING_SET, elements.toArray(String[]::new));
    int second = writer.position();
    assertThat(set(ValueDescriptor.STRING_SET, sorted)).isTrue();
    int third = writer.position();
    assertThat(set(ValueDescriptor.STRING_SET, distinct)).isTrue();

    assertThat(unique).isEqualTo(distinct.length == count);
    assertThat(list(START)).as("seed %d", seed).containsExactly((Object[]) sorted);
    assertThat(ValueScanner.equal(buffer, START, buffer, second)).isTrue();
    assertThat(ValueScanner.equal(buffer, START, buffer, third)).isTrue();
  }

  @Test
  void leavesThePositionWhereItWasWhenANumberIsRefused() {
    assertThatThrownBy(() -> writer.number("x")).isInstanceOf(RequestException.class);
    assertThat(writer.position()).isEqualTo(START);
    writer.beginSet(ValueDescriptor.NUMBER_SET);
    int before = writer.position();

    assertThatThrownBy(() -> writer.setElement("1e200")).isInstanceOf(RequestException.class);

    assertThat(writer.position()).isEqualTo(before);
  }

  @Test
  void writesNumbersFromEverySource() {
    char[] chars = "[-1.5]".toCharArray();
    writer.number("-1.5");
    int second = writer.position();
    writer.number(chars, 1, 4);
    int third = writer.position();
    writer.number(new BigDecimal("-15E-1"));

    assertThat(JavaValues.read(buffer, START)).isEqualTo(number("-1.5"));
    assertThat(ValueScanner.equal(buffer, START, buffer, second)).isTrue();
    assertThat(ValueScanner.equal(buffer, START, buffer, third)).isTrue();
    assertThat(writer.position() - START).isEqualTo(3 * (third - second));
  }

  @Test
  void copiesValuesAndGoesBack() {
    JavaValues.write(writer, Map.of("a", List.of("b", NULL)));
    int length = writer.position() - START;

    writer.value(buffer, START, length);

    assertThat(ValueScanner.equal(buffer, START, buffer, START + length)).isTrue();
    writer.position(START);
    writer.bool(true);
    assertThat(hex()).isEqualTo("05");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "127, 1", "128, 2", "16383, 2", "16384, 3", "2097151, 3", "2097152, 4"})
  void writesVarintsOfTheirLength(int value, int length) {
    assertThat(Varint.put(buffer, 1, value)).isEqualTo(length);
    assertThat(Varint.get(buffer, 1)).isEqualTo(value);
    assertThat(Varint.lengthOf(value)).isEqualTo(length);
  }

  @Test
  void writesEveryVarint() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      int value = random.nextInt() >>> random.nextInt(32);
      int length = Varint.put(buffer, 1, value);

      assertThat(Varint.get(buffer, 1)).isEqualTo(value);
      assertThat(Varint.lengthOf(value)).isEqualTo(length).isBetween(1, Varint.MAX_LENGTH);
    }
  }

  @Test
  void allocatesNothingOnceWarm() {
    char[] name = "attribute".toCharArray();
    char[] text = "some text, another é, and €".toCharArray();
    char[] digits = "-12.75".toCharArray();

    long bytes =
        AllocationMeter.bytesAllocatedBy(
            () -> {
              writer.wrap(buffer, 0);
              writer.name(name, 0, name.length);
              writer.string(text, 0, text.length);
              writer.name("fixed");
              int set = writer.beginSet(ValueDescriptor.NUMBER_SET);
              writer.setElement("2");
              writer.setElement("1");
              writer.setElement(digits, 0, digits.length);
              writer.endSet(set);
              writer.name("map");
              int map = writer.beginMap();
              writer.name("flag");
              writer.bool(true);
              writer.end(map);
            });

    assertThat(bytes).isZero();
  }

  private int length(Map<String, Object> item) {
    ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();
    ItemWriter measuring = new ItemWriter().wrap(scratch, 0);
    JavaValues.writeAttributes(measuring, item);
    return measuring.position();
  }

  private boolean set(byte tag, String... elements) {
    int mark = writer.beginSet(tag);
    for (String element : elements) {
      writer.setElement(element);
    }
    return writer.endSet(mark);
  }

  private Object readBack(String text) {
    writer.wrap(buffer, START);
    writer.string(text);
    return JavaValues.read(buffer, START);
  }

  private List<Object> list(int offset) {
    return List.copyOf((Set<?>) JavaValues.read(buffer, offset));
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  private static ByteBuffer binary(int... bytes) {
    ByteBuffer binary = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      binary.put((byte) b);
    }
    return binary.flip();
  }

  private String hex() {
    byte[] bytes = new byte[writer.position() - START];
    buffer.getBytes(START, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
