package dev.stator.gateway.partiql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.ApiModel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a transaction of statements is refused for before its tables are looked at. */
class TransactionStatementsTest {
  private static final String READ = "SELECT * FROM t WHERE pk = 'x'";
  private static final String WRITE = "UPDATE t SET a = 1 WHERE pk = 'x'";
  private static final String CHECK = "EXISTS(SELECT * FROM t WHERE pk = 'x' AND a IS MISSING)";

  @Test
  void takesReadsOrWritesWithConditions() {
    assertThat(TransactionStatements.read(statements(READ, READ)).reading()).isTrue();
    assertThat(TransactionStatements.read(statements(CHECK, WRITE)).reading()).isFalse();
  }

  @Test
  void refusesReadsAmongWrites() {
    assertRefused(
        "ExecuteTransaction API does not support both read and write operations in the same"
            + " request.",
        READ,
        WRITE);
  }

  @Test
  void tellsThePlaceOfAMalformedStatement() {
    assertRefused(
        "Validation failed in TransactStatements[1]: Statement wasn't well formed, can't be"
            + " processed: Unexpected term",
        WRITE,
        "SELECT * FROM t WHERE");
    assertRefused(
        "Validation failed in TransactStatements[0]: One or more parameter values were invalid:"
            + " Input collection [a, a] contains duplicates.",
        "INSERT INTO t VALUE {'pk':'x','v':[<<'a','a'>>]}");
  }

  private static void assertRefused(String message, String... statements) {
    assertThatThrownBy(() -> TransactionStatements.read(statements(statements)))
        .isInstanceOf(RequestException.class)
        .hasMessage(message);
  }

  private static List<Structure> statements(String... statements) {
    String members =
        Stream.of(statements)
            .map(statement -> "{\"Statement\":\"" + statement.replace("\"", "\\\"") + "\"}")
            .collect(Collectors.joining(","));
    byte[] body = ("{\"TransactStatements\":[" + members + "]}").getBytes(UTF_8);
    var operation = Objects.requireNonNull(ApiModel.load().operation("ExecuteTransaction"));
    Structure request = new RequestReader().read(operation.input(), body, 0, body.length);
    return Objects.requireNonNull(request.structures("TransactStatements"));
  }
}
