package dev.stator.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages about expressions, letter by letter. */
class ExpressionMessagesTest {
  private static final Map<String, String> NAMES =
      Map.of("#a", "a", "#b", "b", "#n3", "[3]", "#c", "c");

  private static final Slice VALUES =
      Items.encode(
          Items.map(
              ":s",
              "x",
              ":n",
              1,
              ":n2",
              2,
              ":b",
              new Items.Bytes("ab"),
              ":bool",
              true,
              ":null",
              new Items.Nothing(),
              ":l",
              List.of(),
              ":m",
              Map.of(),
              ":ss",
              Items.strings("a"),
              ":ns",
              Items.numbers("1"),
              ":bs",
              Items.binaries("a"),
              ":type",
              "DOG"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          INVALID SYNTAX HERE           | INVALID | INVALID SYNTAX
          SET _123 = :n                 | _       | SET _123
          ADD hits : incr               | :       | hits : incr
          SET # = :n                    | #       | SET # =
          a-b                           | a       | a-
          SET a-b = :n                  | -       | a-b
          SET                           | <EOF>   | SET
          SET a                         | <EOF>   | a
          SET a =                       | <EOF>   | =
          SET a = :n,                   | <EOF>   | ,
          SET a = set                   | set     | = set
          remove a = b                  | =       | a = b
          delete a b                    | b       | a b
          add a if_not_exist(b)         | if_not_exist | a if_not_exist(
          SET a = b + c + d             | +       | c + d
          set a = (b.c).d + e           | .       | ).d
          set (a = (b + c))             | (       | set (a
          set a[1] = 1                  | 1       | = 1
          set a[:n] = :n                | :n      | [:n]
          set a[#b] = :n                | #b      | [#b]
          set a[-1] = :n                | -       | [-1
          set a[] = :n                  | ]       | [] =
          SET a = if_not_exists(a, b+c) | +       | b+c
          SET a = _f(b)                 | _       | = _f
          """)
  void quoteTheTokenOfASyntaxErrorInAnUpdate(String text, String token, String near) {
    assertRefused(
        ExpressionKind.UPDATE,
        text,
        "Syntax error; token: \"" + token + "\", near: \"" + near + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a-b                           | -       | a-b
          p=:n AND c!=:n                | !       | c!=
          things are not gonna be ok    | are     | things are not
          a > 4                         | 4       | > 4
          a in b, c                     | b       | in b,
          a in ()                       | )       | ()
          a in (b,c,)                   | )       | ,)
          a > between                   | between | > between
          a                             | <EOF>   | a
          :n                            | <EOF>   | :n
          a AND b = c                   | AND     | a AND b
          b = c AND a                   | <EOF>   | a
          (a = b                        | <EOF>   | b
          a = b)                        | )       | b)
          (b = c AND a)                 | )       | a)
          size(a).b > a                 | .       | ).b
          (size(a)).b > a               | .       | ).b
          a > :n.stuff                  | .       | :n.stuff
          attribute_exists(a..b)        | .       | ..b
          attribute_exists(Pi#ctures)   | #ctures | Pi#ctures)
          `(a)between(b.c[4.5].#a)and(:n)` | . | 4.5
          `(a)between(b.(c.d))and(c)`   | (       | .(c
          tenantAgent:abc123-           | :abc123 | tenantAgent:abc123-
          #a attribute_not_exists :n    | attribute_not_exists | #a attribute_not_exists :n
          """)
  void quoteTheTokenOfASyntaxErrorInACondition(String text, String token, String near) {
    for (ExpressionKind kind :
        List.of(ExpressionKind.CONDITION, ExpressionKind.FILTER, ExpressionKind.KEY_CONDITION)) {
      assertRefused(kind, text, "Syntax error; token: \"" + token + "\", near: \"" + near + "\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          !!!bad          | !     | !!
          whatever(stuff) | (     | whatever(stuff
          :a              | :a    | :a
          a,              | <EOF> | ,
          a,,b            | ,     | ,,b
          a..b            | .     | ..b
          a[b]            | b     | [b]
          a[-1]           | -     | [-1
          a[]             | ]     | []
          (a.b).c         | (     | (a
          a-b             | -     | a-b
          a b             | b     | a b
          ü               | ü     | ü
          """)
  void quoteTheTokenOfASyntaxErrorInAProjection(String text, String token, String near) {
    assertRefused(
        ExpressionKind.PROJECTION,
        text,
        "Syntax error; token: \"" + token + "\", near: \"" + near + "\"");
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void refuseEmptyText(ExpressionKind kind) {
    assertRefused(kind, "", "The expression can not be empty;");
    assertRefused(kind, " \t\r\n", "The expression can not be empty;");
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void refuseMoreThan4096BytesBeforeAnythingElse(ExpressionKind kind) {
    String expected =
        "Expression size has exceeded the maximum allowed size; expression size: 4097";

    assertRefused(kind, "(".repeat(4097), expected);
    assertRefused(kind, "(".repeat(4095) + "ü", expected);
    assertThat(messageOf(kind, "!".repeat(4096))).contains("Syntax error");
  }

  static List<ExpressionKind> everyKind() {
    return List.of(ExpressionKind.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a=a and a > ((views))
          `(a)between(((b.c)).d)and(c)`
          `a > whatever((:things), ((a)))`
          a=a AND ((a=a AND a=a)) AND a=a
          a=a OR ((a=a OR a=a)) OR a=a
          a=a AND ((a=a AND (a=a AND a=a)))
          a=a OR ((a=a OR (a=a OR a=a)))
          ((a = :n))
          ((a)) = :n
          ((a=:n) AND ((b=:n)))
          """)
  void refuseRedundantParentheses(String text) {
    assertRefused(ExpressionKind.FILTER, text, "The expression has redundant parentheses;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a = :n) AND (b = :n)",
        "(a = :n AND b = :n)",
        "(a = :n AND (b = :n))",
        "((a=:n) AND (b=:n))",
        "(a) = (:n)",
        "(a.b).c = :n",
        "((size(a)) < (b)) AND (b > :n)",
        "(attribute_exists(a)) AND (attribute_not_exists(#b))",
        "attribute_exists((a))",
        "NOT NOT a = :n",
        "NOT (a = :n OR b = :n)",
        "a IN ((:n), b)",
        "a beTWeen :n aNd :n2 oR b iN (:s)",
        "contains(a, size(b))",
        "attribute_type(:n, :s) OR a = b",
        ":n = :n",
      })
  void acceptWhatTheServiceAccepts(String text) {
    Slice values = Items.encode(Items.map(":n", 1, ":n2", 2, ":s", "N"));

    ExpressionParser.condition(text, new Placeholders(NAMES, values));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET a = :n, #b=a REMOVE c DELETE d :ss ADD e :n, f :bs",
        "set b.c=((c[1])+(b.a)),b.a = a,c[1] = a, c[4] = b.a - b.b add c[8] :n, c[6] :ss",
        "set a = (b + c)",
        "set a = (b)",
        "set a = (b) - (c)",
        "sEt a = if_not_exists(a, if_not_exists(b, :n)) + :n",
        "SET a = list_append(if_not_exists(a, :l), :l)",
        "SET a[4294967294] = :n",
      })
  void acceptUpdatesTheServiceAccepts(String text) {
    ExpressionParser.update(text, new Placeholders(NAMES, VALUES));
  }

  static List<Arguments> faultsOfConditions() {
    String function = "Invalid function name; function: ";
    String misuse = "The function is not allowed to be used this way in an expression; function: ";
    String reserved = "Attribute name is a reserved keyword; reserved keyword: ";
    String undefinedName =
        "An expression attribute name used in the document path is not defined; attribute name: ";
    String undefinedValue =
        "An expression attribute value used in expression is not defined; attribute value: ";
    String count = "Incorrect number of operands for operator or function; operator or function: ";
    String type = "Incorrect operand type for operator or function; operator or function: ";
    String path = "Operator or function requires a document path; operator or function: ";
    String distinct =
        "The first operand must be distinct from the remaining operands for this operator or"
            + " function; operator: ";
    return List.of(
        Arguments.of("a=a and whatever((:things)) > a", function + "whatever"),
        Arguments.of("attRIbute_exIsts((views), #x)", function + "attRIbute_exIsts"),
        Arguments.of("a=a and attribute_exists((views), (#x)) > b", misuse + "attribute_exists"),
        Arguments.of("attribute_type(things, :a) > b", misuse + "attribute_type"),
        Arguments.of("size(contains(a, b)) > a", misuse + "contains"),
        Arguments.of("size(things)", misuse + "size"),
        Arguments.of("NOT size(things)", misuse + "size"),
        Arguments.of("a between b and attribute_exists(things)", misuse + "attribute_exists"),
        Arguments.of("a in (b, attribute_exists(things))", misuse + "attribute_exists"),
        Arguments.of("if_not_exists(a, a) = :n", misuse + "if_not_exists"),
        Arguments.of("list_append(a, b)", misuse + "list_append"),
        Arguments.of("attribute_exists(views, #x)", reserved + "views"),
        Arguments.of(":x < abOrT", reserved + "abOrT"),
        Arguments.of("attribute_exists(#P.RearView, :a) and a=a", undefinedName + "#P"),
        Arguments.of("begins_with(Pictures.#R)", undefinedName + "#R"),
        Arguments.of("(#P between :lo and :hi) and (#PC in (:c1))", undefinedName + "#P"),
        Arguments.of("#_ > a", undefinedName + "#_"),
        Arguments.of("begins_with(:hello, #x, #y)", undefinedValue + ":hello"),
        Arguments.of(":x < :y", undefinedValue + ":x"),
        Arguments.of("attribute_exists(:v)", undefinedValue + ":v"),
        Arguments.of(
            "attribute_exists(things, a) and a=a",
            count + "attribute_exists, number of operands: 2"),
        Arguments.of("attribute_type(things)", count + "attribute_type, number of operands: 1"),
        Arguments.of("begins_with(b, size(a), b)", count + "begins_with, number of operands: 3"),
        Arguments.of("size(things, a) > b", count + "size, number of operands: 2"),
        Arguments.of(
            "attribute_type(a, size(a)) and a=a", type + "attribute_type, operand type: N"),
        Arguments.of(
            "attribute_type(a, b)",
            type + "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"),
        Arguments.of("attribute_type(a, :ss)", type + "attribute_type, operand type: SS"),
        Arguments.of("begins_with(a, size(a)) and a=:n", type + "begins_with, operand type: N"),
        Arguments.of("begins_with(a, :n)", type + "begins_with, operand type: N"),
        Arguments.of("begins_with(:bool, a)", type + "begins_with, operand type: BOOL"),
        Arguments.of("size(size(a)) > :n", type + "size, operand type: N"),
        Arguments.of("attribute_not_exists(size(:n))", type + "size, operand type: N"),
        Arguments.of("size(:null) > a", type + "size, operand type: NULL"),
        Arguments.of("a < :l", type + "<, operand type: L"),
        Arguments.of(":m >= a", type + ">=, operand type: M"),
        Arguments.of("a BETWEEN :l AND :l", type + "BETWEEN, operand type: L"),
        Arguments.of(
            "attribute_type(a, :type)",
            "Invalid attribute type name found; type: DOG, valid types:"
                + " {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"),
        Arguments.of("attribute_exists(:s) and a=a", path + "attribute_exists"),
        Arguments.of("attribute_not_exists(size(:s))", path + "attribute_not_exists"),
        Arguments.of("a = a AND #a = b AND :views > a", distinct + "=, first operand: [a]"),
        Arguments.of("a = #a AND #a = b", distinct + "=, first operand: [a]"),
        Arguments.of("#a <> a", distinct + "<>, first operand: [a]"),
        Arguments.of("((a=a) OR (a=a))", distinct + "=, first operand: [a]"),
        Arguments.of("contains(a, a)", distinct + "contains, first operand: [a]"),
        Arguments.of(
            "begins_with(ab.bc[1].a, ab.bc[1].#a)",
            distinct + "begins_with, first operand: [ab, bc, [1], a]"),
        Arguments.of(
            "a between :n2 and :n",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound;"
                + " lower bound operand: AttributeValue: {N:2}, upper bound operand:"
                + " AttributeValue: {N:1}"),
        Arguments.of(
            "a between :n and :s",
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound"
                + " operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}"),
        Arguments.of(
            "a between :s and :b",
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound"
                + " operand: AttributeValue: {S:x}, upper bound operand: AttributeValue:"
                + " {B:YWI=}"),
        Arguments.of(
            "a[4294967295] = :n",
            "List index is not within the allowable range; index: [4294967295]"),
        Arguments.of(
            "a[99999999999999999999] = :n",
            "List index is not within the allowable range; index: [99999999999999999999]"));
  }

  @ParameterizedTest
  @MethodSource("faultsOfConditions")
  void reportTheFaultOfACondition(String text, String reason) {
    assertRefused(ExpressionKind.CONDITION, text, reason);
    assertRefused(ExpressionKind.FILTER, text, reason);
  }

  static List<Arguments> faultsOfUpdates() {
    String type = "Incorrect operand type for operator or function; operator";
    String section = " section can only be used once in an update expression;";
    String misuse = "The function is not allowed to be used this way in an expression; function: ";
    return List.of(
        Arguments.of(
            " set #x = :x set abOrt = true ",
            "Attribute name is a reserved keyword; reserved keyword: abOrt"),
        Arguments.of(
            "SET status = :n", "Attribute name is a reserved keyword; reserved keyword: status"),
        Arguments.of(
            "set #x = if_not_exist(:x) set x = d", "Invalid function name; function: if_not_exist"),
        Arguments.of("set a = #x set c = :x", "The \"SET\"" + section),
        Arguments.of("remove #x set a = b remove e", "The \"REMOVE\"" + section),
        Arguments.of("add #x :e set a = b add e :f", "The \"ADD\"" + section),
        Arguments.of("delete #x :e set a = b delete #e :f", "The \"DELETE\"" + section),
        Arguments.of(
            "SET a = if_not_exists(b, b)",
            "The first operand must be distinct from the remaining operands for this operator or"
                + " function; operator: if_not_exists, first operand: [b]"),
        Arguments.of(
            "SET #x = if_not_exists(:x)",
            "An expression attribute name used in the document path is not defined; attribute name:"
                + " #x"),
        Arguments.of(
            "SET a = if_not_exists(:x)",
            "An expression attribute value used in expression is not defined; attribute value: :x"),
        Arguments.of(
            "set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)",
            overlap("overlap", "[c, [1], a]", "[c]")),
        Arguments.of(
            "set #c[3].#n3 = a, #c[3] = a", overlap("overlap", "[c, [3], [3]]", "[c, [3]]")),
        Arguments.of("SET a = :n, a.b = :n", overlap("overlap", "[a]", "[a, b]")),
        Arguments.of("SET a = :n REMOVE a", overlap("overlap", "[a]", "[a]")),
        Arguments.of("SET #a = :n, a = :n", overlap("overlap", "[a]", "[a]")),
        Arguments.of(
            "set #c[3].#n3 = a, #c.#n3[3] = if_not_exists(a)",
            overlap("conflict", "[c, [3], [3]]", "[c, [3], [3]]")),
        Arguments.of("remove a.#c set a[1] = #n3", overlap("conflict", "[a, c]", "[a, [1]]")),
        Arguments.of(
            "set b = list_append(:s, a), c = if_not_exists(a) add a.b :s",
            type + ": ADD, operand type: STRING"),
        Arguments.of("delete a.b :n", type + ": DELETE, operand type: NUMBER"),
        Arguments.of("add a.b :null", type + ": ADD, operand type: NULL"),
        Arguments.of("delete a.b :bool", type + ": DELETE, operand type: BOOLEAN"),
        Arguments.of("add a.b :b", type + ": ADD, operand type: BINARY"),
        Arguments.of("add a.b :m", type + ": ADD, operand type: MAP"),
        Arguments.of("add a.b :l", type + ": ADD, operand type: LIST"),
        Arguments.of(
            "set a = if_not_exists(c)",
            "Incorrect number of operands for operator or function; operator or function:"
                + " if_not_exists, number of operands: 1"),
        Arguments.of(
            "set a = list_append(:l)",
            "Incorrect number of operands for operator or function; operator or function:"
                + " list_append, number of operands: 1"),
        Arguments.of(
            "set a = if_not_exists(:s, c)",
            "Operator or function requires a document path; operator or function: if_not_exists"),
        Arguments.of(
            "set a = if_not_exists(if_not_exists(a, b), c)",
            "Operator or function requires a document path; operator or function: if_not_exists"),
        Arguments.of(
            "set a = list_append(:s, a)", type + " or function: list_append, operand type: S"),
        Arguments.of(
            "set a = list_append(a, :ns)", type + " or function: list_append, operand type: NS"),
        Arguments.of(
            "set a = list_append(:null, a)",
            type + " or function: list_append, operand type: NULL"),
        Arguments.of("set a = a + :s", type + " or function: +, operand type: S"),
        Arguments.of("set a = :bs - a", type + " or function: -, operand type: BS"),
        Arguments.of("set a = :l - a", type + " or function: -, operand type: L"),
        Arguments.of("SET a = attribute_exists(b)", misuse + "attribute_exists"),
        Arguments.of("SET a = list_append(list_append(:l, :l), :l)", misuse + "list_append"),
        Arguments.of("SET a = LIST_APPEND(:l, :l)", "Invalid function name; function: LIST_APPEND"),
        Arguments.of("SET a = ((b))", "The expression has redundant parentheses;"));
  }

  @ParameterizedTest
  @MethodSource("faultsOfUpdates")
  void reportTheFaultOfAnUpdate(String text, String reason) {
    assertRefused(ExpressionKind.UPDATE, text, reason);
  }

  static List<Arguments> faultsOfProjections() {
    return List.of(
        Arguments.of("a.abORt", "Attribute name is a reserved keyword; reserved keyword: abORt"),
        Arguments.of(
            "#x,ABSoLUTE", "Attribute name is a reserved keyword; reserved keyword: ABSoLUTE"),
        Arguments.of(
            "a,b,a,#x",
            "An expression attribute name used in the document path is not defined; attribute name:"
                + " #x"),
        Arguments.of("b[1], b.a, #a.b, a", overlap("overlap", "[a, b]", "[a]")),
        Arguments.of("a, #a[1]", overlap("overlap", "[a]", "[a, [1]]")),
        Arguments.of("a.b[0],a.b[0]", overlap("overlap", "[a, b, [0]]", "[a, b, [0]]")),
        Arguments.of("a.b, #a[1], #n3", overlap("conflict", "[a, b]", "[a, [1]]")),
        Arguments.of("a.b[1], #a[1], #n3", overlap("conflict", "[a, b, [1]]", "[a, [1]]")),
        Arguments.of("a[3].b, #a.#n3.b", overlap("conflict", "[a, [3], b]", "[a, [3], b]")),
        Arguments.of(
            "a[99999999999999]",
            "List index is not within the allowable range; index: [99999999999999]"));
  }

  @ParameterizedTest
  @MethodSource("faultsOfProjections")
  void reportTheFaultOfAProjection(String text, String reason) {
    assertRefused(ExpressionKind.PROJECTION, text, reason);
  }

  @Test
  void refuseTheThreeHundredAndFirstOperator() {
    String reason = "The expression contains too many operators; operator count: 301";

    ExpressionParser.condition("a<b " + "or (a<b ".repeat(149) + ")".repeat(149), none());
    assertRefused(ExpressionKind.CONDITION, "not ".repeat(300) + "a<b", reason);
    assertRefused(
        ExpressionKind.CONDITION, "a<b " + "or (a<b ".repeat(454) + ")".repeat(454), reason);
    assertRefused(ExpressionKind.CONDITION, "a<b" + " or a<b".repeat(400), reason);
    assertRefused(ExpressionKind.CONDITION, "a < " + "f(".repeat(1300) + "b", reason);
    assertRefused(ExpressionKind.UPDATE, "SET " + "a=b+c,".repeat(301) + "d=e", reason);
  }

  @Test
  void endsEveryDepthOfParentheses() {
    for (String text :
        List.of(
            "(".repeat(4096),
            "(".repeat(2046) + "a<b" + ")".repeat(2046),
            "a < " + "(".repeat(2000) + "b" + ")".repeat(2000))) {
      assertThat(messageOf(ExpressionKind.CONDITION, text))
          .startsWith("Invalid ConditionExpression: ");
    }
    assertThat(messageOf(ExpressionKind.UPDATE, "SET a = " + "(".repeat(4000)))
        .startsWith("Invalid UpdateExpression: ");
  }

  @Test
  void refuseMoreThan100OperandsOfIn() {
    String list = "a,".repeat(99);

    ExpressionParser.condition("b IN (" + list + "a)", none());
    assertRefused(
        ExpressionKind.CONDITION,
        "b IN (a," + list + "a)",
        "Incorrect number of operands for operator or function; operator or function: IN, number"
            + " of operands: 101");
  }

  @Test
  void knowAll573ReservedWordsInAnyCase() {
    assertThat(ReservedWords.count()).isEqualTo(573);
    assertThat(ReservedWords.contains("abort")).isTrue();
    assertThat(ReservedWords.contains("ZoNe")).isTrue();
    assertThat(ReservedWords.contains("pk")).isFalse();
  }

  @Test
  void refuseUnusedPlaceholdersOverAllExpressions() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("#a", "a");
    names.put("#b", "b");
    names.put("#c", "c");
    Slice values = Items.encode(Items.map(":x", 1, ":y", 2));
    Placeholders placeholders = new Placeholders(names, values);

    ExpressionParser.condition("#b = :y", placeholders);
    assertThatThrownBy(placeholders::checkAllUsed)
        .hasMessage(
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}");
    ExpressionParser.projection("#a, #c", placeholders);
    assertThatThrownBy(placeholders::checkAllUsed)
        .hasMessage(
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}");
    ExpressionParser.update("SET z = :x", placeholders);
    placeholders.checkAllUsed();
  }

  @Test
  void refuseEmptyPlaceholdersAndBadReferences() {
    assertThatThrownBy(() -> Placeholders.checkNames(Map.of()))
        .hasMessage("ExpressionAttributeNames must not be empty");
    assertThatThrownBy(() -> Placeholders.checkValues(List.of()))
        .hasMessage("ExpressionAttributeValues must not be empty");
    assertThatThrownBy(() -> Placeholders.checkNames(Map.of("a", "a")))
        .hasMessage("ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"");
    assertThatThrownBy(() -> Placeholders.checkNames(Map.of("#", "a")))
        .hasMessage("ExpressionAttributeNames contains invalid key: Syntax error; key: \"#\"");
    assertThatThrownBy(() -> Placeholders.checkValues(List.of(":ok", "b")))
        .hasMessage("ExpressionAttributeValues contains invalid key: Syntax error; key: \"b\"");
    assertThatThrownBy(() -> Placeholders.checkValues(List.of(":hi!there")))
        .hasMessage(
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \":hi!there\"");
    assertThatThrownBy(() -> Placeholders.checkNames(Map.of("#1_a", "")))
        .hasMessage(
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #1_a");
    Placeholders.checkNames(Map.of("#1_a", "x"));
  }

  private static String overlap(String relation, String one, String two) {
    return "Two document paths "
        + relation
        + " with each other; must remove or rewrite one of these paths; path one: "
        + one
        + ", path two: "
        + two;
  }

  private static Placeholders none() {
    return new Placeholders(null, null);
  }

  private static void assertRefused(ExpressionKind kind, String text, String reason) {
    assertThat(messageOf(kind, text)).isEqualTo("Invalid " + kind.parameter() + ": " + reason);
  }

  private static @Nullable String messageOf(ExpressionKind kind, String text) {
    Placeholders placeholders = new Placeholders(NAMES, VALUES);
    try {
      switch (kind) {
        case CONDITION -> ExpressionParser.condition(text, placeholders);
        case FILTER -> ExpressionParser.filter(text, placeholders);
        case KEY_CONDITION -> ExpressionParser.keyCondition(text, placeholders);
        case PROJECTION -> ExpressionParser.projection(text, placeholders);
        case UPDATE -> ExpressionParser.update(text, placeholders);
      }
      return null;
    } catch (RequestException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION);
      return e.getMessage();
    }
  }
}
