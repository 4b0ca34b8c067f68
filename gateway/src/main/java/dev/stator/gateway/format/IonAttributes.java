package dev.stator.gateway.format;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.Limits;
import dev.stator.gateway.json.ValueProblem;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encodes Ion values as attribute values: string as S, decimal and int as N, blob as B, bool as
 * BOOL, null as NULL, struct as M, list as L, and as a set if it is annotated as one.
 */
final class IonAttributes {
  static final String STRING_SET = "$dynamodb_SS";
  static final String NUMBER_SET = "$dynamodb_NS";
  static final String BINARY_SET = "$dynamodb_BS";

  private final ItemWriter writer;

  IonAttributes(ItemWriter writer) {
    this.writer = writer;
  }

  /**
   * Writes the members of the struct at which the reader stands.
   *
   * @throws RequestException when a value is not valid
   */
  void write(IonReader struct) {
    writeMembers(struct, 1);
  }

  private void writeMembers(IonReader values, int level) {
    Set<String> names = new HashSet<>();
    values.stepIn();
    while (values.next() != null) {
      String name = values.getFieldName();
      if (name.isEmpty()) {
        throw RequestException.validation(ValueProblem.EMPTY_NAME);
      }
      if (!names.add(name)) {
        throw RequestException.validation("The attribute " + name + " is given twice");
      }
      writer.name(name);
      writeValue(values, level);
    }
    values.stepOut();
  }

  private void writeValue(IonReader values, int level) {
    if (level > Limits.MAX_NESTING) {
      throw RequestException.validation(ValueProblem.NESTING);
    }
    if (values.isNullValue()) {
      writer.nul();
      return;
    }
    IonType type = values.getType();
    switch (type) {
      case STRING -> writer.string(values.stringValue());
      case DECIMAL, INT -> writer.number(number(values));
      case BLOB -> {
        byte[] bytes = values.newBytes();
        writer.binary(bytes, 0, bytes.length);
      }
      case BOOL -> writer.bool(values.booleanValue());
      case STRUCT -> {
        int map = writer.beginMap();
        writeMembers(values, level + 1);
        writer.end(map);
      }
      case LIST -> writeList(values, level);
      default -> throw unexpected(type);
    }
  }

  private void writeList(IonReader values, int level) {
    Byte set = setOf(values.getTypeAnnotations());
    if (set != null) {
      writeSet(values, set);
      return;
    }
    int list = writer.beginList();
    values.stepIn();
    while (values.next() != null) {
      writeValue(values, level + 1);
    }
    values.stepOut();
    writer.end(list);
  }

  private static @Nullable Byte setOf(String[] annotations) {
    for (String annotation : annotations) {
      switch (annotation) {
        case STRING_SET -> {
          return ValueDescriptor.STRING_SET;
        }
        case NUMBER_SET -> {
          return ValueDescriptor.NUMBER_SET;
        }
        case BINARY_SET -> {
          return ValueDescriptor.BINARY_SET;
        }
        default -> {}
      }
    }
    return null;
  }

  private void writeSet(IonReader values, byte tag) {
    int set = writer.beginSet(tag);
    int start = writer.position();
    values.stepIn();
    while (values.next() != null) {
      if (values.isNullValue()) {
        throw RequestException.validation(ValueProblem.NULL_IN_SET);
      }
      writeElement(values, tag);
    }
    values.stepOut();
    if (writer.position() == start) {
      throw RequestException.validation(ValueProblem.emptySet(tag));
    }
    if (!writer.endSet(set)) {
      throw RequestException.validation(ValueProblem.DUPLICATE_NUMBERS);
    }
  }

  private void writeElement(IonReader values, byte tag) {
    IonType type = values.getType();
    if (setOf(type) != tag) {
      throw unexpected(type);
    }
    if (tag == ValueDescriptor.BINARY_SET) {
      byte[] bytes = values.newBytes();
      writer.setElement(bytes, 0, bytes.length);
    } else {
      writer.setElement(tag == ValueDescriptor.NUMBER_SET ? number(values) : values.stringValue());
    }
  }

  /** In which set values of the type can be, 0 for none. */
  private static byte setOf(IonType type) {
    return switch (type) {
      case STRING -> ValueDescriptor.STRING_SET;
      case DECIMAL, INT -> ValueDescriptor.NUMBER_SET;
      case BLOB -> ValueDescriptor.BINARY_SET;
      default -> 0;
    };
  }

  /** As text, since that is checked for what a number may be. */
  private static String number(IonReader values) {
    return values.getType() == IonType.INT
        ? values.bigIntegerValue().toString()
        : values.bigDecimalValue().toString();
  }

  private static RequestException unexpected(IonType type) {
    return RequestException.validation("Ion values of type " + type + " are not supported here");
  }
}
