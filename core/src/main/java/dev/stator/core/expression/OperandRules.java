package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Term.Value;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rules for operands that can be checked without an item; reports to {@link Faults}. */
final class OperandRules {
  private static final Set<AttributeType> ORDERED =
      EnumSet.of(AttributeType.S, AttributeType.N, AttributeType.B);
  private static final Set<AttributeType> WITHOUT_SIZE =
      EnumSet.of(AttributeType.N, AttributeType.BOOL, AttributeType.NULL);

  private final Faults faults;

  OperandRules(Faults faults) {
    this.faults = faults;
  }

  void count(String function, int expected, int actual) {
    if (expected != actual) {
      faults.report(
          Fault.OPERAND_COUNT,
          "Incorrect number of operands for operator or function; operator or function: "
              + function
              + ", number of operands: "
              + actual);
    }
  }

  /** The first operand must not be a path that is among the others too. */
  void distinct(String operator, Value first, List<Value> others) {
    if (!(first.operand() instanceof PathOperand(Path path))) {
      return;
    }
    for (Value other : others) {
      if (other.operand().equals(first.operand())) {
        sameOperands(operator, path);
      }
    }
  }

  void sameOperands(String operator, Path path) {
    faults.report(
        Fault.SAME_OPERANDS,
        "The first operand must be distinct from the remaining operands for this operator or"
            + " function; operator: "
            + operator
            + ", first operand: "
            + path);
  }

  void isPath(String function, Value value) {
    if (!(value.operand() instanceof PathOperand)) {
      requiresPath(function);
    }
  }

  void requiresPath(String function) {
    faults.report(
        Fault.OPERAND_TYPE,
        "Operator or function requires a document path; operator or function: " + function);
  }

  void isOrdered(String operator, Value value) {
    if (value.type() != null && !ORDERED.contains(value.type())) {
      incorrectType(operator, value.type());
    }
  }

  void isStringOrBinary(String function, Value value) {
    if (value.type() != null
        && value.type() != AttributeType.S
        && value.type() != AttributeType.B) {
      incorrectType(function, value.type());
    }
  }

  void hasSize(String function, Value value) {
    if (value.type() != null && WITHOUT_SIZE.contains(value.type())) {
      incorrectType(function, value.type());
    }
  }

  void incorrectType(String operator, AttributeType type) {
    incorrectType(operator, type.name());
  }

  /** The type that {@code attribute_type} asks for; S when the operand does not name one. */
  AttributeType namedType(String function, Value value) {
    if (!(value.operand() instanceof Constant(Slice name)) || value.type() == null) {
      incorrectType(
          function, value.type() == null ? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" : value.type().name());
    } else if (value.type() != AttributeType.S) {
      incorrectType(function, value.type());
    } else {
      return typeNamed(Values.string(name));
    }
    return AttributeType.S;
  }

  void bounds(Value low, Value high) {
    if (low.operand() instanceof Constant(Slice lowValue)
        && high.operand() instanceof Constant(Slice highValue)
        && low.type() != null
        && high.type() != null) {
      checkBounds(lowValue, highValue);
    }
  }

  private void checkBounds(Slice low, Slice high) {
    String fault = "";
    if (Values.tag(low) != Values.tag(high)) {
      fault = "The BETWEEN operator requires same data type for lower and upper bounds";
    } else if (Values.isOrdered(Values.tag(low))
        && ValueScanner.compare(low.buffer(), low.offset(), high.buffer(), high.offset()) > 0) {
      fault =
          "The BETWEEN operator requires upper bound to be greater than or equal to lower bound";
    }
    if (!fault.isEmpty()) {
      faults.report(
          Fault.OPERAND_TYPE,
          fault
              + "; lower bound operand: "
              + Values.describe(low)
              + ", upper bound operand: "
              + Values.describe(high));
    }
  }

  private AttributeType typeNamed(String name) {
    for (AttributeType type : AttributeType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    faults.report(
        Fault.OPERAND_TYPE,
        "Invalid attribute type name found; type: "
            + name
            + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
    return AttributeType.S;
  }

  private void incorrectType(String operator, String type) {
    faults.report(
        Fault.OPERAND_TYPE,
        "Incorrect operand type for operator or function; operator or function: "
            + operator
            + ", operand type: "
            + type);
  }
}
