package dev.stator.core.expression;

import dev.stator.core.expression.Condition.AttributeExists;
import dev.stator.core.expression.Condition.AttributeNotExists;
import dev.stator.core.expression.Condition.BeginsWith;
import dev.stator.core.expression.Condition.Contains;
import dev.stator.core.expression.Condition.HasType;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import dev.stator.core.expression.Term.Call;
import dev.stator.core.expression.Term.Value;
import java.util.List;

/** The functions of conditions: their meaning and the rules for their operands. */
final class ConditionFunctions {
  private static final String ATTRIBUTE_EXISTS = "attribute_exists";
  private static final String ATTRIBUTE_NOT_EXISTS = "attribute_not_exists";
  private static final String ATTRIBUTE_TYPE = "attribute_type";
  private static final String BEGINS_WITH = "begins_with";
  private static final String CONTAINS = "contains";
  private static final String SIZE = "size";

  /** Stands for the condition of an expression that is refused anyway. */
  private static final Condition REFUSED = new AttributeExists(Path.ofAttribute(""));

  private static final Path NO_PATH = Path.ofAttribute("");

  private final Faults faults;
  private final OperandRules rules;

  ConditionFunctions(Faults faults, OperandRules rules) {
    this.faults = faults;
    this.rules = rules;
  }

  /** True for the functions conditions have; false for those of updates, and all others. */
  static boolean contains(String function) {
    return switch (function) {
      case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS, ATTRIBUTE_TYPE, BEGINS_WITH, CONTAINS, SIZE ->
          true;
      default -> false;
    };
  }

  Call call(String function, List<Value> arguments) {
    return switch (function) {
      case ATTRIBUTE_EXISTS -> condition(function, new AttributeExists(path(function, arguments)));
      case ATTRIBUTE_NOT_EXISTS ->
          condition(function, new AttributeNotExists(path(function, arguments)));
      case ATTRIBUTE_TYPE -> condition(function, attributeType(arguments));
      case BEGINS_WITH -> condition(function, beginsWith(arguments));
      case CONTAINS -> condition(function, contains(arguments));
      case SIZE -> new Call(function, null, size(arguments), false);
      default -> {
        if (!UpdateFunctions.contains(function)) {
          faults.report(Fault.UNKNOWN_FUNCTION, "Invalid function name; function: " + function);
        }
        yield new Call(function, null, null, false);
      }
    };
  }

  /** The call as a condition of its own. */
  Condition asCondition(Call call) {
    if (call.condition() == null) {
      reportMisuse(call.function());
      return REFUSED;
    }
    faults.endCondition();
    return call.condition();
  }

  /** The call as an operand. */
  Value asValue(Call call) {
    if (call.value() == null) {
      reportMisuse(call.function());
      return new Value(OperandReader.NOTHING, null, call.parenthesized());
    }
    return new Value(call.value(), AttributeType.N, call.parenthesized());
  }

  private Path path(String function, List<Value> arguments) {
    rules.count(function, 1, arguments.size());
    rules.isPath(function, arguments.getFirst());
    return arguments.getFirst().operand() instanceof PathOperand(Path path) ? path : NO_PATH;
  }

  private Condition attributeType(List<Value> arguments) {
    if (!checkTwo(ATTRIBUTE_TYPE, arguments)) {
      return REFUSED;
    }
    return new HasType(
        arguments.getFirst().operand(), rules.namedType(ATTRIBUTE_TYPE, arguments.getLast()));
  }

  private Condition beginsWith(List<Value> arguments) {
    if (!checkTwo(BEGINS_WITH, arguments)) {
      return REFUSED;
    }
    rules.isStringOrBinary(BEGINS_WITH, arguments.getFirst());
    rules.isStringOrBinary(BEGINS_WITH, arguments.getLast());
    return new BeginsWith(arguments.getFirst().operand(), arguments.getLast().operand());
  }

  private Condition contains(List<Value> arguments) {
    if (!checkTwo(CONTAINS, arguments)) {
      return REFUSED;
    }
    return new Contains(arguments.getFirst().operand(), arguments.getLast().operand());
  }

  private Operand size(List<Value> arguments) {
    rules.count(SIZE, 1, arguments.size());
    rules.hasSize(SIZE, arguments.getFirst());
    return new SizeOf(arguments.getFirst().operand());
  }

  private boolean checkTwo(String function, List<Value> arguments) {
    rules.count(function, 2, arguments.size());
    if (arguments.size() != 2) {
      return false;
    }
    rules.distinct(function, arguments.getFirst(), List.of(arguments.getLast()));
    return true;
  }

  private static Call condition(String function, Condition condition) {
    return new Call(function, condition, null, false);
  }

  private void reportMisuse(String function) {
    faults.report(
        Fault.MISUSED_FUNCTION,
        "The function is not allowed to be used this way in an expression; function: " + function);
  }
}
