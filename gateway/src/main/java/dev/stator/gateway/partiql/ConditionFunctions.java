package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Operand;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Path;
import dev.stator.gateway.partiql.Expression.Call;
import dev.stator.gateway.partiql.Expression.PathTo;
import java.util.List;

/** The functions that are conditions. */
final class ConditionFunctions {
  static final String SIZE = "size";

  private static final String ATTRIBUTE_EXISTS = "attribute_exists";
  private static final String ATTRIBUTE_NOT_EXISTS = "attribute_not_exists";
  private static final String ATTRIBUTE_TYPE = "attribute_type";
  private static final String BEGINS_WITH = "begins_with";
  private static final String CONTAINS = "contains";

  private final ConditionTranslator operands;

  ConditionFunctions(ConditionTranslator operands) {
    this.operands = operands;
  }

  static boolean isCondition(String function) {
    return switch (function) {
      case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS, ATTRIBUTE_TYPE, BEGINS_WITH, CONTAINS -> true;
      default -> false;
    };
  }

  Condition condition(Call call) {
    return switch (call.function()) {
      case ATTRIBUTE_EXISTS -> new Condition.AttributeExists(path(call));
      case ATTRIBUTE_NOT_EXISTS -> new Condition.AttributeNotExists(path(call));
      case ATTRIBUTE_TYPE -> {
        List<Expression> arguments = two(call);
        yield new Condition.HasType(
            operands.operand(arguments.getFirst()),
            namedType(operands.operand(arguments.getLast())));
      }
      case BEGINS_WITH -> {
        List<Expression> arguments = two(call);
        yield new Condition.BeginsWith(
            stringOrBinary(operands.operand(arguments.getFirst())),
            stringOrBinary(operands.operand(arguments.getLast())));
      }
      case CONTAINS -> {
        List<Expression> arguments = two(call);
        yield new Condition.Contains(
            operands.operand(arguments.getFirst()), operands.operand(arguments.getLast()));
      }
      default -> throw Refusals.unrecognizedFunction(call);
    };
  }

  private static Path path(Call call) {
    if (call.arguments().size() != 1) {
      throw Refusals.operandCount(call.function(), call.arguments().size());
    }
    if (call.arguments().getFirst() instanceof PathTo(Path path, _)) {
      return path;
    }
    throw Refusals.requiresPath(call.function());
  }

  private static List<Expression> two(Call call) {
    if (call.arguments().size() != 2) {
      throw Refusals.operandCount(call.function(), call.arguments().size());
    }
    return call.arguments();
  }

  private static Operand stringOrBinary(Operand operand) {
    AttributeType type = ConditionTranslator.type(operand);
    if (type != null && type != AttributeType.S && type != AttributeType.B) {
      throw Refusals.operandType(BEGINS_WITH, type);
    }
    return operand;
  }

  private static AttributeType namedType(Operand operand) {
    if (!(operand instanceof Constant(Slice value))) {
      throw RequestException.validation(
          "Incorrect operand type for operator or function; operator or function: "
              + ATTRIBUTE_TYPE
              + ", operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
    }
    AttributeType actual = LiteralEncoder.type(value);
    if (actual != AttributeType.S) {
      throw Refusals.operandType(ATTRIBUTE_TYPE, actual);
    }
    String name =
        value
            .buffer()
            .getStringWithoutLengthUtf8(
                ValueScanner.payloadOffset(value.buffer(), value.offset()),
                ValueScanner.payloadLength(value.buffer(), value.offset()));
    for (AttributeType type : AttributeType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw RequestException.validation(
        "Invalid attribute type name found; type: "
            + name
            + ", valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
  }
}
