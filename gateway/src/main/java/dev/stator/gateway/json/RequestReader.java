package dev.stator.gateway.json;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.model.AttributeValueShape;
import dev.stator.gateway.model.BlobShape;
import dev.stator.gateway.model.BooleanShape;
import dev.stator.gateway.model.DoubleShape;
import dev.stator.gateway.model.IntegerShape;
import dev.stator.gateway.model.ListShape;
import dev.stator.gateway.model.LongShape;
import dev.stator.gateway.model.MapShape;
import dev.stator.gateway.model.Shape;
import dev.stator.gateway.model.StringShape;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.model.TableNameShape;
import dev.stator.gateway.model.TimestampShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads the JSON body of a request in one pass, driven by a shape; reusable, for one thread.
 * Members the shape does not have are ignored, of members given twice the last one counts, and a
 * null is an absence.
 */
public final class RequestReader {
  /** Deeper JSON is refused as malformed; values may have 32 levels of up to two objects each. */
  private static final int MAX_JSON_DEPTH = 400;

  private static final int MAX_NAME_LENGTH = 1 << 17;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_JSON_DEPTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .build())
          .build();

  private final AttributeReader attributes = new AttributeReader();
  private final Base64Decoder base64 = new Base64Decoder();

  /**
   * Reads a body of this shape. The structure is the caller's; the encoded attribute values in it
   * stay valid until the next call.
   *
   * @throws RequestException a {@code SerializationException}: with a message if a member has
   *     another type than its shape, with an empty message if the body is not a JSON object
   */
  public Structure read(StructureShape shape, byte[] body, int offset, int length) {
    attributes.reset();
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), body, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TypeMismatch.malformed();
      }
      Structure structure = readStructure(parser, shape);
      if (parser.nextToken() != null) {
        throw TypeMismatch.malformed();
      }
      return structure;
    } catch (JacksonException e) {
      throw TypeMismatch.malformed();
    }
  }

  private Structure readStructure(JsonParser parser, StructureShape shape) {
    Structure structure = new Structure(shape);
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      int index = shape.indexOf(name);
      if (index < 0) {
        parser.skipChildren();
      } else if (token == JsonToken.VALUE_NULL) {
        structure.set(index, null);
      } else {
        structure.set(index, readValue(parser, token, shape.member(index).shape(), true));
      }
    }
    return structure;
  }

  private Object readValue(JsonParser parser, JsonToken token, Shape shape, boolean inStructure) {
    return switch (shape) {
      case StringShape _, TableNameShape _ -> string(parser, token);
      case BooleanShape _ -> bool(parser, token);
      case IntegerShape _ -> (int) clamp(number(parser, token, shape));
      case LongShape _ -> number(parser, token, shape);
      case DoubleShape _, TimestampShape _ -> decimal(parser, token, shape);
      case BlobShape _ -> blob(parser, token);
      case StructureShape structure -> {
        require(token == JsonToken.START_OBJECT, token, shape, inStructure);
        yield readStructure(parser, structure);
      }
      case ListShape list -> {
        require(token == JsonToken.START_ARRAY, token, shape, inStructure);
        yield readList(parser, list.element());
      }
      case MapShape map -> {
        require(token == JsonToken.START_OBJECT, token, shape, inStructure);
        yield map.isAttributes() ? attributes.readMap(parser) : readMap(parser, map.value());
      }
      case AttributeValueShape _ -> attributes.readValue(parser, token, inStructure);
    };
  }

  private List<Object> readList(JsonParser parser, Shape elementShape) {
    List<Object> list = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      Object element = readElement(parser, t, elementShape);
      if (element != null) {
        list.add(element);
      }
    }
    return list;
  }

  private Map<String, Object> readMap(JsonParser parser, Shape valueShape) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      Object value = readElement(parser, parser.nextToken(), valueShape);
      if (value == null) {
        map.remove(name);
      } else {
        map.put(name, value);
      }
    }
    return map;
  }

  /** A null among elements is left out where nothing can miss it, else it is an empty one. */
  private @Nullable Object readElement(JsonParser parser, JsonToken token, Shape shape) {
    if (token != JsonToken.VALUE_NULL) {
      return readValue(parser, token, shape, false);
    }
    return switch (shape) {
      case StructureShape structure -> new Structure(structure);
      case MapShape map when map.isAttributes() -> attributes.empty();
      case MapShape _ -> Map.of();
      case ListShape _ -> List.of();
      case AttributeValueShape _ -> attributes.readValue(parser, token, false);
      case StringShape _,
          TableNameShape _,
          BooleanShape _,
          IntegerShape _,
          LongShape _,
          DoubleShape _,
          TimestampShape _,
          BlobShape _ ->
          null;
    };
  }

  private static String string(JsonParser parser, JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw TypeMismatch.scalar(token, "String");
    }
    return parser.getString();
  }

  /** The service takes some strings for booleans, too. */
  static boolean bool(JsonParser parser, JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      String text = parser.getString();
      if (text.equalsIgnoreCase("true") || text.equals("1") || text.equalsIgnoreCase("yes")) {
        return true;
      }
      if (text.equalsIgnoreCase("false") || text.equals("0") || text.equalsIgnoreCase("no")) {
        return false;
      }
    }
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw TypeMismatch.bool(token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** A whole number; fractions are rounded down, what is too large becomes the largest. */
  private static long number(JsonParser parser, JsonToken token, Shape shape) {
    if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    return (long) Math.floor(decimal(parser, token, shape));
  }

  private static double decimal(JsonParser parser, JsonToken token, Shape shape) {
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw TypeMismatch.of(token, shape, true);
    }
    return parser.getDoubleValue();
  }

  private static long clamp(long value) {
    return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private byte[] blob(JsonParser parser, JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw TypeMismatch.blob(token);
    }
    int length =
        base64.decode(
            parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
    return Arrays.copyOf(base64.bytes(), length);
  }

  private static void require(boolean fits, JsonToken token, Shape shape, boolean inStructure) {
    if (!fits) {
      throw TypeMismatch.of(token, shape, inStructure);
    }
  }
}
