package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.error.RequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemJsonRoundTripTest {
  private static final byte[] TAGS = {
    ValueDescriptor.STRING,
    ValueDescriptor.NUMBER,
    ValueDescriptor.BINARY,
    ValueDescriptor.FALSE,
    ValueDescriptor.TRUE,
    ValueDescriptor.NULL,
    ValueDescriptor.STRING_SET,
    ValueDescriptor.NUMBER_SET,
    ValueDescriptor.BINARY_SET,
    ValueDescriptor.MAP,
    ValueDescriptor.LIST,
  };

  private final RequestReader reader = new RequestReader();

  @Test
  void randomItemsSurviveJsonUnchanged() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      MutableDirectBuffer buffer = new ExpandableArrayBuffer();
      ItemWriter writer = new ItemWriter().wrap(buffer, 3);
      writeAttributes(writer, random, 4);
      int length = writer.position() - 3;

      String json = Api.json(buffer, 3, length);
      Structure put = Api.read(reader, "PutItem", "{\"Item\":" + json + "}");

      AttributeMap item = Objects.requireNonNull(put.attributes("Item"));
      assertThat(item.problem()).as("seed %d: %s", seed, json).isNull();
      assertThat(bytes(item.item()))
          .as("seed %d: %s", seed, json)
          .isEqualTo(bytes(new Slice(buffer, 3, length)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 7_990, 8_000, 8_010, 100_000})
  void writesTextsOfAnyLengthFromAnyMemory(int length) {
    String text = ("é\"" + "x".repeat(14)).repeat(length / 16 + 1).substring(0, length);
    MutableDirectBuffer heap = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(heap, 0);
    for (int i = 0; i < 5; i++) {
      writer.name(i + text);
      writer.string(text);
    }
    int end = writer.position();
    UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(end));
    direct.putBytes(0, heap, 0, end);

    String escaped = text.replace("\"", "\\\"");
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      expected.append(i == 0 ? "{\"" : ",\"").append(i).append(escaped);
      expected.append("\":{\"S\":\"").append(escaped).append("\"}");
    }
    assertThat(Api.json(direct, 0, end)).isEqualTo(expected.append("}").toString());
  }

  @Test
  void everyTruncationOfARequestIsRefused() {
    byte[] body =
        ("{\"TableName\":\"t\",\"Item\":{\"a\":{\"S\":\"\\u00e4é\"},\"n\":{\"N\":\"-1.5e3\"},"
                + "\"m\":{\"M\":{\"l\":{\"L\":[{\"BOOL\":true},{\"NULL\":true},{\"B\":\"YQ==\"}]}}},"
                + "\"s\":{\"SS\":[\"x\",\"y\"]}},\"Expected\":{\"a\":{\"Exists\":false}}}")
            .getBytes(UTF_8);

    for (int length = 0; length < body.length; length++) {
      int cut = length;
      assertThatThrownBy(() -> reader.read(Api.input("PutItem"), body, 0, cut))
          .as("%d bytes", cut)
          .isInstanceOf(RequestException.class);
      assertThatThrownBy(() -> reader.read(Api.input("PutItem"), Arrays.copyOf(body, cut), 0, cut))
          .isInstanceOf(RequestException.class);
    }
  }

  @Test
  void damagedRequestsAreReadOrRefused() {
    byte[] body =
        ("{\"TableName\":\"t\",\"Item\":{\"a\":{\"S\":\"\\u00e4é\"},\"n\":{\"N\":\"-1.5e3\"},"
                + "\"m\":{\"M\":{\"l\":{\"L\":[{\"BOOL\":true},{\"B\":\"YQ==\"}]}}},"
                + "\"s\":{\"NS\":[\"1\",\"2\"]}},\"Expected\":{\"a\":{\"Exists\":false}}}")
            .getBytes(UTF_8);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] letters = "{}[]:,\"\\0aSNM \u0000".getBytes(UTF_8);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = body.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        byte b =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : letters[random.nextInt(letters.length)];
        damaged[random.nextInt(damaged.length)] = b;
      }
      try {
        readAndWriteBack(damaged);
      } catch (RequestException refused) {
        assertThat(refused.getMessage()).isNotNull();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + new String(damaged, UTF_8), e);
      }
    }
  }

  /** What is accepted is whole: it can be written, and read again. */
  private void readAndWriteBack(byte[] body) {
    Structure put = reader.read(Api.input("PutItem"), body, 0, body.length);
    AttributeMap item = put.attributes("Item");
    if (item != null && item.problem() == null) {
      byte[] encoded = bytes(item.item());
      AttributeMap again = Api.item(Api.json(item));
      assertThat(again.count()).isEqualTo(item.count());
      assertThat(bytes(again.item())).isEqualTo(encoded);
    }
    ConstraintChecker.check(put);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"Item\":", "{\"Item\":{\"a\":{\"L\":[", "{\"x\":["})
  void deepNestingIsRefused(String opening) {
    byte[] body = opening.repeat(100_000).getBytes(UTF_8);

    assertThatThrownBy(() -> reader.read(Api.input("PutItem"), body, 0, body.length))
        .isInstanceOf(RequestException.class);
  }

  private static byte[] bytes(Slice slice) {
    byte[] bytes = new byte[slice.length()];
    slice.buffer().getBytes(slice.offset(), bytes);
    return bytes;
  }

  private static void writeAttributes(ItemWriter writer, Random random, int depth) {
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      writer.name(i + text(random, 10));
      writeValue(writer, random, depth);
    }
  }

  private static void writeValue(ItemWriter writer, Random random, int depth) {
    byte tag = TAGS[random.nextInt(depth == 0 ? TAGS.length - 2 : TAGS.length)];
    switch (tag) {
      case ValueDescriptor.STRING ->
          writer.string(text(random, random.nextInt(40) == 0 ? 9_000 : 30));
      case ValueDescriptor.NUMBER -> writer.number(number(random));
      case ValueDescriptor.BINARY -> {
        byte[] bytes = binary(random);
        writer.binary(bytes, 0, bytes.length);
      }
      case ValueDescriptor.FALSE, ValueDescriptor.TRUE -> writer.bool(tag == ValueDescriptor.TRUE);
      case ValueDescriptor.NULL -> writer.nul();
      case ValueDescriptor.MAP -> {
        int mark = writer.beginMap();
        writeAttributes(writer, random, depth - 1);
        writer.end(mark);
      }
      case ValueDescriptor.LIST -> {
        int mark = writer.beginList();
        for (int i = random.nextInt(5); i > 0; i--) {
          writeValue(writer, random, depth - 1);
        }
        writer.end(mark);
      }
      default -> writeSet(writer, random, tag);
    }
  }

  private static void writeSet(ItemWriter writer, Random random, byte tag) {
    int mark = writer.beginSet(tag);
    for (int i = random.nextInt(5); i >= 0; i--) {
      switch (tag) {
        case ValueDescriptor.STRING_SET -> writer.setElement(text(random, 8));
        case ValueDescriptor.NUMBER_SET -> writer.setElement(number(random).toPlainString());
        default -> {
          byte[] bytes = binary(random);
          writer.setElement(bytes, 0, bytes.length);
        }
      }
    }
    writer.endSet(mark);
  }

  private static String text(Random random, int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxLength); i > 0; i--) {
      switch (random.nextInt(10)) {
        case 0 -> text.append((char) random.nextInt(' '));
        case 1 -> text.append("\"\\/'\u007f".charAt(random.nextInt(5)));
        case 2 -> text.appendCodePoint(0x80 + random.nextInt(0xD000));
        case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  private static BigDecimal number(Random random) {
    BigDecimal digits = new BigDecimal(new BigInteger(random.nextInt(120), random));
    return random.nextBoolean()
        ? digits.negate().movePointLeft(random.nextInt(90))
        : digits.movePointRight(random.nextInt(80));
  }

  private static byte[] binary(Random random) {
    byte[] bytes = new byte[random.nextInt(30)];
    random.nextBytes(bytes);
    return bytes;
  }
}
