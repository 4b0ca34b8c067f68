package dev.stator.core.expression;

import java.util.EnumMap;
import java.util.Map;

/**
 * The faults found while one expression is parsed. The service reports a single one: not the first
 * in the text but the first by kind, so parsing goes on and the choice is made at the end. In
 * conditions the kinds that concern operands are chosen condition by condition, from left to right.
 */
final class Faults {
  /** How many operators and functions one expression may have. */
  static final int MAX_OPERATORS = 300;

  /** How deep parentheses may nest; deeper ones are redundant or exceed {@link #MAX_OPERATORS}. */
  static final int MAX_PARENTHESES = 300;

  private static final String REDUNDANT_PARENTHESES = "The expression has redundant parentheses;";

  private final Tokens tokens;
  private final Fault[] wholeExpression;
  private final Fault[] oneCondition;
  private final Map<Fault, String> reasons = new EnumMap<>(Fault.class);
  private String conditionReason = "";
  private int operators;
  private int parentheses;

  private Faults(Tokens tokens, Fault[] wholeExpression, Fault[] oneCondition) {
    this.tokens = tokens;
    this.wholeExpression = wholeExpression;
    this.oneCondition = oneCondition;
  }

  /** For condition, filter and key condition expressions. */
  static Faults ofConditions(Tokens tokens) {
    return new Faults(
        tokens,
        new Fault[] {
          Fault.LIST_INDEX,
          Fault.PARENTHESES,
          Fault.UNKNOWN_FUNCTION,
          Fault.MISUSED_FUNCTION,
          Fault.RESERVED_WORD
        },
        new Fault[] {
          Fault.UNDEFINED_NAME, Fault.OPERAND_COUNT, Fault.SAME_OPERANDS, Fault.OPERAND_TYPE
        });
  }

  /** For update and projection expressions. */
  static Faults ofPaths(Tokens tokens) {
    return new Faults(tokens, Fault.values(), new Fault[0]);
  }

  /** Notes a fault unless one of its kind is known. */
  void report(Fault fault, String reason) {
    reasons.putIfAbsent(fault, reason);
  }

  /** Conditions report the first reference that is undefined, be it a name or a value. */
  void reportUndefinedValue(String reason) {
    report(oneCondition.length == 0 ? Fault.UNDEFINED_VALUE : Fault.UNDEFINED_NAME, reason);
  }

  void reportRedundantParentheses() {
    report(Fault.PARENTHESES, REDUNDANT_PARENTHESES);
  }

  /** Counts an operator or function; refuses the expression at once when there are too many. */
  void countOperator() {
    operators++;
    if (operators > MAX_OPERATORS) {
      throw tokens.refusal(
          "The expression contains too many operators; operator count: " + operators);
    }
  }

  /** Counts an opening parenthesis, so that recursion stays bounded. */
  void openParenthesis() {
    parentheses++;
    if (parentheses > MAX_PARENTHESES) {
      throw tokens.refusal(REDUNDANT_PARENTHESES);
    }
  }

  void closeParenthesis() {
    parentheses--;
  }

  boolean insideParentheses() {
    return parentheses > 0;
  }

  /** Ends one comparison or function of a condition: the first with a fault decides. */
  void endCondition() {
    if (conditionReason.isEmpty()) {
      conditionReason = first(oneCondition);
    }
    for (Fault fault : oneCondition) {
      reasons.remove(fault);
    }
  }

  /** Throws the refusal to report, if there is any. */
  void throwFirst() {
    String reason = first(wholeExpression);
    if (reason.isEmpty()) {
      reason = conditionReason;
    }
    if (!reason.isEmpty()) {
      throw tokens.refusal(reason);
    }
  }

  private String first(Fault[] order) {
    for (Fault fault : order) {
      String reason = reasons.get(fault);
      if (reason != null) {
        return reason;
      }
    }
    return "";
  }
}
