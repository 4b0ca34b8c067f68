package dev.stator.gateway.partiql;

import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.PathElement;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.model.Limits;
import dev.stator.gateway.partiql.Expression.Array;
import dev.stator.gateway.partiql.Expression.Bag;
import dev.stator.gateway.partiql.Expression.Field;
import dev.stator.gateway.partiql.Expression.Null;
import dev.stator.gateway.partiql.Expression.Numeral;
import dev.stator.gateway.partiql.Expression.Parameter;
import dev.stator.gateway.partiql.Expression.PathTo;
import dev.stator.gateway.partiql.Expression.Text;
import dev.stator.gateway.partiql.Expression.Truth;
import dev.stator.gateway.partiql.Expression.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses literals, parameters and paths. */
final class LiteralParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int parameters;

  LiteralParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** The literal or parameter that begins here, null when none does. */
  @Nullable Expression literal() {
    Token token = tokens.peek();
    Position position = token.position();
    return switch (token.type()) {
      case STRING -> new Text(tokens.next().text(), position);
      case NUMBER -> new Numeral(tokens.next().text(), position);
      case PARAMETER -> {
        tokens.next();
        yield new Parameter(parameters++, position);
      }
      case WORD -> word(token);
      case SYMBOL -> symbol(token);
      case QUOTED_NAME, END -> null;
    };
  }

  private @Nullable Expression word(Token token) {
    Position position = token.position();
    if (tokens.acceptWord("TRUE")) {
      return new Truth(true, position);
    }
    if (tokens.acceptWord("FALSE")) {
      return new Truth(false, position);
    }
    return tokens.acceptWord("NULL") ? new Null(position) : null;
  }

  private @Nullable Expression symbol(Token token) {
    Position position = token.position();
    return switch (token.text()) {
      case "+", "-" -> signedNumber(position);
      case "[" -> {
        tokens.next();
        yield new Array(expressions.listUntil("]"), position);
      }
      case "<<" -> {
        tokens.next();
        yield new Bag(expressions.listUntil(">>"), position);
      }
      case "{" -> {
        tokens.next();
        yield new Tuple(fields(), position);
      }
      default -> null;
    };
  }

  private Numeral signedNumber(Position position) {
    boolean negative = false;
    while (tokens.isSymbol("+") || tokens.isSymbol("-")) {
      negative ^= tokens.next().text().equals("-");
    }
    if (tokens.peek().type() != Token.Type.NUMBER) {
      throw tokens.unexpected();
    }
    String digits = tokens.next().text();
    return new Numeral(negative ? "-" + digits : digits, position);
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    if (tokens.acceptSymbol("}")) {
      return fields;
    }
    do {
      if (tokens.peek().type() != Token.Type.STRING) {
        throw tokens.unexpected();
      }
      String name = tokens.next().text();
      tokens.expectSymbol(":");
      fields.add(new Field(name, expressions.expression()));
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol("}");
    return fields;
  }

  /** A path, at whose first name the tokens stand. */
  PathTo path() {
    Token head = tokens.next();
    List<PathElement> elements = new ArrayList<>(2);
    elements.add(ExpressionParser.name(head));
    while (true) {
      if (tokens.acceptSymbol(".")) {
        if (!tokens.peek().isName()) {
          throw Refusals.malformed("Invalid path dot component");
        }
        elements.add(ExpressionParser.name(tokens.next()));
      } else if (tokens.acceptSymbol("[")) {
        elements.add(bracketed());
        tokens.expectSymbol("]");
      } else {
        return new PathTo(new Path(elements), head.position());
      }
      if (elements.size() > Limits.MAX_NESTING) {
        throw RequestException.validation("Nesting Levels have exceeded supported limits");
      }
    }
  }

  private PathElement bracketed() {
    boolean negative = false;
    while (tokens.isSymbol("-") || tokens.isSymbol("+")) {
      negative ^= tokens.next().text().equals("-");
    }
    Token token = tokens.next();
    if (token.type() == Token.Type.STRING) {
      return ExpressionParser.name(token);
    }
    if (token.type() != Token.Type.NUMBER) {
      throw Refusals.unexpectedPathComponent(token.position());
    }
    return index(token, negative);
  }

  private static Index index(Token token, boolean negative) {
    long index = -1;
    try {
      index = Integer.parseInt(token.text());
    } catch (NumberFormatException outOfRange) {
      // told below
    }
    if (index < 0 || (negative && index > 0)) {
      throw RequestException.validation(
          "List index is not within the allowable range; index: ["
              + (negative ? "-" : "")
              + token.text()
              + "] at "
              + token.position());
    }
    return new Index(index);
  }
}
