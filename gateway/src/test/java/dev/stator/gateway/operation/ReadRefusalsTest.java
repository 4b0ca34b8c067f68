package dev.stator.gateway.operation;

import static dev.stator.gateway.operation.Requests.ACCEPTED;
import static dev.stator.gateway.operation.Requests.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadRefusalsTest {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String TABLE = "{'TableName':'abc'";
  private static final String KEYS =
      ",'KeyConditions':{'a':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'x'}]}}";
  private static final String EXPRESSION =
      ",'KeyConditionExpression':'a = :a','ExpressionAttributeValues':{':a':{'S':'x'}}";

  @Test
  void aQueryNeedsAKeyCondition() {
    assertThat(refusal("Query", TABLE + "}"))
        .isEqualTo(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the"
                + " request.");
    assertThat(refusal("Query", TABLE + KEYS + "}")).isEqualTo(ACCEPTED);
    assertThat(refusal("Query", TABLE + EXPRESSION + "}")).isEqualTo(ACCEPTED);
    assertThat(refusal("Query", TABLE + ",'KeyConditions':{}}"))
        .isEqualTo("Conditions can be of length 1 or 2 only");
  }

  @Test
  void allOlderParametersAreListed() {
    assertThat(
            refusal(
                "Query",
                TABLE
                    + KEYS
                    + ",'ConditionalOperator':'OR','QueryFilter':{},'AttributesToGet':['a']"
                    + ",'KeyConditionExpression':'','FilterExpression':''"
                    + ",'ProjectionExpression':''}"))
        .isEqualTo(
            "Can not use both expression and non-expression parameters in the same request:"
                + " Non-expression parameters: {AttributesToGet, QueryFilter, ConditionalOperator,"
                + " KeyConditions} Expression parameters: {ProjectionExpression, FilterExpression,"
                + " KeyConditionExpression}");
  }

  @Test
  void olderKeyConditionsGoWithAnExpressionAsFilter() {
    assertThat(refusal("Query", TABLE + KEYS + ",'FilterExpression':'attribute_exists(b)'}"))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void emptyExpressionsAreNoExpressions() {
    assertThat(refusal("Query", TABLE + ",'KeyConditionExpression':''}"))
        .isEqualTo("Invalid KeyConditionExpression: The expression can not be empty;");
    assertThat(refusal("Scan", TABLE + ",'FilterExpression':''}"))
        .isEqualTo("Invalid FilterExpression: The expression can not be empty;");
  }

  @Test
  void selectMustAgreeWithTheRest() {
    assertThat(refusal("Query", TABLE + EXPRESSION + ",'Select':'SPECIFIC_ATTRIBUTES'}"))
        .isEqualTo(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get"
                + " SPECIFIC_ATTRIBUTES");
    assertThat(refusal("Query", TABLE + EXPRESSION + ",'Select':'ALL_PROJECTED_ATTRIBUTES'}"))
        .isEqualTo("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    assertThat(refusal("Scan", TABLE + ",'ProjectionExpression':'b','Select':'COUNT'}"))
        .isEqualTo("Cannot specify the ProjectionExpression when choosing to get only the Count");
    assertThat(refusal("Scan", TABLE + ",'AttributesToGet':['b'],'Select':'ALL_ATTRIBUTES'}"))
        .isEqualTo("Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES");
    assertThat(
            refusal("Scan", TABLE + ",'ProjectionExpression':'b','Select':'SPECIFIC_ATTRIBUTES'}"))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void limitZeroIsToldInTwoWays() {
    assertThat(refusal("Query", TABLE + EXPRESSION + ",'Limit':0}"))
        .isEqualTo(
            "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member"
                + " must have value greater than or equal to 1");
    assertThat(refusal("Scan", TABLE + ",'Limit':0}"))
        .isEqualTo(
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member"
                + " must have value greater than or equal to 1");
  }

  @Test
  void segmentsComeInPairs() {
    assertThat(refusal("Scan", TABLE + ",'Segment':0}"))
        .isEqualTo(
            "The TotalSegments parameter is required but was not present in the request when"
                + " Segment parameter is present");
    assertThat(refusal("Scan", TABLE + ",'TotalSegments':4}"))
        .isEqualTo(
            "The Segment parameter is required but was not present in the request when parameter"
                + " TotalSegments is present");
    assertThat(refusal("Scan", TABLE + ",'Segment':5,'TotalSegments':5}"))
        .isEqualTo(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments:"
                + " Segment: 5 is not less than TotalSegments: 5");
    assertThat(refusal("Scan", TABLE + ",'Segment':4,'TotalSegments':5}")).isEqualTo(ACCEPTED);
  }

  @Test
  void filtersMustMakeSense() {
    assertThat(filter("{'b':{'ComparisonOperator':'EQ'}}"))
        .isEqualTo(INVALID + "Invalid number of argument(s) for the EQ ComparisonOperator");
    assertThat(filter("{'b':{'ComparisonOperator':'LT','AttributeValueList':[{'BOOL':true}]}}"))
        .isEqualTo(INVALID + "ComparisonOperator LT is not valid for BOOL AttributeValue type");
    assertThat(
            filter("{'b':{'ComparisonOperator':'IN','AttributeValueList':[{'S':'a'},{'N':'1'}]}}"))
        .isEqualTo(INVALID + "AttributeValues inside AttributeValueList must be of same type");
    assertThat(
            filter(
                "{'b':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'N':'2'},{'N':'1'}]}}"))
        .isEqualTo(
            "The BETWEEN condition was provided a range where the lower bound is greater than the"
                + " upper bound");
    assertThat(filter("{'b':{'ComparisonOperator':'EQ','AttributeValueList':[{'N':'x'}]}}"))
        .isEqualTo("The parameter cannot be converted to a numeric value: x");
    assertThat(filter("{'b':{'ComparisonOperator':'EQ','AttributeValueList':[{'L':[]}]}}"))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void anOperatorNeedsTwoConditions() {
    assertThat(refusal("Scan", TABLE + ",'ConditionalOperator':'OR'}"))
        .isEqualTo(INVALID + "ConditionalOperator cannot be used without Filter or Expected");
    assertThat(
            refusal(
                "Scan",
                TABLE
                    + ",'ConditionalOperator':'OR'"
                    + ",'ScanFilter':{'b':{'ComparisonOperator':'NULL'}}}"))
        .isEqualTo(
            INVALID
                + "ConditionalOperator can only be used when Filter or Expected has two or more"
                + " elements");
  }

  @Test
  void problemsOfStartKeysHaveAPrefixMostly() {
    assertThat(refusal("Scan", TABLE + ",'ExclusiveStartKey':{'a':{}}}"))
        .isEqualTo(
            "The provided starting key is invalid: Supplied AttributeValue is empty, must contain"
                + " exactly one of the supported datatypes");
    assertThat(refusal("Scan", TABLE + ",'ExclusiveStartKey':{'a':{'N':'x'}}}"))
        .isEqualTo("The parameter cannot be converted to a numeric value: x");
  }

  @Test
  void batchesAreNotEmpty() {
    assertThat(refusal("BatchGetItem", "{'RequestItems':{}}"))
        .isEqualTo("The requestItems parameter is required for BatchGetItem");
    assertThat(refusal("BatchWriteItem", "{'RequestItems':{}}"))
        .isEqualTo("The requestItems parameter is required for BatchWriteItem");
  }

  @Test
  void batchesHaveAtMostSoManyMembers() {
    assertThat(refusal("BatchGetItem", "{'RequestItems':{'abc':{'Keys':[" + keys(101) + "]}}}"))
        .isEqualTo(
            "1 validation error detected: Value at 'RequestItems.abc.member.Keys' failed to satisfy"
                + " constraint: Member must have length less than or equal to 100");
    assertThat(
            refusal(
                "BatchGetItem",
                "{'RequestItems':{'abc':{'Keys':["
                    + keys(60)
                    + "]},'abd':{'Keys':["
                    + keys(41)
                    + "]}}}"))
        .isEqualTo("Too many items requested for the BatchGetItem call");
    assertThat(refusal("BatchGetItem", "{'RequestItems':{'abc':{'Keys':[" + keys(100) + "]}}}"))
        .isEqualTo(ACCEPTED);
    assertThat(refusal("BatchWriteItem", "{'RequestItems':{'abc':[" + puts(26) + "]}}"))
        .matches(
            "(?s)^1 validation error detected: Value '\\{abc=\\[.+\\]\\}' at 'requestItems' failed"
                + " to satisfy constraint: Map value must satisfy constraint: \\[Member must have"
                + " length less than or equal to 25, Member must have length greater than or equal"
                + " to 1\\]$");
    assertThat(refusal("BatchWriteItem", "{'RequestItems':{'abc':[" + puts(25) + "]}}"))
        .isEqualTo(ACCEPTED);
  }

  @Test
  void aBatchNamesEveryKeyOnce() {
    assertThat(
            refusal(
                "BatchGetItem",
                "{'RequestItems':{'abc':{'Keys':[{'a':{'N':'1'},'b':{'S':'x'}},"
                    + "{'a':{'N':'2'},'b':{'S':'x'}},{'b':{'S':'x'},'a':{'N':'1.0'}}]}}}"))
        .isEqualTo("Provided list of item keys contains duplicates");
  }

  @Test
  void aWriteRequestIsOneOfTwo() {
    assertThat(refusal("BatchWriteItem", "{'RequestItems':{'abc':[{}]}}"))
        .isEqualTo(
            "Supplied AttributeValue is empty, must contain exactly one of the supported"
                + " datatypes");
    assertThat(
            refusal(
                "BatchWriteItem",
                "{'RequestItems':{'abc':[{'PutRequest':{'Item':{}},'DeleteRequest':{'Key':{}}}]}}"))
        .isEqualTo(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of"
                + " the supported datatypes");
  }

  private static String filter(String filter) {
    return refusal("Scan", TABLE + ",'ScanFilter':" + filter + "}");
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{'a':{'S':'" + i + "'}}")
        .collect(Collectors.joining(","));
  }

  private static String puts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{'PutRequest':{'Item':{'a':{'S':'" + i + "'}}}}")
        .collect(Collectors.joining(","));
  }
}
