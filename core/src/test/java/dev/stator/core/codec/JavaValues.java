package dev.stator.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.number.DecimalCodec;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.DirectBuffer;

/**
 * Attribute values as plain Java objects, to write, read and generate them in tests: String,
 * BigDecimal without trailing zeros, ByteBuffer, Boolean, {@link #NULL}, List, Map, and Set of one
 * of the first three (never empty, sorted only once written).
 */
public final class JavaValues {
  public static final Object NULL = "null".toCharArray();

  private static final String[] LETTERS = {
    "a", "b", "z", "0", "\u0000", "é", "ÿ", "€", "\uFFFD", "😀"
  };

  private JavaValues() {}

  public static void write(ItemWriter writer, Object value) {
    switch (value) {
      case String text -> writer.string(text);
      case BigDecimal number -> writer.number(number);
      case ByteBuffer binary -> writer.binary(bytes(binary), 0, binary.capacity());
      case Boolean bool -> writer.bool(bool);
      case List<?> list -> {
        int mark = writer.beginList();
        list.forEach(element -> write(writer, element));
        writer.end(mark);
      }
      case Map<?, ?> map -> {
        int mark = writer.beginMap();
        writeAttributes(writer, map);
        writer.end(mark);
      }
      case Set<?> set -> writeSet(writer, set);
      default -> writer.nul();
    }
  }

  /** Writes an item, or the contents of a map. */
  public static void writeAttributes(ItemWriter writer, Map<?, ?> item) {
    item.forEach(
        (name, value) -> {
          writer.name((String) name);
          write(writer, value);
        });
  }

  private static void writeSet(ItemWriter writer, Set<?> set) {
    Object any = set.iterator().next();
    int mark = writer.beginSet(setTag(any));
    for (Object element : set) {
      if (element instanceof ByteBuffer binary) {
        writer.setElement(bytes(binary), 0, binary.capacity());
      } else {
        writer.setElement(element.toString());
      }
    }
    writer.endSet(mark);
  }

  private static byte setTag(Object element) {
    return switch (element) {
      case BigDecimal number -> ValueDescriptor.NUMBER_SET;
      case ByteBuffer binary -> ValueDescriptor.BINARY_SET;
      default -> ValueDescriptor.STRING_SET;
    };
  }

  public static Object read(DirectBuffer buffer, int offset) {
    int payload = ValueScanner.payloadOffset(buffer, offset);
    int length = ValueScanner.payloadLength(buffer, offset);
    byte tag = ValueScanner.tag(buffer, offset);
    return switch (tag) {
      case ValueDescriptor.FALSE -> false;
      case ValueDescriptor.TRUE -> true;
      case ValueDescriptor.NULL -> NULL;
      case ValueDescriptor.MAP -> readAttributes(buffer, payload, length);
      case ValueDescriptor.LIST -> {
        List<Object> list = new ArrayList<>();
        for (int at = payload; at < payload + length; at += ValueScanner.length(buffer, at)) {
          list.add(read(buffer, at));
        }
        yield list;
      }
      case ValueDescriptor.STRING_SET, ValueDescriptor.NUMBER_SET, ValueDescriptor.BINARY_SET -> {
        Set<Object> set = new LinkedHashSet<>();
        int at = payload;
        while (at < payload + length) {
          int elementLength = Varint.get(buffer, at);
          at += Varint.lengthOf(elementLength);
          set.add(scalar((byte) (tag - ValueDescriptor.STRING_SET + 1), buffer, at, elementLength));
          at += elementLength;
        }
        yield set;
      }
      default -> scalar(tag, buffer, payload, length);
    };
  }

  /** Reads an item, or the contents of a map. */
  public static Map<String, Object> readAttributes(DirectBuffer buffer, int offset, int length) {
    Map<String, Object> item = new LinkedHashMap<>();
    AttributeCursor cursor = new AttributeCursor().wrap(buffer, offset, length);
    while (cursor.next()) {
      item.put(
          new String(bytes(buffer, cursor.nameOffset(), cursor.nameLength()), UTF_8),
          read(buffer, cursor.valueOffset()));
    }
    return item;
  }

  private static Object scalar(byte tag, DirectBuffer buffer, int offset, int length) {
    return switch (tag) {
      case ValueDescriptor.STRING -> new String(bytes(buffer, offset, length), UTF_8);
      case ValueDescriptor.NUMBER -> DecimalCodec.decode(buffer, offset);
      case ValueDescriptor.BINARY -> ByteBuffer.wrap(bytes(buffer, offset, length));
      default -> throw new AssertionError("tag " + tag);
    };
  }

