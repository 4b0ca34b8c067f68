package dev.stator.core.expression;

import dev.stator.core.expression.Condition.And;
import dev.stator.core.expression.Condition.Between;
import dev.stator.core.expression.Condition.Compare;
import dev.stator.core.expression.Condition.In;
import dev.stator.core.expression.Condition.Not;
import dev.stator.core.expression.Condition.Or;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Term.Call;
import dev.stator.core.expression.Term.Truth;
import dev.stator.core.expression.Term.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses condition, filter and key condition expressions by recursive descent.
 *
 * <pre>
 * or        := and (OR and)*
 * and       := not (AND not)*
 * not       := NOT not | primary
 * primary   := operand comparator operand | operand BETWEEN operand AND operand
 *            | operand IN ( operand, ... ) | call | ( or )
 * operand   := call | value reference | path | ( operand )
 * call      := function ( operand, ... )
 * </pre>
 */
final class ConditionParser {
  private static final int MAX_IN_OPERANDS = 100;

  private final Tokens tokens;
  private final Faults faults;
  private final OperandReader operands;
  private final OperandRules rules;
  private final ConditionFunctions functions;

  ConditionParser(Tokens tokens, Placeholders placeholders) {
    this.tokens = tokens;
    this.faults = Faults.ofConditions(tokens);
    this.operands = new OperandReader(tokens, placeholders, faults);
    this.rules = new OperandRules(faults);
    this.functions = new ConditionFunctions(faults, rules);
  }

  Condition parse() {
    Condition condition = asCondition(or());
    tokens.expect(TokenType.END);
    faults.throwFirst();
    return condition;
  }

  private Term or() {
    Term left = and();
    while (tokens.isWord("OR")) {
      Condition first = asCondition(left);
      tokens.advance();
      faults.countOperator();
      left = new Truth(new Or(first, asCondition(and())), false);
    }
    return left;
  }

  private Term and() {
    Term left = not();
    while (tokens.isWord("AND")) {
      Condition first = asCondition(left);
      tokens.advance();
      faults.countOperator();
      left = new Truth(new And(first, asCondition(not())), false);
    }
    return left;
  }

  private Term not() {
    if (tokens.acceptWord("NOT")) {
      faults.countOperator();
      return new Truth(new Not(asCondition(not())), false);
    }
    return primary();
  }

  private Term primary() {
    Term left = tokens.peek() == TokenType.OPEN_PARENTHESIS ? parentheses() : simpleOperand();
    if (left instanceof Truth) {
      return left;
    }
    if (tokens.peek() == TokenType.COMPARATOR) {
      return comparison(asValue(left));
    }
    if (tokens.acceptWord("BETWEEN")) {
      return between(asValue(left));
    }
    if (tokens.acceptWord("IN")) {
      return in(asValue(left));
    }
    boolean mayCloseOperand =
        tokens.peek() == TokenType.CLOSE_PARENTHESIS && faults.insideParentheses();
    if (left instanceof Value && !mayCloseOperand) {
      throw tokens.syntaxError();
    }
    return left;
  }

  /** Parentheses around a condition, or around an operand at the beginning of one. */
  private Term parentheses() {
    open();
    Term inner = or();
    return close(inner);
  }

  private Term comparison(Value left) {
    Comparator comparator = comparator(tokens.expect(TokenType.COMPARATOR));
    faults.countOperator();
    Value right = operandValue();
    String symbol = comparator.symbol();
    rules.distinct(symbol, left, List.of(right));
    if (comparator != Comparator.EQ && comparator != Comparator.NE) {
      rules.isOrdered(symbol, left);
      rules.isOrdered(symbol, right);
    }
    faults.endCondition();
    return new Truth(new Compare(comparator, left.operand(), right.operand()), false);
  }

  private Term between(Value value) {
    faults.countOperator();
    Value low = operandValue();
    if (!tokens.acceptWord("AND")) {
      throw tokens.syntaxError();
    }
    Value high = operandValue();
    rules.distinct("BETWEEN", value, List.of(low, high));
    rules.isOrdered("BETWEEN", value);
    rules.isOrdered("BETWEEN", low);
    rules.isOrdered("BETWEEN", high);
    rules.bounds(low, high);
    faults.endCondition();
    return new Truth(new Between(value.operand(), low.operand(), high.operand()), false);
  }

  private Term in(Value value) {
    faults.countOperator();
    List<Value> candidates = arguments();
    if (candidates.size() > MAX_IN_OPERANDS) {
      rules.count("IN", MAX_IN_OPERANDS, candidates.size());
    }
    rules.distinct("IN", value, candidates);
    faults.endCondition();
    List<Operand> list = new ArrayList<>(candidates.size());
    for (Value candidate : candidates) {
      list.add(candidate.operand());
    }
    return new Truth(new In(value.operand(), list), false);
  }

  private Term operand() {
    if (tokens.peek() == TokenType.OPEN_PARENTHESIS) {
      open();
      return close(operand());
    }
    return simpleOperand();
  }

  private Term simpleOperand() {
    if (tokens.peek() == TokenType.VALUE_REFERENCE) {
      Constant constant = operands.value();
      return constant == null
          ? new Value(OperandReader.NOTHING, null, false)
          : new Value(constant, Values.type(constant.value()), false);
    }
    if (tokens.peek() == TokenType.WORD
        && tokens.peekSecond() == TokenType.OPEN_PARENTHESIS
        && !operands.atKeyword()) {
      return call(tokens.expect(TokenType.WORD));
    }
    return new Value(new PathOperand(operands.path()), null, false);
  }

  private Term call(String function) {
    faults.countOperator();
    return functions.call(function, arguments());
  }

  private List<Value> arguments() {
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    List<Value> arguments = new ArrayList<>(2);
    do {
      arguments.add(operandValue());
    } while (tokens.accept(TokenType.COMMA));
    tokens.expect(TokenType.CLOSE_PARENTHESIS);
    return arguments;
  }

  private Value operandValue() {
    return asValue(operand());
  }

  private void open() {
    tokens.expect(TokenType.OPEN_PARENTHESIS);
    faults.openParenthesis();
  }

  private Term close(Term inner) {
    tokens.expect(TokenType.CLOSE_PARENTHESIS);
    faults.closeParenthesis();
    if (inner.parenthesized()) {
      faults.reportRedundantParentheses();
    }
    if (inner instanceof Value(PathOperand(Path beginning), _, _) && operands.atContinuation()) {
      return new Value(new PathOperand(operands.continuation(beginning)), null, false);
    }
    return inner.inParentheses();
  }

  private Condition asCondition(Term term) {
    return switch (term) {
      case Truth(Condition condition, _) -> condition;
      case Call call -> functions.asCondition(call);
      case Value _ -> throw tokens.syntaxError();
    };
  }

  private Value asValue(Term term) {
    return switch (term) {
      case Value value -> value;
      case Call call -> functions.asValue(call);
      case Truth _ -> throw tokens.syntaxError();
    };
  }

  private static Comparator comparator(String symbol) {
    for (Comparator comparator : Comparator.values()) {
      if (comparator.symbol().equals(symbol)) {
        return comparator;
      }
    }
    throw new IllegalStateException("the tokenizer knows another comparator: " + symbol);
  }
}
