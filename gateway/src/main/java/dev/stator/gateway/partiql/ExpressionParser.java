package dev.stator.gateway.partiql;

import dev.stator.core.expression.PathElement.Name;
import dev.stator.gateway.partiql.Expression.Between;
import dev.stator.gateway.partiql.Expression.Call;
import dev.stator.gateway.partiql.Expression.In;
import dev.stator.gateway.partiql.Expression.Infix;
import dev.stator.gateway.partiql.Expression.Is;
import dev.stator.gateway.partiql.Expression.Not;
import dev.stator.gateway.partiql.Expression.Star;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parses expressions by recursive descent.
 *
 * <pre>
 * or         := and (OR and)*
 * and        := not (AND not)*
 * not        := NOT not | comparison
 * comparison := sum (comparator sum | [NOT] IN list | [NOT] BETWEEN sum AND sum
 *                    | IS [NOT] type | LIKE sum)*
 * sum        := term ((+ | -) term)*
 * term       := literal | path | call | ( or )
 * call       := function ( [or (, or)*] )
 * </pre>
 */
final class ExpressionParser {
  /** How deep expressions nest; what the service stores nests 32 levels. */
  private static final int MAX_DEPTH = 128;

  private static final Set<String> COMPARATORS = Set.of("=", "<>", "!=", "<", "<=", ">", ">=");
  private static final Set<String> OPERATORS = Set.of("IS", "LIKE", "IN", "BETWEEN", "AND", "OR");

  /** Words that never are the name of a function, although a parenthesis may follow them. */
  private static final Set<String> NO_FUNCTIONS =
      Set.of("SELECT", "FROM", "WHERE", "SET", "REMOVE", "ORDER", "VALUE", "VALUES", "NOT");

  private static final Set<String> TYPES =
      Set.of(
          "NULL",
          "MISSING",
          "BOOL",
          "BOOLEAN",
          "SMALLINT",
          "INT",
          "INTEGER",
          "INT2",
          "INT4",
          "INT8",
          "INTEGER2",
          "INTEGER4",
          "INTEGER8",
          "BIGINT",
          "FLOAT",
          "REAL",
          "DOUBLE",
          "DECIMAL",
          "NUMERIC",
          "TIMESTAMP",
          "DATE",
          "TIME",
          "CHAR",
          "CHARACTER",
          "VARCHAR",
          "STRING",
          "SYMBOL",
          "CLOB",
          "BLOB",
          "STRUCT",
          "TUPLE",
          "LIST",
          "SEXP",
          "BAG",
          "ANY");

