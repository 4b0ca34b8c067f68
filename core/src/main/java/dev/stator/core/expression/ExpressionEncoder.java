package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
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
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** Writes one tree in the form of {@link ExpressionCodec}. */
final class ExpressionEncoder {
  private final MutableDirectBuffer buffer;
  private int position;

  ExpressionEncoder(MutableDirectBuffer buffer, int offset) {
    this.buffer = buffer;
    this.position = offset;
  }

  /** Where the next byte goes. */
  int position() {
    return position;
  }

  void tag(byte tag) {
    buffer.putByte(position, tag);
    position++;
  }

  void count(int count) {
    position += Varint.put(buffer, position, count);
  }

  void condition(Condition condition) {
    switch (condition) {
      case And(Condition left, Condition right) -> conditions(ExpressionFormat.AND, left, right);
      case Or(Condition left, Condition right) -> conditions(ExpressionFormat.OR, left, right);
      case Not(Condition negated) -> conditions(ExpressionFormat.NOT, negated);
      case Compare(Comparator comparator, Operand left, Operand right) ->
          operands(ExpressionFormat.tag(comparator), left, right);
      case Between(Operand value, Operand low, Operand high) ->
          operands(ExpressionFormat.BETWEEN, value, low, high);
      case In(Operand value, List<Operand> candidates) -> {
        operands(ExpressionFormat.IN, value);
        count(candidates.size());
        candidates.forEach(this::operand);
      }
      case AttributeExists(Path path) -> path(ExpressionFormat.ATTRIBUTE_EXISTS, path);
      case AttributeNotExists(Path path) -> path(ExpressionFormat.ATTRIBUTE_NOT_EXISTS, path);
      case HasType(Operand operand, AttributeType type) -> {
        operands(ExpressionFormat.HAS_TYPE, operand);
        tag(ExpressionFormat.tag(type));
      }
      case BeginsWith(Operand operand, Operand prefix) ->
          operands(ExpressionFormat.BEGINS_WITH, operand, prefix);
      case Contains(Operand container, Operand element) ->
          operands(ExpressionFormat.CONTAINS, container, element);
    }
  }

  void action(UpdateAction action) {
    switch (action) {
      case UpdateAction.Set(Path path, SetValue value) -> {
        path(ExpressionFormat.SET, path);
        value(value);
      }
      case UpdateAction.Remove(Path path) -> path(ExpressionFormat.REMOVE, path);
      case UpdateAction.Add(Path path, Constant value) -> {
        path(ExpressionFormat.ADD, path);
        constant(value.value());
      }
      case UpdateAction.Delete(Path path, Constant value) -> {
        path(ExpressionFormat.DELETE, path);
        constant(value.value());
      }
    }
  }

  private void conditions(byte tag, Condition... children) {
    tag(tag);
    for (Condition child : children) {
      condition(child);
    }
  }

  private void operands(byte tag, Operand... operands) {
    tag(tag);
    for (Operand operand : operands) {
      operand(operand);
    }
  }

  private void operand(Operand operand) {
    switch (operand) {
      case PathOperand(Path path) -> path(ExpressionFormat.PATH_OPERAND, path);
      case Constant(Slice value) -> {
        tag(ExpressionFormat.CONSTANT);
        constant(value);
      }
      case SizeOf(Operand measured) -> operands(ExpressionFormat.SIZE_OF, measured);
    }
  }

  private void value(SetValue value) {
    switch (value) {
      case PathOperand path -> operand(path);
      case Constant constant -> operand(constant);
      case Plus(SetValue left, SetValue right) -> values(ExpressionFormat.PLUS, left, right);
      case Minus(SetValue left, SetValue right) -> values(ExpressionFormat.MINUS, left, right);
      case IfNotExists(Path path, SetValue otherwise) -> {
        path(ExpressionFormat.IF_NOT_EXISTS, path);
        value(otherwise);
      }
      case ListAppend(SetValue left, SetValue right) ->
          values(ExpressionFormat.LIST_APPEND, left, right);
    }
  }

  private void values(byte tag, SetValue left, SetValue right) {
    tag(tag);
    value(left);
    value(right);
  }

  private void constant(Slice value) {
    buffer.putBytes(position, value.buffer(), value.offset(), value.length());
    position += value.length();
  }

  private void path(byte tag, Path path) {
    tag(tag);
    count(path.elements().size());
    for (PathElement element : path.elements()) {
      switch (element) {
        case Name name -> {
          tag(ExpressionFormat.NAME);
          count(name.utf8().length);
          buffer.putBytes(position, name.utf8());
          position += name.utf8().length;
        }
        case Index(long value) -> {
          tag(ExpressionFormat.INDEX);
          buffer.putInt(position, (int) value, ByteOrder.LITTLE_ENDIAN);
          position += Integer.BYTES;
        }
      }
    }
  }
}
