package dev.stator.core.expression;

import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.SetValue.IfNotExists;
import dev.stator.core.expression.SetValue.ListAppend;
import dev.stator.core.expression.SetValue.Minus;
import dev.stator.core.expression.SetValue.Plus;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses the right-hand sides of SET.
 *
 * <pre>
 * value   := sum | ( sum )
 * sum     := operand | operand + operand | operand - operand
 * operand := call | value reference | path | ( operand )
 * call    := function ( operand, ... )
 * </pre>
 */
final class SetValueParser {
  private static final String PLUS = "+";
  private static final String MINUS = "-";

  private final Tokens tokens;
  private final OperandReader operands;
  private final Faults faults;
  private final OperandRules rules;

  SetValueParser(Tokens tokens, OperandReader operands, Faults faults) {
    this.tokens = tokens;
    this.operands = operands;
    this.faults = faults;
    this.rules = new OperandRules(faults);
  }

  /** The equals sign and the value behind it. */
  SetValue assignedValue() {
    if (tokens.peek() != TokenType.COMPARATOR || !tokens.text().equals("=")) {
      throw tokens.syntaxError();
    }
    tokens.advance();
    if (tokens.peek() != TokenType.OPEN_PARENTHESIS) {
      return sum(operand());
    }
    open();
    boolean nested = tokens.peek() == TokenType.OPEN_PARENTHESIS;
    SetValue first = operand();
    SetValue value = sum(first);
    boolean isSum = !value.equals(first);
    close(nested && !isSum);
    return isSum ? value : sum(value);
  }

  private SetValue sum(SetValue left) {
    TokenType operator = tokens.peek();
    if (operator != TokenType.PLUS && operator != TokenType.MINUS) {
      return left;
    }
    String symbol = operator == TokenType.PLUS ? PLUS : MINUS;
    tokens.advance();
    faults.countOperator();
    SetValue right = operand();
    checkAddend(symbol, left);
    checkAddend(symbol, right);
    return operator == TokenType.PLUS ? new Plus(left, right) : new Minus(left, right);
  }

  private SetValue operand() {
    if (tokens.peek() == TokenType.OPEN_PARENTHESIS) {
      open();
      boolean nested = tokens.peek() == TokenType.OPEN_PARENTHESIS;
      SetValue inner = operand();
      close(nested);
      return inner;
    }
    if (tokens.peek() == TokenType.VALUE_REFERENCE) {
      Constant constant = operands.value();
      return constant == null ? OperandReader.NOTHING : constant;
    }
    if (tokens.peek() == TokenType.WORD
        && tokens.peekSecond() == TokenType.OPEN_PARENTHESIS
        && !operands.atKeyword()) {
      return call(tokens.expect(TokenType.WORD));
    }
    return new PathOperand(operands.path());
  }

  private SetValue call(String function) {
    faults.countOperator();
    List<SetValue> arguments = arguments();
    for (SetValue argument : arguments) {
      refuseListAppend(argument);
    }
    return switch (function) {
      case UpdateFunctions.IF_NOT_EXISTS -> ifNotExists(arguments);
      case UpdateFunctions.LIST_APPEND -> listAppend(arguments);
      default -> {
        if (ConditionFunctions.contains(function)) {
          reportMisuse(function);
        } else {
          faults.report(Fault.UNKNOWN_FUNCTION, "Invalid function name; function: " + function);
        }
        yield OperandReader.NOTHING;
      }
    };
  }

  private List<SetValue> arguments() {
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    List<SetValue> arguments = new ArrayList<>(2);
    do {
      arguments.add(operand());
    } while (tokens.accept(TokenType.COMMA));
    tokens.expect(TokenType.CLOSE_PARENTHESIS);
    return arguments;
  }

  private SetValue ifNotExists(List<SetValue> arguments) {
    rules.count(UpdateFunctions.IF_NOT_EXISTS, 2, arguments.size());
    if (arguments.getFirst() instanceof PathOperand(Path path)) {
      if (arguments.size() > 1 && arguments.getFirst().equals(arguments.getLast())) {
        rules.sameOperands(UpdateFunctions.IF_NOT_EXISTS, path);
      }
      return new IfNotExists(path, arguments.getLast());
    }
    rules.requiresPath(UpdateFunctions.IF_NOT_EXISTS);
    return OperandReader.NOTHING;
  }

  private SetValue listAppend(List<SetValue> arguments) {
    rules.count(UpdateFunctions.LIST_APPEND, 2, arguments.size());
    for (SetValue argument : arguments) {
      checkConstant(UpdateFunctions.LIST_APPEND, argument, AttributeType.L);
    }
    return new ListAppend(arguments.getFirst(), arguments.getLast());
  }

  private void checkAddend(String symbol, SetValue addend) {
    refuseListAppend(addend);
    checkConstant(symbol, addend, AttributeType.N);
  }

  @SuppressWarnings("ReferenceEquality") // a NULL of the client is no missing operand
  private void checkConstant(String operator, SetValue value, AttributeType expected) {
    if (value instanceof Constant constant
        && constant != OperandReader.NOTHING
        && Values.type(constant.value()) != expected) {
      rules.incorrectType(operator, Values.type(constant.value()));
    }
  }

  private void refuseListAppend(SetValue value) {
    if (value instanceof ListAppend) {
      reportMisuse(UpdateFunctions.LIST_APPEND);
    }
  }

  private void reportMisuse(String function) {
    faults.report(
        Fault.MISUSED_FUNCTION,
        "The function is not allowed to be used this way in an expression; function: " + function);
  }

  private void open() {
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    faults.openParenthesis();
  }

  private void close(boolean redundant) {
    tokens.expect(TokenType.CLOSE_PARENTHESIS);
    faults.closeParenthesis();
    if (redundant) {
      faults.reportRedundantParentheses();
    }
  }
}
