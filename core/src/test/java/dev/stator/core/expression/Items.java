package dev.stator.core.expression;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.number.DecimalCodec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Items as plain Java values, and their encoded form: String, BigDecimal (or Integer), Bytes,
 * Boolean, Nothing, Map, List and SetOf.
 */
final class Items {
  /** A binary, given by characters of one byte. */
  record Bytes(String latin1) {}

  /** The value NULL. */
  record Nothing() {}

  /** A set; the elements are text, of numbers too. */
  record SetOf(byte tag, TreeSet<String> elements) {}

  private static final int MAX_SET_NUMBER_TEXT = 400;

  private Items() {}

  static SetOf strings(String... elements) {
    return new SetOf(ValueDescriptor.STRING_SET, new TreeSet<>(List.of(elements)));
  }

  static SetOf numbers(String... elements) {
    return new SetOf(ValueDescriptor.NUMBER_SET, new TreeSet<>(List.of(elements)));
  }

  static SetOf binaries(String... elements) {
    return new SetOf(ValueDescriptor.BINARY_SET, new TreeSet<>(List.of(elements)));
  }

  /** A map in the order of the arguments: name, value, name, value... */
  static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], normal(namesAndValues[i + 1]));
    }
    return map;
  }

  static Slice encode(Map<String, ?> item) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    attributes(writer, item);
    return new Slice(buffer, 0, writer.position()).copy();
  }

  static Slice encodeValue(Object value) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    write(writer, normal(value));
    return new Slice(buffer, 0, writer.position()).copy();
  }

  static Map<String, Object> decode(DirectBuffer item, int offset, int length) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    AttributeCursor cursor = new AttributeCursor().wrap(item, offset, length);
    while (cursor.next()) {
      String name = item.getStringWithoutLengthUtf8(cursor.nameOffset(), cursor.nameLength());
      attributes.put(name, decodeValue(item, cursor.valueOffset()));
    }
    return attributes;
  }

  static Object decodeValue(DirectBuffer buffer, int offset) {
    byte tag = ValueScanner.tag(buffer, offset);
    return switch (tag) {
      case ValueDescriptor.FALSE -> false;
      case ValueDescriptor.TRUE -> true;
      case ValueDescriptor.NULL -> new Nothing();
      default -> {
        int start = ValueScanner.payloadOffset(buffer, offset);
        int length = ValueScanner.payloadLength(buffer, offset);
        yield switch (tag) {
          case ValueDescriptor.STRING -> buffer.getStringWithoutLengthUtf8(start, length);
          case ValueDescriptor.NUMBER -> DecimalCodec.decode(buffer, start).stripTrailingZeros();
          case ValueDescriptor.BINARY -> new Bytes(latin1(buffer, start, length));
          case ValueDescriptor.MAP -> decode(buffer, start, length);
          case ValueDescriptor.LIST -> decodeList(buffer, start, start + length);
          default -> decodeSet(tag, buffer, start, start + length);
        };
      }
    };
  }

  /** Numbers in one form, so that equal ones are equal objects. */
  static Object normal(Object value) {
    return switch (value) {
      case Integer number -> new BigDecimal(number).stripTrailingZeros();
      case BigDecimal number -> number.stripTrailingZeros();
      case List<?> list -> {
        List<Object> copy = new ArrayList<>();
        list.forEach(element -> copy.add(normal(element)));
        yield copy;
      }
      default -> value;
    };
  }

  private static void attributes(ItemWriter writer, Map<String, ?> attributes) {
    attributes.forEach(
        (name, value) -> {
          writer.name(name);
          write(writer, normal(value));
        });
  }

  @SuppressWarnings("unchecked")
  private static void write(ItemWriter writer, Object value) {
    switch (value) {
      case String text -> writer.string(text);
      case BigDecimal number -> writer.number(number);
      case Bytes(String bytes) -> writer.binary(bytes.getBytes(ISO_8859_1), 0, bytes.length());
      case Boolean flag -> writer.bool(flag);
      case Nothing _ -> writer.nul();
      case Map<?, ?> map -> {
        int mark = writer.beginMap();
        attributes(writer, (Map<String, ?>) map);
        writer.end(mark);
      }
      case List<?> list -> {
        int mark = writer.beginList();
        list.forEach(element -> write(writer, element));
        writer.end(mark);
      }
      case SetOf(byte tag, TreeSet<String> elements) -> {
        int mark = writer.beginSet(tag);
        for (String element : elements) {
          if (tag == ValueDescriptor.BINARY_SET) {
            writer.setElement(element.getBytes(ISO_8859_1), 0, element.length());
          } else {
            writer.setElement(element);
          }
        }
        if (!writer.endSet(mark)) {
          throw new IllegalArgumentException("duplicates: " + elements);
        }
      }
      default -> throw new IllegalArgumentException("no value: " + value);
    }
  }

  private static List<Object> decodeList(DirectBuffer buffer, int start, int end) {
    List<Object> list = new ArrayList<>();
    for (int at = start; at < end; at += ValueScanner.length(buffer, at)) {
      list.add(decodeValue(buffer, at));
    }
    return list;
  }

  private static SetOf decodeSet(byte tag, DirectBuffer buffer, int start, int end) {
    TreeSet<String> elements = new TreeSet<>();
    int at = start;
    while (at < end) {
      int length = Varint.get(buffer, at);
      at += Varint.lengthOf(length);
      elements.add(
          switch (tag) {
            case ValueDescriptor.STRING_SET -> buffer.getStringWithoutLengthUtf8(at, length);
            case ValueDescriptor.NUMBER_SET -> numberText(buffer, at);
            default -> latin1(buffer, at, length);
          });
      at += length;
    }
    return new SetOf(tag, elements);
  }

  private static String numberText(DirectBuffer buffer, int offset) {
    byte[] text = new byte[MAX_SET_NUMBER_TEXT];
    return new String(text, 0, DecimalCodec.format(buffer, offset, text, 0), ISO_8859_1);
  }

  private static String latin1(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return new String(bytes, ISO_8859_1);
  }
}
