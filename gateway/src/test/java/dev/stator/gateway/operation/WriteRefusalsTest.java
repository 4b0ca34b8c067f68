package dev.stator.gateway.operation;

import static dev.stator.gateway.operation.Requests.ACCEPTED;
import static dev.stator.gateway.operation.Requests.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WriteRefusalsTest {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String PUT = "{'TableName':'abc','Item':{'a':{'S':'x'}}";
  private static final String UPDATE = "{'TableName':'abc','Key':{'a':{'S':'x'}}";

  @Test
  void plainWritesPass() {
    assertThat(refusal("PutItem", PUT + "}")).isEqualTo(ACCEPTED);
    assertThat(refusal("DeleteItem", UPDATE + "}")).isEqualTo(ACCEPTED);
    assertThat(refusal("UpdateItem", UPDATE + "}")).isEqualTo(ACCEPTED);
    assertThat(refusal("GetItem", UPDATE + "}")).isEqualTo(ACCEPTED);
  }

  @Test
  void olderAndNewerParametersDoNotMix() {
    assertThat(
            refusal(
                "PutItem",
                PUT
                    + ",'Expected':{'a':{'Exists':false}},'ConditionExpression':'attribute_not_exists(a)'}"))
        .isEqualTo(
            "Can not use both expression and non-expression parameters in the same request:"
                + " Non-expression parameters: {Expected} Expression parameters:"
                + " {ConditionExpression}");
    assertThat(
            refusal(
                "UpdateItem",
                UPDATE
                    + ",'AttributeUpdates':{'b':{'Value':{'S':'v'}}},'UpdateExpression':'SET b ="
                    + " :v'}"))
        .isEqualTo(
            "Can not use both expression and non-expression parameters in the same request:"
                + " Non-expression parameters: {AttributeUpdates} Expression parameters:"
                + " {UpdateExpression}");
    assertThat(refusal("GetItem", UPDATE + ",'AttributesToGet':['b'],'ProjectionExpression':'b'}"))
        .isEqualTo(
            "Can not use both expression and non-expression parameters in the same request:"
                + " Non-expression parameters: {AttributesToGet} Expression parameters:"
                + " {ProjectionExpression}");
  }

  @Test
  void namesAndValuesNeedAnExpression() {
    String names = ",'ExpressionAttributeNames':{'#a':'b'}}";
    String values = ",'ExpressionAttributeValues':{':v':{'S':'x'}}}";

    assertThat(refusal("PutItem", PUT + names))
        .isEqualTo("ExpressionAttributeNames can only be specified when using expressions");
    assertThat(refusal("PutItem", PUT + values))
        .isEqualTo(
            "ExpressionAttributeValues can only be specified when using expressions:"
                + " ConditionExpression is null");
    assertThat(refusal("UpdateItem", UPDATE + values))
        .isEqualTo(
            "ExpressionAttributeValues can only be specified when using expressions:"
                + " UpdateExpression and ConditionExpression are null");
  }

  @Test
  void namesAndValuesAreCheckedByThemselves() {
    String condition = ",'ConditionExpression':'b = :v'";

    assertThat(refusal("PutItem", PUT + condition + ",'ExpressionAttributeNames':{}}"))
        .isEqualTo("ExpressionAttributeNames must not be empty");
    assertThat(refusal("PutItem", PUT + condition + ",'ExpressionAttributeNames':{'a':'b'}}"))
        .isEqualTo("ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"");
    assertThat(refusal("PutItem", PUT + condition + ",'ExpressionAttributeValues':{}}"))
        .isEqualTo("ExpressionAttributeValues must not be empty");
    assertThat(
            refusal("PutItem", PUT + condition + ",'ExpressionAttributeValues':{':v':{'N':'x'}}}"))
        .isEqualTo(
            "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to"
                + " a numeric value: x for key :v");
    assertThat(
            refusal(
                "PutItem",
                PUT + condition + ",'ExpressionAttributeValues':{':v':{'N':'x'},'v':{'S':'a'}}}"))
        .isEqualTo("ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\"");
    assertThat(refusal("PutItem", PUT + condition + ",'ExpressionAttributeNames':{'#a':''}}"))
        .isEqualTo(
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
  }

  @Test
  void namesAndValuesMustBeUsed() {
    String condition = ",'ConditionExpression':'b = :v'";

    assertThat(
            refusal(
                "PutItem",
                PUT
                    + condition
                    + ",'ExpressionAttributeValues':{':v':{'S':'x'},':w':{'S':'y'},':u':{'S':'y'}}}"))
        .isEqualTo(
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w, :u}");
    assertThat(
            refusal(
                "UpdateItem",
                UPDATE
                    + ",'UpdateExpression':'SET b = :v'"
                    + ",'ExpressionAttributeNames':{'#n':'x'}"
                    + ",'ExpressionAttributeValues':{':v':{'S':'x'}}}"))
        .isEqualTo("Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}");
  }

  @Test
  void usedInOneOfTwoExpressionsIsUsed() {
    assertThat(
            refusal(
                "UpdateItem",
                UPDATE
                    + ",'UpdateExpression':'SET b = :v','ConditionExpression':'#n = :w'"
                    + ",'ExpressionAttributeNames':{'#n':'x'}"
                    + ",'ExpressionAttributeValues':{':v':{'S':'x'},':w':{'S':'x'}}}"))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void onlyOldAttributesAreReturnedOfPutsAndDeletes() {
    for (String value : new String[] {"ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"}) {
      assertThat(refusal("PutItem", PUT + ",'ReturnValues':'" + value + "'}"))
          .isEqualTo("ReturnValues can only be ALL_OLD or NONE");
      assertThat(refusal("DeleteItem", UPDATE + ",'ReturnValues':'" + value + "'}"))
          .isEqualTo("ReturnValues can only be ALL_OLD or NONE");
      assertThat(refusal("UpdateItem", UPDATE + ",'ReturnValues':'" + value + "'}"))
          .isEqualTo(ACCEPTED);
    }
  }

  @Test
  void problemsOfValuesComeBeforeExpressions() {
    assertThat(
            refusal(
                "PutItem", "{'TableName':'abc','Item':{'a':{'SS':[]}},'ConditionExpression':'!'}"))
        .isEqualTo(INVALID + "An string set  may not be empty");
    assertThat(
            refusal("DeleteItem", "{'TableName':'abc','Key':{'a':{}},'ConditionExpression':'!'}"))
        .isEqualTo(
            "Supplied AttributeValue is empty, must contain exactly one of the supported"
                + " datatypes");
  }

  @Test
  void anItemHasAtMostFourHundredKilobytes() {
    int rest = 400 * 1024 - "a".length() - "x".length() - "b".length();

    assertThat(refusal("PutItem", itemWith("b", rest))).isEqualTo(ACCEPTED);
    assertThat(refusal("PutItem", itemWith("b", rest + 1)))
        .isEqualTo("Item size has exceeded the maximum allowed size");
  }

  @Test
  void theSizeOfTheItemIsToldBeforeItsCondition() {
    String item = itemWith("b", 500_000);

    assertThat(
            refusal(
                "PutItem", item.substring(0, item.length() - 1) + ",'ConditionExpression':'!'}"))
        .isEqualTo("Item size has exceeded the maximum allowed size");
  }

  @Test
  void expectationsMustMakeSense() {
    assertThat(expected("{'b':{}}"))
        .isEqualTo(INVALID + "Value must be provided when Exists is null for Attribute: b");
    assertThat(expected("{'b':{'Exists':true}}"))
        .isEqualTo(INVALID + "Value must be provided when Exists is true for Attribute: b");
    assertThat(expected("{'b':{'Exists':false,'Value':{'S':'x'}}}"))
        .isEqualTo(INVALID + "Value cannot be used when Exists is false for Attribute: b");
    assertThat(expected("{'b':{'Exists':true,'ComparisonOperator':'EQ','Value':{'S':'x'}}}"))
        .isEqualTo(
            INVALID + "Exists and ComparisonOperator cannot be used together for Attribute: b");
    assertThat(expected("{'b':{'Value':{'S':'x'},'AttributeValueList':[{'S':'x'}]}}"))
        .isEqualTo(
            INVALID + "Value and AttributeValueList cannot be used together for Attribute: b");
    assertThat(expected("{'b':{'AttributeValueList':[{'S':'x'}]}}"))
        .isEqualTo(
            INVALID
                + "AttributeValueList can only be used with a ComparisonOperator for Attribute: b");
    assertThat(expected("{'b':{'ComparisonOperator':'LT'}}"))
        .isEqualTo(
            INVALID
                + "Value or AttributeValueList must be used with ComparisonOperator: LT for"
                + " Attribute: b");
    assertThat(expected("{'b':{'ComparisonOperator':'NULL','Value':{'S':'x'}}}"))
        .isEqualTo(INVALID + "Invalid number of argument(s) for the NULL ComparisonOperator");
    assertThat(expected("{'b':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'S':'x'}]}}"))
        .isEqualTo(INVALID + "Invalid number of argument(s) for the BETWEEN ComparisonOperator");
    assertThat(expected("{'b':{'ComparisonOperator':'NULL'}}")).isEqualTo(ACCEPTED);
    assertThat(expected("{'b':{'Value':{'S':'x'}}}")).isEqualTo(ACCEPTED);
  }

  @Test
  void updatesMustMakeSense() {
    assertThat(updates("{'b':{'Action':'PUT'}}"))
        .isEqualTo(INVALID + "Only DELETE action is allowed when no attribute value is specified");
    assertThat(updates("{'b':{}}"))
        .isEqualTo(INVALID + "Only DELETE action is allowed when no attribute value is specified");
    assertThat(updates("{'b':{'Action':'DELETE','Value':{'S':'x'}}}"))
        .isEqualTo(INVALID + "DELETE action with value is not supported for the type S");
    assertThat(updates("{'b':{'Action':'ADD','Value':{'B':'eA=='}}}"))
        .isEqualTo(INVALID + "ADD action is not supported for the type B");
    assertThat(updates("{'b':{'Action':'ADD','Value':{'L':[]}}}")).isEqualTo(ACCEPTED);
    assertThat(updates("{'b':{'Value':{'S':''}}}")).isEqualTo(ACCEPTED);
    assertThat(updates("{'b':{'Action':'DELETE'}}")).isEqualTo(ACCEPTED);
  }

  @Test
  void attributesToGetAreDistinct() {
    assertThat(refusal("GetItem", UPDATE + ",'AttributesToGet':['b','a','b']}"))
        .isEqualTo(INVALID + "Duplicate value in attribute name: b");
  }

  private static String expected(String expected) {
    return refusal("PutItem", PUT + ",'Expected':" + expected + "}");
  }

  private static String updates(String updates) {
    return refusal("UpdateItem", UPDATE + ",'AttributeUpdates':" + updates + "}");
  }

  private static String itemWith(String name, int length) {
    return "{'TableName':'abc','Item':{'a':{'S':'x'},'"
        + name
        + "':{'S':'"
        + "y".repeat(length)
        + "'}}}";
  }
}
