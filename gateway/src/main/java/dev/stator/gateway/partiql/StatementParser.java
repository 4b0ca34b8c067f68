package dev.stator.gateway.partiql;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.partiql.Expression.PathTo;
import dev.stator.gateway.partiql.Statement.Change;
import dev.stator.gateway.partiql.Statement.Delete;
import dev.stator.gateway.partiql.Statement.Exists;
import dev.stator.gateway.partiql.Statement.Insert;
import dev.stator.gateway.partiql.Statement.OrderTerm;
import dev.stator.gateway.partiql.Statement.Returning;
import dev.stator.gateway.partiql.Statement.Select;
import dev.stator.gateway.partiql.Statement.Source;
import dev.stator.gateway.partiql.Statement.Update;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses statements.
 *
 * <pre>
 * select  := SELECT (* | column, ...) FROM source [WHERE condition] [ORDER BY path [ASC|DESC], ...]
 * insert  := INSERT INTO source VALUE item
 * update  := UPDATE source change+ [WHERE condition] [returning]
 *          | FROM source [WHERE condition] change+ [returning]
 * change  := SET path = value, ... | REMOVE path, ...
 * delete  := DELETE FROM source [WHERE condition] [returning]
 * returning := RETURNING (ALL | MODIFIED) (OLD | NEW) *
 * exists  := EXISTS ( select )
 * </pre>
 */
final class StatementParser {
  private static final String NO_SIMPLE_PATH = "Expected identifier for simple path";
  private static final String NO_MANIPULATION = "Expected data manipulation";

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  private StatementParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * The tree of a statement.
   *
   * @throws RequestException when it does not follow the grammar
   */
  static Statement parse(String text) {
    TokenStream tokens = new TokenStream(text);
    Statement statement = new StatementParser(tokens).statement();
    tokens.expectEnd();
    return statement;
  }

  private Statement statement() {
    if (tokens.acceptWord("SELECT")) {
      return select();
    }
    if (tokens.acceptWord("INSERT")) {
      return insert();
    }
    if (tokens.acceptWord("UPDATE")) {
      return update();
    }
    if (tokens.acceptWord("DELETE")) {
      return delete();
    }
    if (tokens.acceptWord("FROM")) {
      return updateAfterFrom();
    }
    if (tokens.isWord("EXISTS") && tokens.peekSecond().isSymbol("(")) {
      return exists();
    }
    throw Refusals.malformed(NO_MANIPULATION);
  }

  private Select select() {
    List<Expression> columns = new ArrayList<>();
    Position first = tokens.peek().position();
    if (tokens.acceptSymbol("*")) {
      columns.add(new Expression.Star(first));
    } else {
      do {
        columns.add(expressions.expression());
      } while (tokens.acceptSymbol(","));
    }
    tokens.expectWord("FROM");
    if (!tokens.peek().isName()) {
      throw tokens.unexpected();
    }
    Source source = source();
    return new Select(columns, source, where(), order());
  }

  private Exists exists() {
    tokens.next();
    tokens.next();
    tokens.expectWord("SELECT");
    Select select = select();
    tokens.expectSymbol(")");
    return new Exists(select);
  }

  private Insert insert() {
    tokens.expectWord("INTO");
    Source target = new Source(simplePath(), false);
    if (!tokens.acceptWord("VALUE")) {
      expressions.expression();
      throw Refusals.leftOver();
    }
    return new Insert(target, expressions.expression());
  }

  private Update update() {
    requireSimplePath();
    Source target = source();
    List<Change> changes = changes();
    return new Update(target, changes, where(), returning());
  }

  private Update updateAfterFrom() {
    requireSimplePath();
    Source target = source();
    Expression where = where();
    return new Update(target, changes(), where, returning());
  }

  private Delete delete() {
    tokens.expectWord("FROM");
    requireSimplePath();
    return new Delete(source(), where(), returning());
  }

  private void requireSimplePath() {
    if (!tokens.peek().isName()) {
      throw Refusals.malformed(NO_SIMPLE_PATH);
    }
  }

  /** A table or index, and what may be an alias behind it. */
  private Source source() {
    List<String> components = simplePath();
    boolean aliased = tokens.acceptWord("AS");
    if (tokens.peek().isName()) {
      tokens.next();
      aliased = true;
    }
    return new Source(components, aliased);
  }

  private List<String> simplePath() {
    requireSimplePath();
    List<String> components = new ArrayList<>(2);
    components.add(tokens.next().text());
    while (tokens.acceptSymbol(".")) {
      if (!tokens.peek().isName()) {
        throw Refusals.malformed("Invalid path dot component");
      }
      components.add(tokens.next().text());
    }
    return components;
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    while (tokens.isWord("SET") || tokens.isWord("REMOVE")) {
      boolean isSet = tokens.next().isWord("SET");
      do {
        changes.add(isSet ? assignment() : new Change(target(), null));
      } while (tokens.acceptSymbol(","));
    }
    if (changes.isEmpty()) {
      throw Refusals.malformed(NO_MANIPULATION);
    }
    return changes;
  }

  private Change assignment() {
    PathTo target = target();
    tokens.expectSymbol("=");
    return new Change(target, expressions.expression());
  }

  private PathTo target() {
    if (expressions.term() instanceof PathTo path) {
      return path;
    }
    throw Refusals.malformed(NO_SIMPLE_PATH);
  }

  private @Nullable Expression where() {
    return tokens.acceptWord("WHERE") ? expressions.expression() : null;
  }

  private List<OrderTerm> order() {
    List<OrderTerm> order = new ArrayList<>();
    if (tokens.acceptWord("ORDER")) {
      tokens.expectWord("BY");
      do {
        PathTo path = target();
        boolean descending = tokens.acceptWord("DESC");
        if (!descending) {
          tokens.acceptWord("ASC");
        }
        order.add(new OrderTerm(path, !descending));
      } while (tokens.acceptSymbol(","));
    }
    return order;
  }

  private @Nullable Returning returning() {
    if (!tokens.acceptWord("RETURNING")) {
      return null;
    }
    boolean modified = tokens.acceptWord("MODIFIED");
    if (!modified) {
      tokens.expectWord("ALL");
    }
    boolean old = tokens.acceptWord("OLD");
    if (!old) {
      tokens.expectWord("NEW");
    }
    tokens.expectSymbol("*");
    if (modified) {
      return old ? Returning.MODIFIED_OLD : Returning.MODIFIED_NEW;
    }
    return old ? Returning.ALL_OLD : Returning.ALL_NEW;
  }
}
