package dev.stator.gateway.differential;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as maps, lists, strings, booleans, decimals and {@link #NULL}; maps keep the order of their
 * members.
 */
public final class Json {
  public static final Object NULL = Void.class;

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** An object of these names and values, alternating. */
  public static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  /** The object at this value, which must be one. */
  @SuppressWarnings("unchecked") // objects are made here only
  public static Map<String, Object> asObject(Object value) {
    return (Map<String, Object>) value;
  }

  /** The list at this value, which must be one. */
  @SuppressWarnings("unchecked") // lists of JSON hold anything
  public static List<Object> asList(Object value) {
    return (List<Object>) value;
  }

  /** A copy whose objects and lists can be changed without changing the original. */
  public static Object copy(Object value) {
    if (value instanceof Map<?, ?>) {
      Map<String, Object> copy = new LinkedHashMap<>();
      asObject(value).forEach((name, member) -> copy.put(name, copy(member)));
      return copy;
    }
    if (value instanceof List<?>) {
      List<Object> copy = new ArrayList<>();
      asList(value).forEach(element -> copy.add(copy(element)));
      return copy;
    }
    return value;
  }

  public static Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return read(parser, parser.nextToken());
    }
  }

  public static String text(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(generator, value);
    }
    return text.toString();
  }

  private static Object read(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readList(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not a value: " + token);
    };
  }

  private static Map<String, Object> readObject(JsonParser parser) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      object.put(name, read(parser, parser.nextToken()));
    }
    return object;
  }

  private static List<Object> readList(JsonParser parser) {
    List<Object> list = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      list.add(read(parser, t));
    }
    return list;
  }

  private static void write(JsonGenerator generator, Object value) {
    switch (value) {
      case String string -> generator.writeString(string);
      case Boolean bool -> generator.writeBoolean(bool);
      case Integer integer -> generator.writeNumber(integer);
      case Long number -> generator.writeNumber(number);
      case BigDecimal decimal -> generator.writeNumber(decimal);
      case Double decimal -> generator.writeNumber(decimal);
      case List<?> list -> {
        generator.writeStartArray();
        asList(list).forEach(element -> write(generator, element));
        generator.writeEndArray();
      }
      case Map<?, ?> object -> {
        generator.writeStartObject();
        asObject(object)
            .forEach(
                (name, member) -> {
                  generator.writeName(name);
                  write(generator, member);
                });
        generator.writeEndObject();
      }
      default -> generator.writeNull();
    }
  }
}
