package dev.stator.gateway.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ion and DynamoDB JSON: what is written is read back the same, byte for byte. */
class IonItemsTest {
  private static final int ITEMS = 300;
  private static final int MAX_DEPTH = 4;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  enum Format {
    JSON,
    ION
  }

  @ParameterizedTest
  @EnumSource
  void readsBackRandomItems(Format format) throws IOException {
    List<byte[]> written = new ArrayList<>();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ItemFile out = format == Format.ION ? new IonFile(file) : new JsonFile(file)) {
      for (int i = 0; i < ITEMS; i++) {
        Slice item = item();
        written.add(bytes(item));
        out.item(item);
      }
    }

    Content content = Content.of(new ByteArrayInputStream(file.toByteArray()), Compression.NONE);
    try (ItemSource items = format == Format.ION ? new IonItems(content) : new JsonItems(content)) {
      for (byte[] expected : written) {
        assertThat(items.next())
            .as("seed %d", seed)
            .isInstanceOfSatisfying(
                ItemSource.Next.Item.class,
                read -> assertThat(bytes(read.item())).isEqualTo(expected));
      }
      assertThat(items.next()).isInstanceOf(ItemSource.Next.End.class);
    }
    assertThat(new String(file.toByteArray(), UTF_8).lines()).hasSize(ITEMS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e0",
        "2020-01-01T",
        "symbol",
        "{{\"clob\"}}",
        "(1 2)",
        "$dynamodb_SS::[]",
        "$dynamodb_SS::[1.]",
        "$dynamodb_NS::[1., 1.0]",
        "$dynamodb_BS::[null]",
        "1d200",
        "123456789012345678901234567890123456789",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
      })
  void leavesOutWhatDynamoDbHasNoTypeFor(String value) throws IOException {
    String file = "{Item:{a:" + value + "}} {Item:{a:1}}";
    Content content = Content.of(new ByteArrayInputStream(file.getBytes(UTF_8)), Compression.NONE);
    try (ItemSource items = new IonItems(content)) {
      assertThat(items.next()).isInstanceOf(ItemSource.Next.Invalid.class);
      assertThat(items.next()).isInstanceOf(ItemSource.Next.Item.class);
      assertThat(items.next()).isInstanceOf(ItemSource.Next.End.class);
    }
  }

  @Test
  void refusesNamesGivenTwiceAndEmptyOnes() throws IOException {
    String file = "{Item:{a:1,a:2}} {Item:{'':1}}";
    Content content = Content.of(new ByteArrayInputStream(file.getBytes(UTF_8)), Compression.NONE);
    try (ItemSource items = new IonItems(content)) {
      assertThat(items.next()).isInstanceOf(ItemSource.Next.Invalid.class);
      assertThat(items.next()).isInstanceOf(ItemSource.Next.Invalid.class);
      assertThat(items.next()).isInstanceOf(ItemSource.Next.End.class);
    }
  }

  private Slice item() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writeAttributes(writer, 0);
    return new Slice(buffer, 0, writer.position());
  }

  private void writeAttributes(ItemWriter writer, int depth) {
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      writer.name(i + text());
      writeValue(writer, depth);
    }
  }

  private void writeValue(ItemWriter writer, int depth) {
    switch (random.nextInt(depth < MAX_DEPTH ? 10 : 8)) {
      case 0 -> writer.string(text());
      case 1 -> writer.number(number());
      case 2 -> {
        byte[] bytes = binary();
        writer.binary(bytes, 0, bytes.length);
      }
      case 3 -> writer.bool(random.nextBoolean());
      case 4 -> writer.nul();
      case 5, 6, 7 -> writeSet(writer);
      case 8 -> {
        int map = writer.beginMap();
        writeAttributes(writer, depth + 1);
        writer.end(map);
      }
      default -> {
        int list = writer.beginList();
        for (int i = random.nextInt(4); i > 0; i--) {
          writeValue(writer, depth + 1);
        }
        writer.end(list);
      }
    }
  }

  private void writeSet(ItemWriter writer) {
    int count = 1 + random.nextInt(4);
    switch (random.nextInt(3)) {
      case 0 -> {
        int set = writer.beginSet(ValueDescriptor.STRING_SET);
        for (int i = 0; i < count; i++) {
          writer.setElement(i + text());
        }
        writer.endSet(set);
      }
      case 1 -> {
        TreeSet<BigDecimal> numbers = new TreeSet<>();
        for (int i = 0; i < count; i++) {
          numbers.add(number());
        }
        int set = writer.beginSet(ValueDescriptor.NUMBER_SET);
        numbers.forEach(number -> writer.setElement(number.toString()));
        writer.endSet(set);
      }
      default -> {
        int set = writer.beginSet(ValueDescriptor.BINARY_SET);
        for (int i = 0; i < count; i++) {
          byte[] bytes = binary();
          bytes[0] = (byte) i;
          writer.setElement(bytes, 0, bytes.length);
        }
        writer.endSet(set);
      }
    }
  }

  private BigDecimal number() {
    BigInteger digits = new BigInteger(random.nextInt(126), random);
    BigDecimal number = new BigDecimal(digits, random.nextInt(160) - 80);
    return random.nextBoolean() ? number : number.negate();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint("a\"\\'\n\u0001{}:,$é日🦑 ".codePoints().toArray()[random.nextInt(15)]);
    }
    return text.toString();
  }

  private byte[] binary() {
    byte[] bytes = new byte[1 + random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(Slice item) {
    byte[] bytes = new byte[item.length()];
    item.buffer().getBytes(item.offset(), bytes);
    return bytes;
  }
}
