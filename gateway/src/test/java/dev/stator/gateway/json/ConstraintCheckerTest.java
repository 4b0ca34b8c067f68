package dev.stator.gateway.json;

import static dev.stator.gateway.json.Api.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintCheckerTest {
  private static final String ONE = "1 validation error detected: ";
  private static final String FAILED = " failed to satisfy constraint: ";
  private static final String NOT_NULL = FAILED + "Member must not be null";
  private static final String TABLE = "'TableName':'aaa',";

  @ParameterizedTest
  @ValueSource(strings = {"PutItem", "GetItem", "UpdateItem", "DeleteItem", "Query", "Scan"})
  void tellsMissingTableNamesOfItemOperations(String operation) {
    String others = "{'Item':{},'Key':{}}";

    assertFault(operation, others, ONE + "Value null at 'tableName'" + NOT_NULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CreateTable",
        "DescribeTable",
        "DeleteTable",
        "UpdateTable",
        "DescribeTimeToLive"
      })
  void tellsMissingTableNamesOfTableOperationsAlone(String operation) {
    assertFault(
        operation,
        "{}",
        "The parameter 'TableName' is required but was not present in the request");
  }

  @Test
  void tellsFaultsOfTableNamesAlone() {
    String rest = "','ReturnValues':'INVALID'}";
    String longName = "a".repeat(256);

    assertFault(
        "PutItem",
        "{'TableName':'" + rest,
        ONE
            + "Value '' at 'tableName'"
            + FAILED
            + "Member must have length greater than or equal to 1");
    assertFault(
        "PutItem",
        "{'TableName':'" + longName + rest,
        ONE
            + "Value '"
            + longName
            + "' at 'tableName'"
            + FAILED
            + "Member must have length less than or equal to 255");
    assertFault(
        "PutItem",
        "{'TableName':'bad table!@#" + rest,
        ONE
            + "Value 'bad table!@#' at 'tableName'"
            + FAILED
            + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    assertFault(
        "CreateTable",
        "{'TableName':'ab'}",
        ONE
            + "Value 'ab' at 'tableName'"
            + FAILED
            + "Member must have length greater than or equal to 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "A-z_0.9", "arn:aws:dynamodb:us-east-1:000000000000:table/some-table"})
  void acceptsNamesAndArnsOfTables(String name) {
    assertAccepted("GetItem", "{'TableName':'" + name + "','Key':{'a':{'S':'x'}}}");
  }

  @Test
  void tellsAllFaultsTogether() {
    assertFault(
        "PutItem",
        "{"
            + TABLE
            + "'Item':{},'ReturnConsumedCapacity':'hi','ReturnItemCollectionMetrics':'ho',"
            + "'ReturnValues':''}",
        "3 validation errors detected: Value '' at 'returnValues'"
            + FAILED
            + "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE,"
            + " UPDATED_NEW]; Value 'hi' at 'returnConsumedCapacity'"
            + FAILED
            + "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value 'ho' at"
            + " 'returnItemCollectionMetrics'"
            + FAILED
            + "Member must satisfy enum value set: [SIZE, NONE]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Query | 'Select':'X' | Value 'X' at 'select' | [SPECIFIC_ATTRIBUTES, COUNT,"
            + " ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
        "Query | 'ConditionalOperator':'X' | Value 'X' at 'conditionalOperator' | [OR, AND]",
        "Query | 'KeyConditions':{'a':{'ComparisonOperator':'X'}} | Value 'X' at"
            + " 'keyConditions.a.member.comparisonOperator' | [IN, NULL, BETWEEN, LT, NOT_CONTAINS,"
            + " EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]",
        "UpdateTable | 'BillingMode':'X' | Value 'X' at 'billingMode' | [PROVISIONED,"
            + " PAY_PER_REQUEST]",
      })
  void listsTheValuesOfEnumsInTheServicesOrder(
      String operation, String member, String what, String values) {
    assertFault(
        operation,
        "{" + TABLE + member + "}",
        ONE + what + FAILED + "Member must satisfy enum value set: " + values);
  }

  @Test
  void tellsFaultsInsideOfListsByPosition() {
    assertFault(
        "CreateTable",
        "{"
            + TABLE
            + "'AttributeDefinitions':[{'AttributeName':'a','AttributeType':'S'},"
            + "{'AttributeName':'b','AttributeType':'SS'}],"
            + "'KeySchema':[{'AttributeName':'a','KeyType':'INVALID'}]}",
        "2 validation errors detected: Value 'SS' at 'attributeDefinitions.2.member.attributeType'"
            + FAILED
            + "Member must satisfy enum value set: [B, N, S]; Value 'INVALID' at"
            + " 'keySchema.1.member.keyType'"
            + FAILED
            + "Member must satisfy enum value set: [HASH, RANGE]");
  }

  @Test
  void tellsMissingMembersOfNestedStructures() {
    assertFault(
        "UpdateTable",
        "{" + TABLE + "'ProvisionedThroughput':{'ReadCapacityUnits':0}}",
        "2 validation errors detected: Value '0' at 'provisionedThroughput.readCapacityUnits'"
            + FAILED
            + "Member must have value greater than or equal to 1; Value null at"
            + " 'provisionedThroughput.writeCapacityUnits'"
            + NOT_NULL);
  }

  @Test
  void quotesLists() {
    String element = "{'AttributeName':'pk','KeyType':'HASH'}";
    String echo = "KeySchemaElement(attributeName=pk, keyType=HASH)";

    assertFault(
        "CreateTable",
        "{"
            + TABLE
            + "'AttributeDefinitions':[],'KeySchema':["
            + String.join(",", element, element, element)
            + "]}",
        ONE
            + "Value '["
            + String.join(", ", echo, echo, echo)
            + "]' at 'keySchema'"
            + FAILED
            + "Member must have length less than or equal to 2");
    assertFault(
        "Query",
        "{" + TABLE + "'AttributesToGet':[]}",
        ONE
            + "Value '[]' at 'attributesToGet'"
            + FAILED
            + "Member must have length greater than or equal to 1");
    assertFault(
        "TransactWriteItems",
        "{'TransactItems':[]}",
        ONE
            + "Value '[]' at 'transactItems'"
            + FAILED
            + "Member must have length greater than or equal to 1");
  }

  @Test
  void tellsLimitsOfNumbers() {
    assertFault(
        "Scan",
        "{" + TABLE + "'Limit':0,'TotalSegments':1000001}",
        "2 validation errors detected: Value '0' at 'limit'"
            + FAILED
            + "Member must have value greater than or equal to 1; Value '1000001' at"
            + " 'totalSegments'"
            + FAILED
            + "Member must have value less than or equal to 1000000");
    assertFault(
        "ListTables",
        "{'Limit':101}",
        ONE
            + "Value '101' at 'limit'"
            + FAILED
            + "Member must have value less than or equal to 100");
  }

  @Test
  void tellsSomeFaultsWithoutTheValue() {
    assertFault(
        "Query",
        "{" + TABLE + "'Limit':0}",
        ONE + "Value at 'Limit'" + FAILED + "Member must have value greater than or equal to 1");
    assertFault(
        "BatchGetItem",
        "{'RequestItems':{'T':{'Keys':[" + "{'a':{'S':'x'}},".repeat(100) + "{}]}}}",
        ONE
            + "Value at 'RequestItems.T.member.Keys'"
            + FAILED
            + "Member must have length less than or equal to 100");
  }

  @Test
  void tellsFaultsOfBatches() {
    String empty = " parameter is required for ";
    assertFault("BatchGetItem", "{'RequestItems':{}}", "The requestItems" + empty + "BatchGetItem");
    assertFault(
        "BatchWriteItem", "{'RequestItems':{}}", "The requestItems" + empty + "BatchWriteItem");
    assertFault("BatchGetItem", "{}", ONE + "Value null at 'requestItems'" + NOT_NULL);
    assertFault(
        "BatchGetItem",
        "{'RequestItems':{'abc':{}}}",
        ONE + "Value null at 'requestItems.abc.member.keys'" + NOT_NULL);
    String lengths =
        "Map value must satisfy constraint: [Member must have length less than or equal to 25,"
            + " Member must have length greater than or equal to 1]";
    assertFault(
        "BatchWriteItem",
        "{'RequestItems':{'T':[]}}",
        ONE + "Value '{T=[]}' at 'requestItems'" + FAILED + lengths);
    String put = "{'PutRequest':{'Item':{'a':{'N':'1'}}}}";
    String echo = "WriteRequest(putRequest=PutRequest(item={\"a\":{\"N\":\"1\"}}))";
    assertFault(
        "BatchWriteItem",
        "{'RequestItems':{'T':[" + (put + ",").repeat(25) + put + "]}}",
        ONE
            + "Value '{T=["
            + (echo + ", ").repeat(25)
            + echo
            + "]}' at 'requestItems'"
            + FAILED
            + lengths);
  }

  @Test
  void tellsFaultsInsideOfBatches() {
    assertFault(
        "BatchWriteItem",
        "{'RequestItems':{'aa;':[{'PutRequest':{},'DeleteRequest':{}}]}}",
        "3 validation errors detected: Value '{aa;=[WriteRequest(putRequest=PutRequest(),"
            + " deleteRequest=DeleteRequest())]}' at 'requestItems'"
            + FAILED
            + "Map keys must satisfy constraint: [Member must have length less than or equal to"
            + " 255, Member must have length greater than or equal to 1, Member must satisfy"
            + " regular expression pattern: [a-zA-Z0-9_.-]+]; Value null at"
            + " 'requestItems.aa;.member.1.member.putRequest.item'"
            + NOT_NULL
            + "; Value null at 'requestItems.aa;.member.1.member.deleteRequest.key'"
            + NOT_NULL);
    assertFault(
        "TransactWriteItems",
        "{'TransactItems':[{'Put':{'TableName':'','Item':{}}},{'Delete':{'Key':{}}}]}",
        "2 validation errors detected: Value '' at 'transactItems.1.member.put.tableName'"
            + FAILED
            + "Member must have length greater than or equal to 1; Value null at"
            + " 'transactItems.2.member.delete.tableName'"
            + NOT_NULL);
  }

  @Test
  void tellsConstraintsOfElementsAtTheList() {
    assertFault(
        "UntagResource",
        "{'ResourceArn':'arn','TagKeys':['a','']}",
        ONE
            + "Value '[a, ]' at 'tagKeys'"
            + FAILED
            + "Member must satisfy constraint: [Member must have length less than or equal to 128,"
            + " Member must have length greater than or equal to 1]");
  }

  @Test
  void tellsTenFaultsAtMost() {
    String bad = "{'AttributeName':'a','AttributeType':'X'}";
    String message =
        fault(
            "CreateTable",
            "{"
                + TABLE
                + "'KeySchema':[],'AttributeDefinitions':["
                + (bad + ",").repeat(11)
                + bad
                + "]}");

    assertThat(message).startsWith("10 validation errors detected: Value 'X' at ");
    assertThat(message.split("; ")).hasSize(10);
  }

  @Test
  void acceptsWhatIsRight() {
    assertAccepted("PutItem", "{" + TABLE + "'Item':{'a':{}},'ReturnValues':'ALL_OLD'}");
    assertAccepted(
        "Query",
        "{"
            + TABLE
            + "'Limit':1,'IndexName':'abc','KeyConditions':{'a':{"
            + "'ComparisonOperator':'EQ','AttributeValueList':[]}}}");
    assertAccepted("ListTables", "{}");
    assertAccepted("DescribeLimits", "{}");
  }

  private static void assertAccepted(String operation, String json) {
    assertThatCode(() -> ConstraintChecker.check(Api.read(operation, quoted(json))))
        .doesNotThrowAnyException();
  }

  private static void assertFault(String operation, String json, String message) {
    assertThat(fault(operation, json)).isEqualTo(message);
  }

  private static String fault(String operation, String json) {
    Structure structure = Api.read(operation, quoted(json));
    String[] message = new String[1];
    assertThatExceptionOfType(RequestException.class)
        .isThrownBy(() -> ConstraintChecker.check(structure))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION))
        .satisfies(e -> message[0] = e.getMessage());
    return message[0];
  }
}
