package dev.stator.gateway.operation;

import static dev.stator.gateway.operation.Requests.item;
import static dev.stator.gateway.operation.Requests.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ConditionEvaluator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LegacyTranslationTest {
  private static final String ITEM =
      "{'n':{'N':'5'},'s':{'S':'hello'},'ss':{'SS':['x','y']},'l':{'L':[{'S':'x'}]}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          n | EQ           | {'N':'5.0'}          | true
          n | EQ           | {'N':'6'}            | false
          n | NE           | {'N':'6'}            | true
          none | NE        | {'N':'6'}            | true
          none | EQ        | {'N':'6'}            | false
          n | LT           | {'N':'6'}            | true
          n | LE           | {'N':'5'}            | true
          n | GT           | {'N':'5'}            | false
          n | GE           | {'N':'5'}            | true
          n | BETWEEN      | {'N':'5'},{'N':'9'}  | true
          n | BETWEEN      | {'N':'6'},{'N':'9'}  | false
          n | IN           | {'N':'1'},{'N':'5'}  | true
          n | NULL         | ~~                   | false
          none | NULL      | ~~                   | true
          n | NOT_NULL     | ~~                   | true
          none | NOT_NULL  | ~~                   | false
          s | CONTAINS     | {'S':'ell'}          | true
          ss | CONTAINS    | {'S':'x'}            | true
          l | CONTAINS     | {'S':'x'}            | true
          none | CONTAINS  | {'S':'x'}            | false
          s | NOT_CONTAINS | {'S':'ell'}          | false
          none | NOT_CONTAINS | {'S':'x'}         | true
          s | BEGINS_WITH  | {'S':'hell'}         | true
          s | BEGINS_WITH  | {'S':'ell'}          | false
          """)
  void everyOperatorMeansWhatItMeant(
      String attribute, String operator, String values, boolean expected) {
    String list = values == null || values.isEmpty() ? "[]" : "[" + values + "]";
    String filter =
        "{'"
            + attribute
            + "':{'ComparisonOperator':'"
            + operator
            + "','AttributeValueList':"
            + list
            + "}}";
    var request = read("Scan", "{'TableName':'abc','ScanFilter':" + filter + "}");

    Condition condition =
        LegacyConditions.join(LegacyConditions.filter(request, "ScanFilter"), false);

    assertThat(test(condition)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"AND, false", "OR, true"})
  void conditionsAreJoined(String operator, boolean expected) {
    var request =
        read(
            "PutItem",
            "{'TableName':'abc','Item':{},'ConditionalOperator':'"
                + operator
                + "','Expected':{'n':{'Exists':false},'s':{'Value':{'S':'hello'}}}}");

    assertThat(test(LegacyConditions.expected(request))).isEqualTo(expected);
  }

  private static boolean test(@Nullable Condition condition) {
    Slice item = item(ITEM);
    return new ConditionEvaluator()
        .test(Objects.requireNonNull(condition), item.buffer(), item.offset(), item.length());
  }
}