  private final TokenStream tokens;
  private final LiteralParser literals;
  private int depth;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.literals = new LiteralParser(tokens, this);
  }

  /** A condition, or any other expression. */
  Expression expression() {
    return or();
  }

  private Expression or() {
    enter();
    Expression left = and();
    while (tokens.isWord("OR")) {
      Token operator = tokens.next();
      requireOperand();
      left = new Infix("OR", left, and(), operator.position());
    }
    leave();
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.isWord("AND")) {
      Token operator = tokens.next();
      requireOperand();
      left = new Infix("AND", left, not(), operator.position());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.isWord("NOT")) {
      return comparison();
    }
    Token operator = tokens.next();
    enter();
    Expression condition = not();
    leave();
    return new Not(condition, operator.position());
  }

  private Expression comparison() {
    Expression left = sum();
    while (true) {
      Token operator = tokens.peek();
      if (operator.type() == Token.Type.SYMBOL && COMPARATORS.contains(operator.text())) {
        tokens.next();
        requireOperand();
        String symbol = operator.text().equals("!=") ? "<>" : operator.text();
        left = new Infix(symbol, left, sum(), operator.position());
      } else if (tokens.acceptWord("LIKE")) {
        requireOperand();
        left = new Infix("LIKE", left, sum(), operator.position());
      } else if (tokens.acceptWord("IS")) {
        left = is(left, operator.position());
      } else if (operator.isWord("NOT") && isRange(tokens.peekSecond())) {
        tokens.next();
        left = new Not(range(left), operator.position());
      } else if (isRange(operator)) {
        left = range(left);
      } else {
        return left;
      }
    }
  }

  private static boolean isRange(Token token) {
    return token.isWord("IN") || token.isWord("BETWEEN");
  }

  private Expression range(Expression value) {
    Token operator = tokens.next();
    requireOperand();
    if (operator.isWord("IN")) {
      return new In(value, candidates(), operator.position());
    }
    Expression low = sum();
    tokens.expectWord("AND");
    requireOperand();
    return new Between(value, low, sum(), operator.position());
  }

  private List<Expression> candidates() {
    if (tokens.acceptSymbol("[")) {
      return listUntil("]");
    }
    if (tokens.acceptSymbol("(")) {
      return listUntil(")");
    }
    if (tokens.acceptSymbol("<<")) {
      return listUntil(">>");
    }
    throw tokens.unexpected();
  }

  private Expression is(Expression value, Position position) {
    boolean negated = tokens.acceptWord("NOT");
    Token name = tokens.next();
    String type = name.text().toUpperCase(Locale.ROOT);
    if (name.type() != Token.Type.WORD || !TYPES.contains(type)) {
      throw Refusals.malformed("Expected type name");
    }
    if (type.equals("DOUBLE")) {
      tokens.acceptWord("PRECISION");
    } else if (type.equals("CHARACTER")) {
      tokens.acceptWord("VARYING");
    }
    Is test = new Is(value, type, position);
    return negated ? new Not(test, position) : test;
  }

  private Expression sum() {
    Expression left = term();
    while (tokens.isSymbol("+") || tokens.isSymbol("-")) {
      Token operator = tokens.next();
      requireOperand();
      left = new Infix(operator.text(), left, term(), operator.position());
    }
    return left;
  }

  /** A literal, path or call, or an expression in parentheses. */
  Expression term() {
    Token token = tokens.peek();
    if (isCall(token)) {
      tokens.next();
      tokens.next();
      return new Call(token.lowerCase(), arguments(), token.position());
    }
    if (tokens.acceptSymbol("(")) {
      Expression inner = or();
      tokens.expectSymbol(")");
      return inner;
    }
    if (token.isName()) {
      return literals.path();
    }
    Expression literal = literals.literal();
    if (literal == null) {
      throw unexpectedStart(token);
    }
    return literal;
  }

  private boolean isCall(Token token) {
    return token.type() == Token.Type.WORD
        && tokens.peekSecond().isSymbol("(")
        && !OPERATORS.contains(token.text().toUpperCase(Locale.ROOT))
        && !NO_FUNCTIONS.contains(token.text().toUpperCase(Locale.ROOT));
  }

  private List<Expression> arguments() {
    Token first = tokens.peek();
    if (tokens.acceptSymbol("*")) {
      tokens.expectSymbol(")");
      return List.of(new Star(first.position()));
    }
    return listUntil(")");
  }

  /** Expressions with commas between them; possibly none. */
  List<Expression> listUntil(String end) {
    List<Expression> elements = new ArrayList<>();
    if (tokens.acceptSymbol(end)) {
      return elements;
    }
    do {
      elements.add(or());
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol(end);
    return elements;
  }

  private RuntimeException unexpectedStart(Token token) {
    boolean isOperator =
        switch (token.type()) {
          case WORD -> OPERATORS.contains(token.text().toUpperCase(Locale.ROOT));
          case SYMBOL -> COMPARATORS.contains(token.text());
          default -> false;
        };
    return isOperator ? Refusals.malformed("Unexpected operator") : tokens.unexpected();
  }

  private void requireOperand() {
    if (tokens.atEnd()) {
      throw Refusals.malformed("Missing right-hand side expression of infix operator");
    }
  }

  private void enter() {
    depth++;
    if (depth > MAX_DEPTH) {
      throw Refusals.malformed("");
    }
  }

  private void leave() {
    depth--;
  }

  /** The element of a path that a name token is. */
  static Name name(Token token) {
    return Name.of(token.text());
  }
}
