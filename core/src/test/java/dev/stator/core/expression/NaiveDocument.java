package dev.stator.core.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions on items as plain Java values: slow, obvious, and the judge of the evaluator. */
final class NaiveDocument {
  private NaiveDocument() {}

  static @Nullable Object find(Path path, Map<String, Object> item) {
    Object value = item;
    for (PathElement element : path.elements()) {
      value =
          switch (element) {
            case Name name -> value instanceof Map<?, ?> map ? map.get(name.text()) : null;
            case Index(long index) ->
                value instanceof List<?> list && index < list.size() ? list.get((int) index) : null;
          };
      if (value == null) {
        return null;
      }
    }
    return value;
  }

  static boolean test(Condition condition, Map<String, Object> item) {
    return switch (condition) {
      case Condition.And(var left, var right) -> test(left, item) && test(right, item);
      case Condition.Or(var left, var right) -> test(left, item) || test(right, item);
      case Condition.Not(var negated) -> !test(negated, item);
      case Condition.Compare(var comparator, var left, var right) ->
          compare(comparator, load(left, item), load(right, item));
      case Condition.Between(var value, var low, var high) ->
          compare(Comparator.GE, load(value, item), load(low, item))
              && compare(Comparator.LE, load(value, item), load(high, item));
      case Condition.In(var value, var candidates) ->
          candidates.stream()
              .anyMatch(it -> compare(Comparator.EQ, load(value, item), load(it, item)));
      case Condition.AttributeExists(var path) -> find(path, item) != null;
      case Condition.AttributeNotExists(var path) -> find(path, item) == null;
      case Condition.HasType(var operand, var type) -> type == type(load(operand, item));
      case Condition.BeginsWith(var operand, var prefix) ->
          beginsWith(load(operand, item), load(prefix, item));
      case Condition.Contains(var container, var element) ->
          contains(load(container, item), load(element, item));
    };
  }

  private static @Nullable Object load(Operand operand, Map<String, Object> item) {
    return switch (operand) {
      case PathOperand(Path path) -> find(path, item);
      case Constant(var value) -> Items.decodeValue(value.buffer(), value.offset());
      case SizeOf(Operand measured) -> size(load(measured, item));
    };
  }

  private static @Nullable Object size(@Nullable Object value) {
    return switch (value) {
      case String text -> Items.normal(text.length());
      case Items.Bytes bytes -> Items.normal(bytes.latin1().length());
      case Items.SetOf set -> Items.normal(set.elements().size());
      case Map<?, ?> map -> Items.normal(map.size());
      case List<?> list -> Items.normal(list.size());
      case null, default -> null;
    };
  }

  private static boolean compare(
      Comparator comparator, @Nullable Object left, @Nullable Object right) {
    boolean equal = left != null && left.equals(right);
    if (comparator == Comparator.EQ || comparator == Comparator.NE) {
      return equal == (comparator == Comparator.EQ);
    }
    Integer order = order(left, right);
    return order != null
        && switch (comparator) {
          case LT -> order < 0;
          case LE -> order <= 0;
          case GT -> order > 0;
          default -> order >= 0;
        };
  }

  private static @Nullable Integer order(@Nullable Object left, @Nullable Object right) {
    if (left instanceof BigDecimal one && right instanceof BigDecimal two) {
      return one.compareTo(two);
    }
    if (left instanceof String one && right instanceof String two) {
      return Arrays.compareUnsigned(one.getBytes(UTF_8), two.getBytes(UTF_8));
    }
    if (left instanceof Items.Bytes(String one) && right instanceof Items.Bytes(String two)) {
      return one.compareTo(two);
    }
    return null;
  }

  private static boolean beginsWith(@Nullable Object value, @Nullable Object prefix) {
    if (value instanceof Items.Bytes(String one) && prefix instanceof Items.Bytes(String two)) {
      return one.startsWith(two);
    }
    return value instanceof String one && prefix instanceof String two && one.startsWith(two);
  }

  private static boolean contains(@Nullable Object container, @Nullable Object element) {
    return switch (container) {
      case String text -> element instanceof String part && text.contains(part);
      case Items.Bytes(String bytes) ->
          element instanceof Items.Bytes(String part) && bytes.contains(part);
      case List<?> list -> element != null && list.contains(element);
      case Items.SetOf set -> {
        String text = elementText(set, element);
        yield text != null && set.elements().contains(text);
      }
      case null, default -> false;
    };
  }

  private static @Nullable String elementText(Items.SetOf set, @Nullable Object element) {
    return switch (element) {
      case String text when set.tag() == ValueDescriptor.STRING_SET -> text;
      case Items.Bytes(String bytes) when set.tag() == ValueDescriptor.BINARY_SET -> bytes;
      case BigDecimal number when set.tag() == ValueDescriptor.NUMBER_SET -> number.toPlainString();
      case null, default -> null;
    };
  }

  private static @Nullable AttributeType type(@Nullable Object value) {
    return value == null ? null : Values.type(Items.encodeValue(value));
  }
}
