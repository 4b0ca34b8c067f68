package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.expression.Condition.And;
import dev.stator.core.expression.Condition.AttributeExists;
import dev.stator.core.expression.Condition.AttributeNotExists;
import dev.stator.core.expression.Condition.BeginsWith;
import dev.stator.core.expression.Condition.Between;
import dev.stator.core.expression.Condition.Compare;
import dev.stator.core.expression.Condition.Contains;
import dev.stator.core.expression.Condition.HasType;
import dev.stator.core.expression.Condition.In;
import dev.stator.core.expression.Condition.Not;
import dev.stator.core.expression.Condition.Or;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import dev.stator.core.expression.SetValue.IfNotExists;
import dev.stator.core.expression.SetValue.ListAppend;
import dev.stator.core.expression.SetValue.Minus;
import dev.stator.core.expression.SetValue.Plus;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Reads one tree in the form of {@link ExpressionCodec}. */
final class ExpressionDecoder {
  private final DirectBuffer buffer;
  private final boolean copies;
  private int position;

  ExpressionDecoder(DirectBuffer buffer, int offset, boolean copies) {
    this.buffer = buffer;
    this.position = offset;
    this.copies = copies;
  }

  /** Where the next byte comes from. */
  int position() {
    return position;
  }

  byte tag() {
    byte tag = buffer.getByte(position);
    position++;
    return tag;
  }

  int count() {
    int count = Varint.get(buffer, position);
    position += Varint.lengthOf(count);
    return count;
  }

  Condition condition() {
    byte tag = tag();
    return switch (tag) {
      case ExpressionFormat.AND -> new And(condition(), condition());
      case ExpressionFormat.OR -> new Or(condition(), condition());
      case ExpressionFormat.NOT -> new Not(condition());
      case ExpressionFormat.EQUAL -> compare(Comparator.EQ);
      case ExpressionFormat.NOT_EQUAL -> compare(Comparator.NE);
      case ExpressionFormat.LESS -> compare(Comparator.LT);
      case ExpressionFormat.LESS_OR_EQUAL -> compare(Comparator.LE);
      case ExpressionFormat.GREATER -> compare(Comparator.GT);
      case ExpressionFormat.GREATER_OR_EQUAL -> compare(Comparator.GE);
      case ExpressionFormat.BETWEEN -> new Between(operand(), operand(), operand());
      case ExpressionFormat.IN -> new In(operand(), candidates());
      case ExpressionFormat.ATTRIBUTE_EXISTS -> new AttributeExists(path());
      case ExpressionFormat.ATTRIBUTE_NOT_EXISTS -> new AttributeNotExists(path());
      case ExpressionFormat.HAS_TYPE -> new HasType(operand(), ExpressionFormat.type(tag()));
      case ExpressionFormat.BEGINS_WITH -> new BeginsWith(operand(), operand());
      case ExpressionFormat.CONTAINS -> new Contains(operand(), operand());
      default -> throw unknown("condition", tag);
    };
  }

  UpdateAction action() {
    byte tag = tag();
    return switch (tag) {
      case ExpressionFormat.SET -> new UpdateAction.Set(path(), value());
      case ExpressionFormat.REMOVE -> new UpdateAction.Remove(path());
      case ExpressionFormat.ADD -> new UpdateAction.Add(path(), constant());
      case ExpressionFormat.DELETE -> new UpdateAction.Delete(path(), constant());
      default -> throw unknown("action", tag);
    };
  }

  private Compare compare(Comparator comparator) {
    return new Compare(comparator, operand(), operand());
  }

  private List<Operand> candidates() {
    int count = count();
    List<Operand> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      candidates.add(operand());
    }
    return candidates;
  }

  private Operand operand() {
    byte tag = tag();
    return switch (tag) {
      case ExpressionFormat.PATH_OPERAND -> new PathOperand(path());
      case ExpressionFormat.CONSTANT -> constant();
      case ExpressionFormat.SIZE_OF -> new SizeOf(operand());
      default -> throw unknown("operand", tag);
    };
  }

  private SetValue value() {
    byte tag = tag();
    return switch (tag) {
      case ExpressionFormat.PATH_OPERAND -> new PathOperand(path());
      case ExpressionFormat.CONSTANT -> constant();
      case ExpressionFormat.PLUS -> new Plus(value(), value());
      case ExpressionFormat.MINUS -> new Minus(value(), value());
      case ExpressionFormat.IF_NOT_EXISTS -> new IfNotExists(path(), value());
      case ExpressionFormat.LIST_APPEND -> new ListAppend(value(), value());
      default -> throw unknown("value", tag);
    };
  }

  private Constant constant() {
    int length = ValueScanner.length(buffer, position);
    Slice value = new Slice(buffer, position, length);
    position += length;
    return new Constant(copies ? value.copy() : value);
  }

  private Path path() {
    int count = count();
    if (count == 1) {
      return new Path(List.of(element()));
    }
    List<PathElement> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(element());
    }
    return new Path(elements);
  }

  private PathElement element() {
    byte tag = tag();
    return switch (tag) {
      case ExpressionFormat.NAME -> {
        byte[] name = new byte[count()];
        buffer.getBytes(position, name);
        position += name.length;
        yield Name.ofUtf8(name);
      }
      case ExpressionFormat.INDEX -> {
        long value = Integer.toUnsignedLong(buffer.getInt(position, ByteOrder.LITTLE_ENDIAN));
        position += Integer.BYTES;
        yield new Index(value);
      }
      default -> throw unknown("path element", tag);
    };
  }

  private IllegalArgumentException unknown(String what, byte tag) {
    return new IllegalArgumentException(
        "unknown tag of a " + what + ": tag=" + tag + ", offset=" + (position - 1));
  }
}
