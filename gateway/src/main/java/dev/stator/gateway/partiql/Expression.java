package dev.stator.gateway.partiql;

import dev.stator.core.expression.Path;
import java.util.List;

/** A node of the syntax tree of a statement, with the place of its first token. */
sealed interface Expression {
  Position position();

  record Text(String value, Position position) implements Expression {}

  /**
   * A number.
   *
   * @param text decimal, with a leading minus if negative
   */
  record Numeral(String text, Position position) implements Expression {}

  record Truth(boolean value, Position position) implements Expression {}

  record Null(Position position) implements Expression {}

  /** A question mark: the parameter at {@code index}, from 0. */
  record Parameter(int index, Position position) implements Expression {}

  record Array(List<Expression> elements, Position position) implements Expression {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /** A set, in double angle brackets. */
  record Bag(List<Expression> elements, Position position) implements Expression {
    public Bag {
      elements = List.copyOf(elements);
    }
  }

  record Tuple(List<Field> fields, Position position) implements Expression {
    public Tuple {
      fields = List.copyOf(fields);
    }
  }

  record Field(String name, Expression value) {}

  record PathTo(Path path, Position position) implements Expression {}

  /** The star that stands for all attributes. */
  record Star(Position position) implements Expression {}

  /**
   * A call of a function.
   *
   * @param function in lower case
   */
  record Call(String function, List<Expression> arguments, Position position)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Two expressions with an operator between them.
   *
   * @param operator AND, OR, LIKE, a comparison or a sign of arithmetic
   */
  record Infix(String operator, Expression left, Expression right, Position position)
      implements Expression {}

  record Not(Expression condition, Position position) implements Expression {}

  record Between(Expression value, Expression low, Expression high, Position position)
      implements Expression {}

  record In(Expression value, List<Expression> candidates, Position position)
      implements Expression {
    public In {
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
