package dev.stator.gateway.partiql;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class StatementFuzzTest {
  private static final int ROUNDS = 40_000;

  private static final String[] SOUP = {
    "SELECT",
    "INSERT INTO",
    "UPDATE",
    "DELETE FROM",
    "FROM",
    "WHERE",
    "VALUE",
    "SET",
    "REMOVE",
    "RETURNING",
    "ALL",
    "MODIFIED",
    "OLD",
    "NEW",
    "ORDER BY",
    "ASC",
    "DESC",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "MISSING",
    "NULL",
    "LIKE",
    "EXISTS(",
    "t",
    "\"T\"",
    "\"T\".\"i\"",
    "\"\"",
    "pk",
    "a",
    "a.b",
    "l[0]",
    "l[-1]",
    "l[99999999999]",
    "*",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<<",
    ">>",
    ",",
    ".",
    ":",
    ";",
    "?",
    "=",
    "<>",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "'x'",
    "''",
    "'it''s'",
    "'",
    "\"",
    "1",
    "-1",
    "1.5e3",
    "1e126",
    "1e2147483648",
    "1e-999999",
    "true",
    "false",
    "size(",
    "contains(a,",
    "begins_with(a,",
    "attribute_type(a,'S')",
    "attribute_exists(a)",
    "list_append(l,",
    "set_add(a,",
    "set_delete(a,",
    "COUNT(*)",
    "--",
    "/*",
    "*/",
    "\n",
    "#",
    "ü",
    "\ud83d\ude00",
    "\ud800",
    "\0"
  };

  private static final String[] SEEDS = {
    "SELECT a, m.b[0] FROM \"T\".\"i\" WHERE pk = 'x' AND (sk BETWEEN 1 AND 2 OR n IN [1, ?]) ORDER"
        + " BY pk DESC, sk",
    "SELECT * FROM \"T\" WHERE NOT begins_with(a, 'x') AND m.b IS NOT MISSING AND size(l) > 3",
    "INSERT INTO \"T\" VALUE {'pk': ?, 'l': [1, 'a', {'m': <<1, 2>>}], 'b': true, 'n': -1.5e3}",
    "UPDATE \"T\" SET a = a + 1, l = list_append(l, [1]) REMOVE b[0] SET s = set_add(s, <<'x'>>)"
        + " WHERE pk = 'x' RETURNING ALL NEW *",
    "DELETE FROM \"T\" WHERE pk = ? AND attribute_exists(a) = true RETURNING ALL OLD *",
    "EXISTS(SELECT * FROM \"T\" WHERE pk = 'x' AND a IS MISSING)"
  };

  private static final List<Slice> PARAMETERS = List.of(text("x"), text(""));

  @Test
  void anySoupOfTokensIsReadOrRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder statement = new StringBuilder();
      int tokens = random.nextInt(30);
      for (int t = 0; t < tokens; t++) {
        statement.append(SOUP[random.nextInt(SOUP.length)]);
        statement.append(random.nextInt(4) == 0 ? "" : " ");
      }
      check(seed, statement.toString());
    }
  }

  @Test
  void anyMutatedStatementIsReadOrRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder statement = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
      int mutations = 1 + random.nextInt(4);
      for (int m = 0; m < mutations; m++) {
        mutate(statement, random);
      }
      check(seed, statement.toString());
    }
  }

  @Test
  void theLongestStatementsTakeLittleTime() {
    List<String> pieces =
        List.of(
            "(",
            "[",
            "{'a':",
            "<<",
            "NOT ",
            "a=1 AND ",
            "a OR ",
            "- ",
            "1+",
            "l[0]",
            ".a",
            "'",
            "\"",
            "/*",
            "--\n",
            "a IN [",
            "a,",
            "(a=1)=(",
            "((attribute_exists(a)=");
    for (String piece : pieces) {
      for (String start : List.of("SELECT * FROM t WHERE ", "UPDATE t SET a = ", "")) {
        String statement = start + piece.repeat((8192 - start.length()) / piece.length());
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(5), () -> check(0, statement), "piece " + piece);
      }
    }
  }

  private static void mutate(StringBuilder statement, Random random) {
    int at = random.nextInt(statement.length() + 1);
    switch (random.nextInt(4)) {
      case 0 -> statement.insert(at, SOUP[random.nextInt(SOUP.length)]);
      case 1 -> statement.delete(at, Math.min(statement.length(), at + 1 + random.nextInt(8)));
      case 2 -> {
        if (at < statement.length()) {
          statement.setCharAt(at, (char) random.nextInt(128));
        }
      }
      default -> {
        int end = Math.min(statement.length(), at + random.nextInt(20));
        statement.insert(random.nextInt(statement.length() + 1), statement.substring(at, end));
      }
    }
  }

  private static void check(long seed, String statement) {
    assertThatCode(
            () -> {
              try {
                CommandReader.read(statement, PARAMETERS);
              } catch (RequestException refused) {
                // one of the two outcomes there may be
              }
            })
        .as("seed %s, statement %s", seed, statement)
        .doesNotThrowAnyException();
  }

  private static Slice text(String value) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.string(value);
    return new Slice(buffer, 0, writer.position());
  }
}
