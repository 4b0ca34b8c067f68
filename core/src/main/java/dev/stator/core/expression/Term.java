package dev.stator.core.expression;

import org.jspecify.annotations.Nullable;

/**
 * A part of a condition as the parser knows it before it knows what the part is used for.
 *
 * <p>Parentheses are legal around a value and around a condition, and only what follows shows which
 * of them they enclose.
 */
sealed interface Term {
  /** True when the term is exactly what one pair of parentheses enclosed. */
  boolean parenthesized();

  Term inParentheses();

  /** A complete condition. */
  record Truth(Condition condition, boolean parenthesized) implements Term {
    @Override
    public Term inParentheses() {
      return new Truth(condition, true);
    }
  }

  /**
   * A path, constant or size.
   *
   * @param type the type of its value when the expression alone decides it, else null
   */
  record Value(Operand operand, @Nullable AttributeType type, boolean parenthesized)
      implements Term {
    @Override
    public Term inParentheses() {
      return new Value(operand, type, true);
    }
  }

  /**
   * A call of a function: a condition, or a value in the case of size.
   *
   * @param condition what it means as a condition, null when it is none
   * @param value what it means as a value, null when it is none
   */
  record Call(
      String function,
      @Nullable Condition condition,
      @Nullable Operand value,
      boolean parenthesized)
      implements Term {
    @Override
    public Term inParentheses() {
      return new Call(function, condition, value, true);
    }
  }
}