  private static byte[] bytes(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }

  private static byte[] bytes(ByteBuffer binary) {
    byte[] bytes = new byte[binary.capacity()];
    binary.get(0, bytes);
    return bytes;
  }

  /** DynamoDB's size of a value, computed from the Java object. */
  public static int size(Object value) {
    return switch (value) {
      case String text -> text.getBytes(UTF_8).length;
      case ByteBuffer binary -> binary.capacity();
      case BigDecimal number -> numberSize(number);
      case List<?> list -> 3 + list.size() + list.stream().mapToInt(JavaValues::size).sum();
      case Map<?, ?> map -> 3 + map.size() + itemSize(map);
      case Set<?> set -> set.stream().mapToInt(JavaValues::size).sum();
      default -> 1;
    };
  }

  public static int itemSize(Map<?, ?> item) {
    return item.entrySet().stream().mapToInt(e -> size(e.getKey()) + size(e.getValue())).sum();
  }

  /** From the text: pairs of digits on each side of the point, without zeros around. */
  private static int numberSize(BigDecimal number) {
    if (number.signum() == 0) {
      return 1;
    }
    String text = number.abs().toPlainString();
    int point = text.contains(".") ? text.indexOf('.') : text.length();
    String whole = (point % 2 == 0 ? "" : "0") + text.substring(0, point);
    String fraction = text.substring(Math.min(point + 1, text.length()));
    String digits = whole + fraction + (fraction.length() % 2 == 0 ? "" : "0");
    int first = 0;
    while (digits.startsWith("00", first)) {
      first += 2;
    }
    int last = digits.length();
    while (digits.startsWith("00", last - 2)) {
      last -= 2;
    }
    return 1 + (last - first) / 2 + (number.signum() < 0 ? 1 : 0);
  }

  public static Object anyValue(Random random, int depth) {
    return switch (random.nextInt(depth > 1 ? 10 : 6)) {
      case 0 -> random.nextBoolean();
      case 1 -> NULL;
      case 2, 3 -> anyString(random);
      case 4 -> anyNumber(random);
      case 5 -> anyBinary(random);
      case 6 -> anySet(random);
      case 7, 8 -> anyItem(random, depth - 1);
      default -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(anyValue(random, depth - 1));
        }
        yield list;
      }
    };
  }

  public static Map<String, Object> anyItem(Random random, int depth) {
    Map<String, Object> item = new LinkedHashMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      item.put(anyString(random), anyValue(random, depth));
    }
    return item;
  }

  /** Strings around the lengths where the varint grows and where eight bytes are read at once. */
  public static String anyString(Random random) {
    int length = random.nextInt(10) == 0 ? 120 + random.nextInt(20) : random.nextInt(18);
    boolean ascii = random.nextBoolean();
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(LETTERS[random.nextInt(ascii ? 5 : LETTERS.length)]);
    }
    return text.toString();
  }

  public static BigDecimal anyNumber(Random random) {
    BigDecimal number = BigDecimal.valueOf(random.nextLong() >> random.nextInt(64));
    BigDecimal scaled = number.scaleByPowerOfTen(random.nextInt(40) - 30);
    return number.signum() == 0 ? BigDecimal.ZERO : scaled.stripTrailingZeros();
  }

  public static ByteBuffer anyBinary(Random random) {
    byte[] bytes = new byte[random.nextInt(20)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) - 1);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static Set<Object> anySet(Random random) {
    int type = random.nextInt(3);
    Set<Object> set = new LinkedHashSet<>();
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      set.add(
          switch (type) {
            case 0 -> anyString(random);
            case 1 -> anyNumber(random);
            default -> anyBinary(random);
          });
    }
    return set;
  }

  /**
   * The same value with the attributes of every map, and the elements of sets, in another order.
   */
  public static Object shuffled(Object value, Random random) {
    return switch (value) {
      case List<?> list -> list.stream().map(element -> shuffled(element, random)).toList();
      case Map<?, ?> map -> {
        List<Map.Entry<?, ?>> attributes = new ArrayList<>(map.entrySet());
        Collections.shuffle(attributes, random);
        Map<Object, Object> shuffled = new LinkedHashMap<>();
        for (Map.Entry<?, ?> attribute : attributes) {
          shuffled.put(attribute.getKey(), shuffled(attribute.getValue(), random));
        }
        yield shuffled;
      }
      case Set<?> set -> {
        List<Object> elements = new ArrayList<>(set);
        Collections.shuffle(elements, random);
        yield new LinkedHashSet<>(elements);
      }
      default -> value;
    };
  }
}
