package dev.stator.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Condition.AttributeExists;
import dev.stator.core.expression.Condition.AttributeNotExists;
import dev.stator.core.expression.Condition.BeginsWith;
import dev.stator.core.expression.Condition.Between;
import dev.stator.core.expression.Condition.Compare;
import dev.stator.core.expression.Condition.Contains;
import dev.stator.core.expression.Condition.In;
import dev.stator.core.expression.Condition.Not;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyConditionAnalyzerTest {
  private static final String NOT_SUPPORTED = "Query key condition not supported";
  private static final String NOT_INDEXABLE =
      "Attempted conditional constraint is not an indexable operation";
  private static final String WRONG_COUNT = "Conditions can be of length 1 or 2 only";
  private static final String WRONG_TYPE =
      "One or more parameter values were invalid: "
          + "Condition parameter type does not match schema type";

  private static final KeySchema HASH_ONLY = schema(List.of("a"), List.of());
  private static final KeySchema COMPOSITE = schema(List.of("a"), List.of("b"));
  private static final KeySchema MULTI = schema(List.of("h", "i"), List.of("r", "s", "t"));

  private static final Slice VALUES =
      Items.encode(Items.map(":s", "x", ":t", "y", ":n", 1, ":empty", "", ":l", List.of()));

  @Test
  void makesARangeOfThePartitionAlone() {
    KeyCondition condition = resolve("a = :s", COMPOSITE);

    assertThat(condition.hashValues()).containsExactly(Items.encodeValue("x"));
    assertThat(condition.rangeEquals()).isEmpty();
    assertThat(condition.rangeTest()).isNull();
  }

  @Test
  void acceptsBothOrdersOfAttributesAndOperands() {
    KeyCondition one = resolve("a = :s AND b = :t", COMPOSITE);
    KeyCondition two = resolve("(:t = b) AND (:s = a)", COMPOSITE);

    assertThat(one).isEqualTo(two);
    assertThat(one.rangeEquals()).containsExactly(Items.encodeValue("y"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b < :t             | LT
          b <= :t            | LE
          b > :t             | GT
          b >= :t            | GE
          :t < b             | GT
          :t <= b            | GE
          :t > b             | LT
          :t >= b            | LE
          begins_with(b, :t) | BEGINS_WITH
          """)
  void makesARangeOfEveryTest(String text, RangeTest.Operator operator) {
    assertThat(resolve("a = :s AND " + text, COMPOSITE).rangeTest())
        .isEqualTo(new RangeTest(operator, Items.encodeValue("y"), null));
  }

  @Test
  void keepsBothBoundsOfBetween() {
    assertThat(resolve("b BETWEEN :s AND :t AND a = :s", COMPOSITE).rangeTest())
        .isEqualTo(
            new RangeTest(
                RangeTest.Operator.BETWEEN, Items.encodeValue("x"), Items.encodeValue("y")));
  }

  @Test
  void matchesKeysOfSeveralAttributesFromLeftToRight() {
    KeyCondition condition = resolve("s > :t AND i = :t AND r = :s AND h = :s", MULTI);

    assertThat(condition.hashValues())
        .containsExactly(Items.encodeValue("x"), Items.encodeValue("y"));
    assertThat(condition.rangeEquals()).containsExactly(Items.encodeValue("x"));
    assertThat(condition.rangeTest())
        .isEqualTo(new RangeTest(RangeTest.Operator.GT, Items.encodeValue("y"), null));
    assertRefused("h = :s", MULTI, "Query condition missed key schema element: i");
    assertRefused(
        "h = :s AND i = :s AND s = :s", MULTI, "Query condition missed key schema element: r");
    assertRefused("h = :s AND i = :s AND r > :s AND s = :s", MULTI, NOT_SUPPORTED);
    assertRefused("h = :s AND i > :s", MULTI, NOT_SUPPORTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a > :s and size(b) > c or a > c    | Invalid operator used in KeyConditionExpression: OR
          `a in (b, size(c), d)`             | Invalid operator used in KeyConditionExpression: IN
          attribute_exists(a)                | Invalid operator used in KeyConditionExpression: attribute_exists
          attribute_not_exists(a)            | Invalid operator used in KeyConditionExpression: attribute_not_exists
          `attribute_type(a, :type)`         | Invalid operator used in KeyConditionExpression: attribute_type
          `contains(a.d, b)`                 | Invalid operator used in KeyConditionExpression: contains
          not a > b                          | Invalid operator used in KeyConditionExpression: NOT
          a <> b                             | Invalid operator used in KeyConditionExpression: <>
          :s between size(b) and size(a) and b > :t | Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand
          `begins_with(:s, b) and a > :t`    | Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand
          size(b) > a AND a.b > b AND b > c  | KeyConditionExpressions cannot contain nested operations
          a > size(b.d)                      | KeyConditionExpressions cannot contain nested operations
          a between size(b) and size(a)      | KeyConditionExpressions cannot contain nested operations
          b > a.b                            | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
          b between c[1] and d               | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
          a between b and size(a)            | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
          `begins_with(a, b)`                | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
          b.d > a AND c.d > e.f              | KeyConditionExpressions cannot have conditions on nested attributes
          b[0] > a                           | KeyConditionExpressions cannot have conditions on nested attributes
          a = :s AND a.b < :t                | KeyConditionExpressions cannot have conditions on nested attributes
          :s > :t AND a < :t                 | Invalid condition in KeyConditionExpression: No key attribute specified
          b > :s AND b < :s and c = :s and d = :s | KeyConditionExpressions must only contain one condition per key
          (a > :s and b > :s) and (b > :s and c > :s) | KeyConditionExpressions must only contain one condition per key
          :s = a and b = :s and :s = c       | Conditions can be of length 1 or 2 only
          (a > :s and b > :s) and (c > :s and d > :s) and (e > :s and f > :s) | Conditions can be of length 1 or 2 only
          """)
  void refusesWhatIsNoKeyConditionBeforeTheTableIsKnown(String text, String message) {
    Slice values = Items.encode(Items.map(":s", "x", ":t", "y", ":type", "S"));
    Condition condition = ExpressionParser.keyCondition(text, new Placeholders(Map.of(), values));

    assertThatThrownBy(
            () ->
                KeyConditionAnalyzer.ofExpression(
                    condition, KeyConditionAnalyzer.MAX_TABLE_KEY_ATTRIBUTES))
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a > :s",
        "a < :s",
        ":s <= a",
        ":s >= a",
        "begins_with(a, :s)",
        "a between :s and :s",
        "a = :s AND b = :s",
        "y = :s and z = :s"
      })
  void refusesWhatAPartitionKeyAloneCannotAnswer(String text) {
    assertRefused(text, HASH_ONLY, NOT_SUPPORTED);
  }

  @Test
  void namesTheMissedElementOfTheSchema() {
    assertRefused("b = :s", COMPOSITE, "Query condition missed key schema element: a");
    assertRefused("c = :s", COMPOSITE, "Query condition missed key schema element: a");
    assertRefused("a = :s AND c = :s", COMPOSITE, "Query condition missed key schema element: b");
    assertRefused("a > :s AND b = :s", COMPOSITE, NOT_SUPPORTED);
  }

  @Test
  void refusesOtherTypesAndEmptyPartitionKeys() {
    assertRefused(":n > a", HASH_ONLY, WRONG_TYPE);
    assertRefused("a = :n", COMPOSITE, WRONG_TYPE);
    assertRefused("a = :l", COMPOSITE, WRONG_TYPE);
    assertRefused("a = :s AND b = :n", COMPOSITE, WRONG_TYPE);
    assertRefused(
        "a = :empty",
        COMPOSITE,
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
            + " contain an empty string value. Key: a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b = :empty", "b > :empty", "begins_with(b, :empty)", "b BETWEEN :empty AND :s"})
  void refusesEmptySortKeys(String condition) {
    assertRefused(
        "a = :s AND " + condition,
        COMPOSITE,
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
            + " contain an empty string value. Key: b");
  }

  @Test
  void countsConditionsAgainstTheIndexOnceItIsKnown() {
    assertRefused("a = :s AND b = :s AND c = :s", COMPOSITE, WRONG_COUNT);
    assertRefused("h=:s AND i=:s AND r=:s AND s=:s AND t=:s AND u=:s", MULTI, NOT_SUPPORTED);
  }

  static List<Condition> notIndexable() {
    PathOperand b = new PathOperand(Path.ofAttribute("b"));
    Constant x = new Constant(Items.encodeValue("x"));
    return List.of(
        new AttributeNotExists(b.path()),
        new AttributeExists(b.path()),
        new Compare(Comparator.NE, b, x),
        new Contains(b, x),
        new Not(new Contains(b, x)),
        new In(b, List.of(x)));
  }

  @ParameterizedTest
  @MethodSource("notIndexable")
  void refusesLegacyOperatorsNoIndexCanAnswer(Condition condition) {
    KeySchema onB = schema(List.of("b"), List.of());

    assertThatThrownBy(() -> legacy(condition).resolve(onB)).hasMessage(NOT_INDEXABLE);
    assertThatThrownBy(() -> legacy(equal("a"), condition).resolve(COMPOSITE))
        .hasMessage(NOT_INDEXABLE);
    assertThatThrownBy(() -> legacy(condition).resolve(COMPOSITE))
        .hasMessage("Query condition missed key schema element: a");
  }

  @Test
  void resolvesLegacyConditions() {
    PathOperand b = new PathOperand(Path.ofAttribute("b"));
    Constant x = new Constant(Items.encodeValue("x"));
    Constant y = new Constant(Items.encodeValue("y"));

    assertThat(legacy(new Between(b, x, y), equal("a")).resolve(COMPOSITE))
        .isEqualTo(resolve("a = :s AND b BETWEEN :s AND :t", COMPOSITE));
    assertThat(legacy(equal("a"), new BeginsWith(b, y)).resolve(COMPOSITE))
        .isEqualTo(resolve("a = :s AND begins_with(b, :t)", COMPOSITE));
    assertThat(legacy(equal("a"), new Compare(Comparator.LE, b, y)).resolve(COMPOSITE))
        .isEqualTo(resolve("a = :s AND b <= :t", COMPOSITE));
    assertThatThrownBy(() -> legacy()).hasMessage(WRONG_COUNT);
    assertThatThrownBy(() -> legacy(equal("a"), equal("b"), equal("c"))).hasMessage(WRONG_COUNT);
    assertThatThrownBy(() -> legacy(new BeginsWith(b, y)).resolve(schema(List.of("b"), List.of())))
        .hasMessage(NOT_SUPPORTED);
  }

  private static Condition equal(String attribute) {
    return new Compare(
        Comparator.EQ,
        new PathOperand(Path.ofAttribute(attribute)),
        new Constant(Items.encodeValue("x")));
  }

  private static KeyConditionAnalyzer legacy(Condition... conditions) {
    return KeyConditionAnalyzer.ofLegacy(
        List.of(conditions), KeyConditionAnalyzer.MAX_TABLE_KEY_ATTRIBUTES);
  }

  private static KeyCondition resolve(String text, KeySchema schema) {
    Condition condition = ExpressionParser.keyCondition(text, new Placeholders(Map.of(), VALUES));
    return KeyConditionAnalyzer.ofExpression(
            condition, KeyConditionAnalyzer.MAX_INDEX_KEY_ATTRIBUTES)
        .resolve(schema);
  }

  private static void assertRefused(String text, KeySchema schema, String message) {
    assertThatThrownBy(() -> resolve(text, schema)).hasMessage(message);
  }

  private static KeySchema schema(List<String> hash, List<String> range) {
    return new KeySchema(attributes(hash), attributes(range));
  }

  private static List<KeyAttribute> attributes(List<String> names) {
    return names.stream().map(name -> new KeyAttribute(name, ScalarType.S)).toList();
  }
}
