package dev.stator.gateway.partiql;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.model.Limits;
import dev.stator.gateway.partiql.Expression.Array;
import dev.stator.gateway.partiql.Expression.Bag;
import dev.stator.gateway.partiql.Expression.Between;
import dev.stator.gateway.partiql.Expression.Call;
import dev.stator.gateway.partiql.Expression.Field;
import dev.stator.gateway.partiql.Expression.In;
import dev.stator.gateway.partiql.Expression.Infix;
import dev.stator.gateway.partiql.Expression.Is;
import dev.stator.gateway.partiql.Expression.Not;
import dev.stator.gateway.partiql.Expression.Null;
import dev.stator.gateway.partiql.Expression.Numeral;
import dev.stator.gateway.partiql.Expression.Parameter;
import dev.stator.gateway.partiql.Expression.PathTo;
import dev.stator.gateway.partiql.Expression.Star;
import dev.stator.gateway.partiql.Expression.Text;
import dev.stator.gateway.partiql.Expression.Truth;
import dev.stator.gateway.partiql.Expression.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Encodes literals and parameters as values and items. */
final class LiteralEncoder {
  private static final String ROOT = "root";
  private static final String DUPLICATES =
      "One or more parameter values were invalid: Input collection ";

  private final List<Slice> parameters;

  /**
   * @param parameters encoded values; they must stay as they are as long as what is encoded is used
   */
  LiteralEncoder(List<Slice> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  /** Whether the expression is a literal or a parameter. */
  static boolean isConstant(Expression expression) {
    return switch (expression) {
      case Text _, Numeral _, Truth _, Null _, Parameter _, Array _, Bag _, Tuple _ -> true;
      case PathTo _, Star _, Call _, Infix _, Not _, Between _, In _, Is _ -> false;
    };
  }

  /** The value of a literal or parameter. */
  Slice value(Expression literal) {
    if (literal instanceof Parameter(int index, _)) {
      return parameter(index);
    }
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    write(literal, writer, ROOT, 0);
    return new Slice(buffer, 0, writer.position());
  }

  /** The item of an INSERT. */
  Slice item(Expression literal) {
    if (literal instanceof Parameter(int index, _)) {
      return contentsOfMap(parameter(index));
    }
    if (!(literal instanceof Tuple(List<Field> fields, _))) {
      throw Refusals.malformed("Expected a tuple in VALUE");
    }
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      checkDistinct(names, field.name(), ROOT);
      writer.name(field.name());
      if (field.value() instanceof Parameter(int index, _)) {
        Slice value = parameter(index);
        writer.value(value.buffer(), value.offset(), value.length());
      } else {
        write(field.value(), writer, ROOT, 0);
      }
    }
    return new Slice(buffer, 0, writer.position());
  }

  private static Slice contentsOfMap(Slice value) {
    if (ValueScanner.tag(value.buffer(), value.offset()) != ValueDescriptor.MAP) {
      throw Refusals.malformed("Expected a tuple in VALUE");
    }
    return new Slice(
        value.buffer(),
        ValueScanner.payloadOffset(value.buffer(), value.offset()),
        ValueScanner.payloadLength(value.buffer(), value.offset()));
  }

  private Slice parameter(int index) {
    if (index >= parameters.size()) {
      throw RequestException.validation(
          "Number of parameters in request and statement don't match.");
    }
    return parameters.get(index);
  }

  /**
   * @param path where in the value the literal stands, as messages name it
   */
  private void write(Expression literal, ItemWriter writer, String path, int depth) {
    if (depth >= Limits.MAX_NESTING) {
      throw RequestException.validation(
          "Nesting Levels have exceeded supported limits under " + path);
    }
    switch (literal) {
      case Text(String text, _) -> writer.string(text);
      case Numeral(String text, _) -> number(text, writer, path);
      case Truth(boolean value, _) -> writer.bool(value);
      case Null _ -> writer.nul();
      case Array(List<Expression> elements, _) -> array(elements, writer, path, depth);
      case Tuple(List<Field> fields, _) -> tuple(fields, writer, path, depth);
      case Bag(List<Expression> elements, _) -> bag(elements, writer, path);
      case Parameter parameter -> throw unsupported("Parameter", path, parameter);
      case Call call -> throw unsupported(call.function(), path, call);
      case PathTo to -> throw unsupported(to.path().head().text(), path, to);
      case Infix infix -> throw unsupported(infix.operator(), path, infix);
      case Star _, Not _, Between _, In _, Is _ -> throw unsupported("Condition", path, literal);
    }
  }

  private static void number(String text, ItemWriter writer, String path) {
    try {
      writer.number(text);
    } catch (RequestException refusal) {
      throw RequestException.validation(refusal.getMessage() + " under " + path);
    }
  }

  private void array(List<Expression> elements, ItemWriter writer, String path, int depth) {
    int mark = writer.beginList();
    for (int i = 0; i < elements.size(); i++) {
      write(elements.get(i), writer, path + "[" + i + "]", depth + 1);
    }
    writer.end(mark);
  }

  private void tuple(List<Field> fields, ItemWriter writer, String path, int depth) {
    int mark = writer.beginMap();
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      checkDistinct(names, field.name(), path);
      writer.name(field.name());
      write(field.value(), writer, path + "." + field.name(), depth + 1);
    }
    writer.end(mark);
  }

  private static void checkDistinct(Set<String> names, String name, String path) {
    if (!names.add(name)) {
      throw RequestException.validation("The key " + name + " is given twice under " + path);
    }
  }

  private static void bag(List<Expression> elements, ItemWriter writer, String path) {
    if (elements.isEmpty()) {
      throw RequestException.validation("Empty bags are not supported");
    }
    boolean numbers = elements.getFirst() instanceof Numeral;
    int mark = writer.beginSet(numbers ? ValueDescriptor.NUMBER_SET : ValueDescriptor.STRING_SET);
    StringJoiner texts = new StringJoiner(", ", "[", "]");
    for (Expression element : elements) {
      String text = elementOfBag(element, numbers);
      texts.add(text);
      try {
        writer.setElement(text);
      } catch (RequestException refusal) {
        throw RequestException.validation(refusal.getMessage() + " under " + path);
      }
    }
    if (!writer.endSet(mark)) {
      throw RequestException.validation(
          DUPLICATES
              + texts
              + (numbers ? " contains duplicates! under " + path : " contains duplicates."));
    }
  }

  private static String elementOfBag(Expression element, boolean numbers) {
    @Nullable String text =
        switch (element) {
          case Numeral(String number, _) when numbers -> number;
          case Text(String string, _) when !numbers -> string;
          default -> null;
        };
    if (text == null) {
      throw RequestException.validation(
          "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
    }
    return text;
  }

  private static RequestException unsupported(String what, String path, Expression expression) {
    return RequestException.validation(
        "Unsupported data type: " + what + " under key " + path + " at " + expression.position());
  }

  static AttributeType type(Slice value) {
    return AttributeType.ofTag(ValueScanner.tag(value.buffer(), value.offset()));
  }
}
