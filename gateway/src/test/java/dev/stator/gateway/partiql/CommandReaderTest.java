package dev.stator.gateway.partiql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What statements are refused for before any table is looked at. */
class CommandReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM t x WHERE pk = 'x' | Aliasing is not supported",
        "SELECT * FROM t AS x WHERE pk = 'x' | Aliasing is not supported",
        "UPDATE t x SET a = 3 WHERE pk = 'x' | Aliasing is not supported",
        "DELETE FROM t x WHERE pk = 'x' | Aliasing is not supported",
        "SELECT * FROM a.b.c | A path may contain at most 2 components in the FROM clause",
        "SELECT * FROM \"t\".\"\" WHERE pk = 'x' | Path component cannot be an empty string",
        "SELECT * FROM \"\" WHERE pk = 'x' | Path component cannot be an empty string",
        "INSERT INTO t.i VALUE {'pk': 1} | FROM clause may only contain a single table name",
        "UPDATE t.i SET a = 1 WHERE pk = 1 | This operation is not supported on an index",
        "DELETE FROM t.i WHERE pk = 1 | This operation is not supported on an index",
        "SELECT COUNT(*) FROM t | Unexpected path component at 1:8:5",
        "SELECT attribute_exists(ss) FROM t | Unexpected path component at 1:8:16",
        "SELECT 'a' FROM t | Unexpected path component at 1:8:3"
      })
  void refusesSourcesAndColumns(String statement, String message) {
    assertThat(refusal(statement)).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attribute_exists('ss') | Operator or function requires a document path; operator or"
            + " function: attribute_exists",
        "attribute_exists() | Incorrect number of operands for operator or function; operator or"
            + " function: attribute_exists, number of operands: 0",
        "attribute_exists(ss, ns) | Incorrect number of operands for operator or function; operator"
            + " or function: attribute_exists, number of operands: 2",
        "attribute_type(l, 1) | Incorrect operand type for operator or function; operator or"
            + " function: attribute_type, operand type: N",
        "attribute_type(l, true) | Incorrect operand type for operator or function; operator or"
            + " function: attribute_type, operand type: BOOL",
        "attribute_type(l, 'X') | Invalid attribute type name found; type: X, valid types:"
            + " {N,BS,L,B,NULL,M,S,SS,NS,BOOL}",
        "EXISTS(ss) | Unrecognized function: exists at 1:22:6",
        "set_add(ss, <<'x'>>) = ss | Unrecognized function: set_add at 1:22:7",
        "v < true | Incorrect operand type for operator or function; operator or function: <,"
            + " operand type: BOOL",
        "v >= [1] | Incorrect operand type for operator or function; operator or function: >=,"
            + " operand type: L",
        "v BETWEEN null AND 1 | Incorrect operand type for operator or function; operator or"
            + " function: BETWEEN, operand type: NULL",
        "attribute_exists(n) > false | Incorrect operand type for operator or function; operator or"
            + " function: >, operand type: BOOL",
        "s = <<'a', 'a'>> | One or more parameter values were invalid: Input collection [a, a]"
            + " contains duplicates.",
        "n = 1e126 | Number overflow. Attempting to store a number with magnitude larger than"
            + " supported range under root",
        "n = 1e-131 | Number underflow. Attempting to store a number with magnitude smaller than"
            + " supported range under root",
        "n = 123456789012345678901234567890123456789 | Attempting to store more than 38 significant"
            + " digits in a Number under root",
        "n = ? | Number of parameters in request and statement don't match."
      })
  void refusesConditions(String condition, String message) {
    assertThat(refusal("DELETE FROM t WHERE (" + condition + ")")).isEqualTo(message);
  }

  @Test
  void refusesTooManyCandidates() {
    String values = "'v',".repeat(100) + "'v'";

    assertThat(refusal("SELECT * FROM t WHERE a IN [" + values + "]"))
        .isEqualTo("The IN operator is provided with too many operands; number of operands: 101");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "t = set_add(ss, <<'x'>>) | The first argument to SET_ADD must equal the assignment value"
            + " at 1:18:7",
        "ss = set_add(<<'a'>>, <<'b'>>) | The first argument to SET_ADD must equal the assignment"
            + " value at 1:19:7",
        "ss = set_add(ss, 'x') | The second argument to SET_ADD must be a value with type SET at"
            + " 1:27:2",
        "ss = set_delete(\"ss\", ['x']) | The second argument to SET_DELETE must be a value with"
            + " type SET at 1:30:4",
        "ss = set_add(ss) | SET_ADD must have exactly two arguments at 1:19:7",
        "ss = set_add(ss, <<>>) | Empty bags are not supported",
        "ss = set_add(ss, <<1, 'a'>>) | Unsupported data type in Bag. DynamoDB only supports either"
            + " numbers or strings in bags",
        "n = set_add(n, <<2, 2.0>>) | One or more parameter values were invalid: Input collection"
            + " [2, 2.0] contains duplicates! under root",
        "n = 'a' + 1 | Incorrect operand type for operator or function; operator or function: +,"
            + " operand type: S",
        "n = n - null | Incorrect operand type for operator or function; operator or function: -,"
            + " operand type: NULL",
        "l = list_append(l, 1) | Incorrect operand type for operator or function; operator or"
            + " function: list_append, operand type: N",
        "a = foo(b) | Unrecognized function: foo at 1:18:3",
        "a = [?] | Unsupported data type: Parameter under key root[0] at 1:19:1",
        "a.b = 1, a = 2 | Two document paths overlap with each other; must remove or rewrite one of"
            + " these paths; path one: [a, b], path two: [a]"
      })
  void refusesChanges(String change, String message) {
    assertThat(refusal("UPDATE t SET " + change + " WHERE pk = 1")).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'pk': 1e126} | Number overflow. Attempting to store a number with magnitude larger than"
            + " supported range under root",
        "{'m': {'x': 1e126}} | Number overflow. Attempting to store a number with magnitude larger"
            + " than supported range under root.x",
        "{'l': [1, 1e126]} | Number overflow. Attempting to store a number with magnitude larger"
            + " than supported range under root[1]",
        "{'m': {'k': ?}} | Unsupported data type: Parameter under key root.k at 1:33:1",
        "{'s': set_add(1, 2)} | Unsupported data type: set_add under key root at 1:27:7",
        "{'s': <<>>} | Empty bags are not supported"
      })
  void refusesItems(String item, String message) {
    assertThat(refusal("INSERT INTO t VALUE " + item)).isEqualTo(message);
  }

  @Test
  void refusesLiteralsNested32LevelsDeep() {
    String tuples = "{'a':".repeat(32) + "1" + "}".repeat(32);
    String arrays = "{'a':" + "[".repeat(31) + "1" + "]".repeat(31) + "}";
    String allowed = "{'a':".repeat(31) + "1" + "}".repeat(31);

    assertThat(refusal("UPDATE t SET d = " + tuples + " WHERE pk = 1"))
        .isEqualTo("Nesting Levels have exceeded supported limits under root" + ".a".repeat(32));
    assertThat(refusal("UPDATE t SET d = " + arrays + " WHERE pk = 1"))
        .isEqualTo("Nesting Levels have exceeded supported limits under root.a" + "[0]".repeat(31));
    assertThat(refusal("UPDATE t SET d = " + allowed + " WHERE pk = 1")).isEqualTo("accepted");
  }

  @ParameterizedTest
  @CsvSource({"MODIFIED OLD", "ALL NEW", "MODIFIED NEW"})
  void refusesWhatADeleteCannotReturn(String returning) {
    assertThat(refusal("DELETE FROM t WHERE pk = 'x' RETURNING " + returning + " *"))
        .isEqualTo(
            "Invalid returning clause: RETURNING "
                + returning
                + " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
  }

  @Test
  void boundsComparisonsOfConditionsThatDouble() {
    String condition = "attribute_exists(a)";
    for (int i = 0; i < 20; i++) {
      condition = "(" + condition + " = attribute_exists(b" + i + "))";
    }

    assertThat(refusal("SELECT * FROM t WHERE " + condition)).contains("too many operators");
  }

  @Test
  void namesColumnsByTheirLastNameAndIndexes() {
    Command.Read read =
        (Command.Read) CommandReader.read("SELECT a, m.b, m.c[0], l[0][-0] FROM \"T\"", List.of());

    assertThat(read.columns().columns())
        .extracting(Columns.Column::name)
        .containsExactly("a", "b", "c[0]", "l[0][0]");
  }

  @Test
  void acceptsMoreParametersThanTheStatementHas() {
    Slice value = value(writer -> writer.string("x"));

    Command command = CommandReader.read("DELETE FROM t WHERE pk = ?", List.of(value, value));

    assertThat(command).isInstanceOf(Command.Delete.class);
  }

  private static Slice value(Consumer<ItemWriter> write) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    write.accept(writer);
    return new Slice(buffer, 0, writer.position());
  }

  private static String refusal(String statement) {
    try {
      CommandReader.read(statement, List.of());
    } catch (RequestException refusal) {
      return refusal.getMessage();
    }
    return "accepted";
  }
}
