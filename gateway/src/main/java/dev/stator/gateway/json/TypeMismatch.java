package dev.stator.gateway.json;

import dev.stator.core.error.ErrorCode;
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
import tools.jackson.core.JsonToken;

/**
 * The refusals of JSON that has another type than the member it is given for. The words are those
 * of the service's Java framework, recorded by dynalite's tests.
 */
final class TypeMismatch {
  private static final String PACKAGE = "com.amazonaws.dynamodb.v20120810.";
  private static final String CAST =
      "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class"
          + " java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and"
          + " java.lang.Class are in module java.base of loader 'bootstrap')";

  private TypeMismatch() {}

  /** A body that is not a JSON object: the service gives no message. */
  static RequestException malformed() {
    return serialization("");
  }

  static RequestException serialization(String message) {
    return new RequestException(ErrorCode.SERIALIZATION, message);
  }

  /**
   * The refusal of a token for a shape.
   *
   * @param inStructure whether the value is a member of a structure, not of a list or map
   */
  static RequestException of(JsonToken token, Shape shape, boolean inStructure) {
    return switch (shape) {
      case StringShape _, TableNameShape _ -> scalar(token, "String");
      case IntegerShape _ -> scalar(token, "Integer");
      case LongShape _ -> scalar(token, "Long");
      case DoubleShape _ -> scalar(token, "Double");
      case TimestampShape _ -> scalar(token, "Date");
      case BooleanShape _ -> bool(token);
      case BlobShape _ -> blob(token);
      case ListShape _ -> list(token, inStructure);
      case MapShape map -> map(token, javaType(map), inStructure);
      case StructureShape structure -> structure(token, structure.name(), inStructure);
      case AttributeValueShape value -> structure(token, value.name(), inStructure);
    };
  }

  static RequestException scalar(JsonToken token, String javaName) {
    return switch (token) {
      case START_ARRAY -> serialization(unrecognized("class java.lang." + javaName));
      case START_OBJECT -> unexpectedObject();
      default -> serialization(kind(token) + " cannot be converted to " + javaName);
    };
  }

  static RequestException bool(JsonToken token) {
    return token == JsonToken.VALUE_STRING
        ? serialization("Unexpected token received from parser")
        : scalar(token, "Boolean");
  }

  static RequestException blob(JsonToken token) {
    return switch (token) {
      case START_ARRAY -> serialization(unrecognized("class java.nio.ByteBuffer"));
      case START_OBJECT -> unexpectedObject();
      default -> serialization("only base-64-encoded strings are convertible to bytes");
    };
  }

  static RequestException list(JsonToken token, boolean inStructure) {
    return token == JsonToken.START_OBJECT
        ? unexpectedObject()
        : serialization(inStructure ? "Unexpected field type" : CAST);
  }

  /** The refusal for a map of attribute values. */
  static RequestException attributes(JsonToken token, boolean inStructure) {
    return map(token, mapOf(PACKAGE + "AttributeValue"), inStructure);
  }

  static RequestException structure(JsonToken token, String name, boolean inStructure) {
    if (token == JsonToken.START_ARRAY) {
      return serialization(unrecognized("class " + PACKAGE + name));
    }
    return serialization(
        inStructure ? "Unexpected field type" : "Unexpected value type in payload");
  }

  private static RequestException map(JsonToken token, String javaType, boolean inStructure) {
    if (token == JsonToken.START_ARRAY) {
      return serialization(unrecognized(javaType));
    }
    return serialization(inStructure ? "Unexpected field type" : CAST);
  }

  private static RequestException unexpectedObject() {
    return serialization("Start of structure or map found where not expected");
  }

  private static String unrecognized(String javaType) {
    return "Unrecognized collection type " + javaType;
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> "TRUE_VALUE";
      case VALUE_FALSE -> "FALSE_VALUE";
      case VALUE_NUMBER_INT -> "NUMBER_VALUE";
      case VALUE_NUMBER_FLOAT -> "DECIMAL_VALUE";
      default -> "STRING_VALUE";
    };
  }

  private static String javaType(Shape shape) {
    return switch (shape) {
      case StringShape _, TableNameShape _ -> "java.lang.String";
      case IntegerShape _ -> "java.lang.Integer";
      case LongShape _ -> "java.lang.Long";
      case DoubleShape _ -> "java.lang.Double";
      case TimestampShape _ -> "java.util.Date";
      case BooleanShape _ -> "java.lang.Boolean";
      case BlobShape _ -> "java.nio.ByteBuffer";
      case ListShape list -> "java.util.List<" + javaType(list.element()) + ">";
      case MapShape map -> mapOf(javaType(map.value()));
      case StructureShape structure -> PACKAGE + structure.name();
      case AttributeValueShape value -> PACKAGE + value.name();
    };
  }

  private static String mapOf(String valueType) {
    return "java.util.Map<java.lang.String, " + valueType + ">";
  }
}
