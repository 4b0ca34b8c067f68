package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.expression.Comparator;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Operand;
import dev.stator.core.expression.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One condition in the older form that expressions replaced: an attribute, an operator and values.
 *
 * @param values encoded values with their tags
 */
record LegacyCondition(String attribute, LegacyOperator operator, List<Slice> values) {
  private static final String INVALID = "One or more parameter values were invalid: ";

  /** Checks number, types and order of the values. */
  LegacyCondition check() {
    RequestChecks.named(attribute);
    if (!operator.takes(values.size())) {
      throw RequestException.validation(
          INVALID
              + "Invalid number of argument(s) for the "
              + operator.wireName()
              + " ComparisonOperator");
    }
    checkTypes();
    if (operator == LegacyOperator.BETWEEN && compare(values.get(0), values.get(1)) > 0) {
      throw RequestException.validation(
          "The BETWEEN condition was provided a range where the lower bound is greater than the"
              + " upper bound");
    }
    return this;
  }

  /** The same condition in the tree of expressions. */
  Condition toCondition() {
    Path path = Path.ofAttribute(attribute);
    Operand operand = new Operand.PathOperand(path);
    return switch (operator) {
      case EQ -> compare(Comparator.EQ, operand);
      case NE -> compare(Comparator.NE, operand);
      case LE -> compare(Comparator.LE, operand);
      case LT -> compare(Comparator.LT, operand);
      case GE -> compare(Comparator.GE, operand);
      case GT -> compare(Comparator.GT, operand);
      case IN -> new Condition.In(operand, constants());
      case BETWEEN -> new Condition.Between(operand, constant(0), constant(1));
      case NOT_NULL -> new Condition.AttributeExists(path);
      case NULL_ -> new Condition.AttributeNotExists(path);
      case CONTAINS -> new Condition.Contains(operand, constant(0));
      case NOT_CONTAINS -> new Condition.Not(new Condition.Contains(operand, constant(0)));
      case BEGINS_WITH -> new Condition.BeginsWith(operand, constant(0));
    };
  }

  AttributeType type(int index) {
    Slice value = values.get(index);
    return AttributeType.ofTag(ValueScanner.tag(value.buffer(), value.offset()));
  }

  private void checkTypes() {
    for (int i = 1; i < values.size(); i++) {
      if (type(i) != type(0)) {
        throw RequestException.validation(
            INVALID + "AttributeValues inside AttributeValueList must be of same type");
      }
    }
    if (!values.isEmpty() && !operator.takes(type(0))) {
      throw RequestException.validation(
          INVALID
              + "ComparisonOperator "
              + operator.wireName()
              + " is not valid for "
              + type(0)
              + " AttributeValue type");
    }
  }

  private static int compare(Slice left, Slice right) {
    return ValueScanner.compare(left.buffer(), left.offset(), right.buffer(), right.offset());
  }

  private Condition compare(Comparator comparator, Operand operand) {
    return new Condition.Compare(comparator, operand, constant(0));
  }

  private Operand constant(int index) {
    return new Operand.Constant(values.get(index));
  }

  private List<Operand> constants() {
    List<Operand> constants = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      constants.add(constant(i));
    }
    return constants;
  }
}
