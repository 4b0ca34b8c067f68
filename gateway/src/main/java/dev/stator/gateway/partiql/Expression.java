package dev.stator.gateway.partiql;

import dev.stator.core.expression.Path;
import java.util.List;

/** A node of the syntax tree of a statement, with the place of its first token. */
sealed interface Expression {
  Position position();

  record Text(String value, Position position) implements Expression {}

  /**
   * @param text decimal, with a leading minus if negative
   */
  record Number(String text, Position position) implements Expression {}

  record Truth(boolean value, Position position) implements Expression {}

  record Null(Position position) implements Expression {}

  /** A question mark: the parameter at {@code index}, from 0. */
  record Parameter(int index, Position position) implements Expression {}

  record Array(List<Expression> elements, Position position) implements Expression {
    Array {
      elements = List.copyOf(elements);
    }
  }

  /** A set, in double angle brackets. */
  record Bag(List<Expression> elements, Position position) implements Expression {
    Bag {
      elements = List.copyOf(elements);
    }
  }

  record Tuple(List<Field> fields, Position position) implements Expression {
    Tuple {
      fields = List.copyOf(fields);
    }
  }

  record Field(String name, Expression value) {}

  record PathTo(Path path, Position position) implements Expression {}

  /** The star that stands for all attributes. */
  record Star(Position position) implements Expression {}

  /**
   * @param function in lower case
   */
  record Call(String function, List<Expression> arguments, Position position)
      implements Expression {
    Call {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * @param operator AND, OR, LIKE, a comparison or a sign of arithmetic
   */
  record Infix(String operator, Expression left, Expression right, Position position)
      implements Expression {}

  record Not(Expression condition, Position position) implements Expression {}

  record Between(Expression value, Expression low, Expression high, Position position)
      implements Expression {}

  record In(Expression value, List<Expression> candidates, Position position)
      implements Expression {
    In {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * {@code value IS type}.
   *
   * @param type in upper case
   */
  record Is(Expression value, String type, Position position) implements Expression {}
}
