package dev.stator.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.StorageException;
import dev.stator.core.number.DecimalCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of an item as strings, numbers, lists and maps. */
record AttributeReader(Slice item) {

  boolean has(String name) {
    return find(name) >= 0;
  }

  String string(String name) {
    String value = optionalString(name);
    if (value == null) {
      throw new StorageException("corrupt catalog: attribute " + name + " is missing");
    }
    return value;
  }

  @Nullable String optionalString(String name) {
    int value = find(name);
    return value < 0 ? null : stringAt(value);
  }

  long number(String name) {
    int value = find(name);
    if (value < 0) {
      throw new StorageException("corrupt catalog: attribute " + name + " is missing");
    }
    return numberAt(value);
  }

  /** The number, or another when there is none: attributes came with later versions. */
  long optionalNumber(String name, long other) {
    int value = find(name);
    return value < 0 ? other : numberAt(value);
  }

  boolean bool(String name) {
    int value = find(name);
    return value >= 0 && ValueScanner.tag(item.buffer(), value) == ValueDescriptor.TRUE;
  }

  AttributeReader map(String name) {
    AttributeReader map = optionalMap(name);
    if (map == null) {
      throw new StorageException("corrupt catalog: attribute " + name + " is missing");
    }
    return map;
  }

  @Nullable AttributeReader optionalMap(String name) {
    int value = find(name);
    return value < 0 ? null : mapAt(value);
  }

  List<String> strings(String name) {
    return list(name, this::stringAt);
  }

  List<Long> numbers(String name) {
    return list(name, this::numberAt);
  }

  List<AttributeReader> maps(String name) {
    return list(name, this::mapAt);
  }

  /** The names of the attributes, in order. */
  Map<String, Integer> attributes() {
    Map<String, Integer> values = new LinkedHashMap<>();
    AttributeCursor cursor = new AttributeCursor();
    cursor.wrap(item.buffer(), item.offset(), item.length());
    while (cursor.next()) {
      values.put(text(cursor.nameOffset(), cursor.nameLength()), cursor.valueOffset());
    }
    return values;
  }

  String stringAt(int value) {
    return text(
        ValueScanner.payloadOffset(item.buffer(), value),
        ValueScanner.payloadLength(item.buffer(), value));
  }

  private <T> List<T> list(String name, Function<Integer, T> element) {
    List<T> elements = new ArrayList<>();
    int value = find(name);
    if (value >= 0) {
      int position = ValueScanner.payloadOffset(item.buffer(), value);
      int end = position + ValueScanner.payloadLength(item.buffer(), value);
      while (position < end) {
        elements.add(element.apply(position));
        position += ValueScanner.length(item.buffer(), position);
      }
    }
    return elements;
  }

  private long numberAt(int value) {
    return DecimalCodec.decode(item.buffer(), ValueScanner.payloadOffset(item.buffer(), value))
        .longValueExact();
  }

  private AttributeReader mapAt(int value) {
    return new AttributeReader(
        new Slice(
            item.buffer(),
            ValueScanner.payloadOffset(item.buffer(), value),
            ValueScanner.payloadLength(item.buffer(), value)));
  }

  private int find(String name) {
    return ItemScanner.find(item.buffer(), item.offset(), item.length(), name.getBytes(UTF_8));
  }

  private String text(int offset, int length) {
    byte[] bytes = new byte[length];
    item.buffer().getBytes(offset, bytes);
    return new String(bytes, UTF_8);
  }
}
