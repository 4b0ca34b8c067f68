package dev.stator.gateway.partiql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.partiql.Statement.Delete;
import dev.stator.gateway.partiql.Statement.Exists;
import dev.stator.gateway.partiql.Statement.Insert;
import dev.stator.gateway.partiql.Statement.Returning;
import dev.stator.gateway.partiql.Statement.Select;
import dev.stator.gateway.partiql.Statement.Update;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementParserTest {
  private static final String MALFORMED = "Statement wasn't well formed, can't be processed: ";
  private static final String LEFT_OVER = MALFORMED + "Unexpected token after expression";

  @Test
  void readsTableIndexConditionAndOrderOfASelect() {
    Select select =
        (Select)
            StatementParser.parse(
                "select a, b.c[1] from \"T\".\"i\" where pk = 'x' order by pk desc, sk;");

    assertThat(select.source().components()).containsExactly("T", "i");
    assertThat(select.columns()).hasSize(2);
    assertThat(select.where()).isInstanceOf(Expression.Infix.class);
    assertThat(select.order()).extracting(term -> term.ascending()).containsExactly(false, true);
  }

  @Test
  void readsEveryKindOfLiteral() {
    Insert insert =
        (Insert)
            StatementParser.parse(
                """
                INSERT INTO t VALUE {'s': 'it''s', 'n': - - 1.5e3, 'b': true, 'z': NULL,
                 'l': [1, []], 'm': {'x': {}}, 'ss': <<'a','b'>>, 'p': ?}
                """);

    Expression.Tuple item = (Expression.Tuple) insert.item();
    assertThat(item.fields())
        .extracting(field -> field.value().getClass().getSimpleName())
        .containsExactly("Text", "Numeral", "Truth", "Null", "Array", "Tuple", "Bag", "Parameter");
    assertThat(((Expression.Text) item.fields().getFirst().value()).value()).isEqualTo("it's");
    assertThat(((Expression.Numeral) item.fields().get(1).value()).text()).isEqualTo("1.5e3");
  }

  @Test
  void readsAnUpdateWithSeveralClausesInBothForms() {
    Update update =
        (Update)
            StatementParser.parse(
                "UPDATE t SET a = 1, b.c = a + 1 REMOVE d[0], e SET f = set_add(f, <<1>>)"
                    + " WHERE pk = ? RETURNING MODIFIED NEW *");
    Update fromFirst =
        (Update) StatementParser.parse("FROM \"t\" WHERE pk = 'x' SET a = 1 REMOVE b");

    assertThat(update.changes()).hasSize(5);
    assertThat(update.returning()).isEqualTo(Returning.MODIFIED_NEW);
    assertThat(fromFirst.changes()).hasSize(2);
    assertThat(fromFirst.where()).isNotNull();
  }

  @Test
  void readsDeleteAndExists() {
    Delete delete = (Delete) StatementParser.parse("DELETE FROM t WHERE a=1 RETURNING ALL OLD *");
    Exists exists = (Exists) StatementParser.parse("EXISTS(SELECT * FROM t WHERE a = 1)");

    assertThat(delete.returning()).isEqualTo(Returning.ALL_OLD);
    assertThat(exists.select().where()).isNotNull();
  }

  @Test
  void skipsCommentsButNotInsideTexts() {
    Select select =
        (Select)
            StatementParser.parse(
                "SELECT/**/* FROM t -- the table\nWHERE a/* b */='-- /*c*/' -- end");

    Expression.Infix where = (Expression.Infix) Objects.requireNonNull(select.where());
    assertThat(where.right()).extracting("value").isEqualTo("-- /*c*/");
    assertThat(where.left().position()).hasToString("2:7:1");
  }

  @Test
  void bindsOperatorsAsSqlDoes() {
    assertThat(shape("NOT a = 1 AND b = 2 OR c = 3"))
        .isEqualTo("((NOT (a = 1) AND (b = 2)) OR (c = 3))");
    assertThat(shape("a = 1 + 2 - 3")).isEqualTo("(a = ((1 + 2) - 3))");
    assertThat(shape("(a = 1 OR b != 2) AND n>-5"))
        .isEqualTo("(((a = 1) OR (b <> 2)) AND (n > -5))");
  }

  private static String shape(String where) {
    Delete delete = (Delete) StatementParser.parse("DELETE FROM t WHERE " + where);
    return shape(Objects.requireNonNull(delete.where()));
  }

  private static String shape(Expression expression) {
    return switch (expression) {
      case Expression.Infix infix ->
          "(" + shape(infix.left()) + " " + infix.operator() + " " + shape(infix.right()) + ")";
      case Expression.Not not -> "NOT " + shape(not.condition());
      case Expression.PathTo to -> to.path().head().text();
      case Expression.Numeral numeral -> numeral.text();
      default -> expression.toString();
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM \"T\" WHERE pk = 1 foo",
        "SELECT * FROM \"T\" WHERE pk = 1 e5",
        "SELECT * FROM \"T\" WHERE pk = 1)",
        "SELECT * FROM \"T\" ORDER BY pk WHERE pk = 1",
        "SELECT * FROM \"T\" WHERE pk = 1; SELECT * FROM \"T\"",
        "INSERT INTO \"T\" VALUE {'pk': 1} foo",
        "INSERT INTO \"T\" VALUE {'pk': 1} RETURNING ALL OLD *",
        "INSERT INTO \"T\" t VALUE {'pk': 'x'}",
        "UPDATE \"T\" SET a = 9 WHERE pk = 2 foo",
        "DELETE FROM \"T\" WHERE pk = 3 ORDER BY pk",
        "FROM \"T\" SET c = 1 WHERE pk = 'x'",
        "FROM \"T\" SET c = 1 WHERE pk = 'x' SET d = 2"
      })
  void refusesTokensBehindAStatement(String statement) {
    assertRefused(statement, LEFT_OVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM \"T\" WHERE pk = 1e2147483648",
        "SELECT * FROM \"T\" WHERE pk = 1e99999999999",
        "SELECT * FROM \"T\" WHERE pk = 1.5e-2147483647",
        "SELECT * FROM \"T\" WHERE pk = 1 # note",
        "SELECT * FROM \"T\" WHERE pk = 1 /* note",
        "SELECT * FROM \"T\" WHERE pk = 'open",
        "SELECT * FROM \"T"
      })
  void refusesWhatIsNoTokenWithoutADetail(String statement) {
    assertRefused(statement, MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM \"T\" WHERE | Unexpected term",
        "SELECT * FROM \"T\" WHERE; | Unexpected term",
        "UPDATE \"T\" SET a = 1 WHERE | Unexpected term",
        "SELECT * FROM \"T\" WHERE NOT | Unexpected term",
        "SELECT * FROM \"T\" WHERE ( | Unexpected term",
        "SELECT * FROM | Unexpected term",
        "SELECT * FROM \"T\" WHERE pk = 'p1' AND | Missing right-hand side expression of infix"
            + " operator",
        "SELECT * FROM \"T\" WHERE pk = 'p1' OR | Missing right-hand side expression of infix"
            + " operator",
        "SELECT * FROM \"T\" WHERE ORDER BY pk | Unexpected keyword",
        "SELECT * FROM \"T\" WHERE pad = 'none' | Unexpected keyword",
        "SELECT * FROM \"T\" WHERE a IS FOO | Expected type name",
        "SELECT * FROM \"T\" WHERE IS NULL | Unexpected operator",
        "SELECT * FROM \"T\" WHERE pk = LIKE | Unexpected operator",
        "SELECT * FROM \"T\" WHERE attribute_exists(m.inner) | Invalid path dot component",
        "DELETE FROM | Expected identifier for simple path",
        "DELETE FROM; | Expected identifier for simple path",
        "DELETE FROM WHERE pk = 'a' | Expected identifier for simple path",
        "UPDATE Payment-x SET a = 1 | Expected data manipulation",
        "INSERT INTO urls (key, b) VALUES (?, ?) | Unexpected keyword",
        "SELECTT * FROMM \"T\" | Expected data manipulation",
        "SLECT * FROM \"T\" | Expected data manipulation",
        "BEGIN TRANSACTION | Expected data manipulation"
      })
  void namesWhatItStumblesOver(String statement, String detail) {
    assertRefused(statement, MALFORMED + detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT l[-1] FROM t | List index is not within the allowable range; index: [-1] at 1:11:1",
        "SELECT l[2147483648] FROM t | List index is not within the allowable range; index:"
            + " [2147483648] at 1:10:10"
      })
  void tellsThePlaceOfABadIndex(String statement, String message) {
    assertRefused(statement, message);
  }

  @Test
  void boundsNestingBeforeItRecurses() {
    for (String deep : List.of("(", "[", "NOT ", "size(", "{'a':", "<<")) {
      assertRefused("SELECT * FROM t WHERE " + deep.repeat(1500), MALFORMED);
    }
    String manyPlus = "UPDATE t SET a = b" + " + 1".repeat(2000) + " WHERE pk = 1";
    assertThat(StatementParser.parse(manyPlus)).isInstanceOf(Update.class);
    assertThatThrownBy(() -> CommandReader.read(manyPlus, List.of()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("too many operators");
    assertRefused(
        "SELECT a" + ".b".repeat(40) + " FROM t", "Nesting Levels have exceeded supported limits");
  }

  private static void assertRefused(String statement, String message) {
    assertThatThrownBy(() -> StatementParser.parse(statement))
        .as(statement)
        .isInstanceOf(RequestException.class)
        .hasMessage(message);
  }
}
