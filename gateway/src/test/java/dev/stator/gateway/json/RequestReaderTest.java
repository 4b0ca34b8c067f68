package dev.stator.gateway.json;

import static dev.stator.gateway.json.Api.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final String CAST =
      "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class"
          + " java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and"
          + " java.lang.Class are in module java.base of loader 'bootstrap')";
  private static final String NOT_EXPECTED = "Start of structure or map found where not expected";
  private static final String COLLECTION = "Unrecognized collection type ";
  private static final String SHAPES = "com.amazonaws.dynamodb.v20120810.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true  | TRUE_VALUE cannot be converted to String",
        "false | FALSE_VALUE cannot be converted to String",
        "23    | NUMBER_VALUE cannot be converted to String",
        "34.56 | DECIMAL_VALUE cannot be converted to String",
        "[]    | Unrecognized collection type class java.lang.String",
        "{}    | Start of structure or map found where not expected",
      })
  void refusesWhatIsNoString(String json, String message) {
    assertRefused("PutItem", "{'TableName':" + json + "}", message);
    assertRefused("PutItem", "{'ReturnValues':" + json + "}", message);
    assertRefused("PutItem", "{'ExpressionAttributeNames':{'#a':" + json + "}}", message);
    assertRefused("Query", "{'AttributesToGet':[" + json + "]}", message);
    assertAttributeRefused("{'S':" + json + "}", message);
    assertAttributeRefused("{'N':" + json + "}", message);
    assertAttributeRefused("{'SS':[" + json + "]}", message);
    assertAttributeRefused("{'NS':[" + json + "]}", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'23'  | STRING_VALUE cannot be converted to ",
        "true  | TRUE_VALUE cannot be converted to ",
        "false | FALSE_VALUE cannot be converted to ",
        "[]    | Unrecognized collection type class java.lang.",
        "{}    | Start of structure or map found where not expected",
      })
  void refusesWhatIsNoNumber(String json, String message) {
    boolean typed = !message.equals(NOT_EXPECTED);
    assertRefused("Scan", "{'Limit':" + json + "}", typed ? typed(message, "Integer") : message);
    assertRefused(
        "CreateTable",
        "{'ProvisionedThroughput':{'ReadCapacityUnits':" + json + "}}",
        typed ? typed(message, "Long") : message);
  }

  private static String typed(String message, String type) {
    return message.endsWith(".") ? message + type : message + " " + type;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'23'  | Unexpected token received from parser",
        "''    | Unexpected token received from parser",
        "23    | NUMBER_VALUE cannot be converted to Boolean",
        "34.56 | DECIMAL_VALUE cannot be converted to Boolean",
        "[]    | Unrecognized collection type class java.lang.Boolean",
        "{}    | Start of structure or map found where not expected",
      })
  void refusesWhatIsNoBoolean(String json, String message) {
    assertRefused("GetItem", "{'ConsistentRead':" + json + "}", message);
    assertAttributeRefused("{'BOOL':" + json + "}", message);
    assertAttributeRefused("{'NULL':" + json + "}", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true    | only base-64-encoded strings are convertible to bytes",
        "23      | only base-64-encoded strings are convertible to bytes",
        "34.56   | only base-64-encoded strings are convertible to bytes",
        "[]      | Unrecognized collection type class java.nio.ByteBuffer",
        "{}      | Start of structure or map found where not expected",
        "'23456' | Base64 encoded length is expected a multiple of 4 bytes but found: 5",
        "'=+/='  | Invalid last non-pad Base64 character dectected",
        "'+/+='  | Invalid last non-pad Base64 character dectected",
        "'YR=='  | Invalid last non-pad Base64 character dectected",
        "'===='  | Invalid last non-pad Base64 character dectected",
        "'YQ==YQ==' | Invalid last non-pad Base64 character dectected",
        "'Y!=='  | Invalid base 64 character: '!'",
      })
  void refusesWhatIsNoBase64(String json, String message) {
    assertAttributeRefused("{'B':" + json + "}", message);
    assertAttributeRefused("{'BS':[" + json + "]}", message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'23'", "true", "false", "23", "34.56"})
  void refusesScalarsWhereCollectionsBelong(String json) {
    assertRefused("CreateTable", "{'KeySchema':" + json + "}", "Unexpected field type");
    assertRefused("CreateTable", "{'ProvisionedThroughput':" + json + "}", "Unexpected field type");
    assertRefused("PutItem", "{'Item':" + json + "}", "Unexpected field type");
    assertRefused("PutItem", "{'Expected':{'a':{'Value':" + json + "}}}", "Unexpected field type");
    assertAttributeRefused("{'L':" + json + "}", "Unexpected field type");
    assertAttributeRefused("{'M':" + json + "}", "Unexpected field type");
    assertAttributeRefused("{'SS':" + json + "}", "Unexpected field type");
    String inPayload = "Unexpected value type in payload";
    assertRefused("CreateTable", "{'KeySchema':[" + json + "]}", inPayload);
    assertRefused("PutItem", "{'Expected':{'a':" + json + "}}", inPayload);
    assertRefused(
        "Query", "{'KeyConditions':{'a':{'AttributeValueList':[" + json + "]}}}", inPayload);
    assertAttributeRefused(json, inPayload);
    assertAttributeRefused("{'L':[" + json + "]}", inPayload);
    assertAttributeRefused("{'M':{'a':" + json + "}}", inPayload);
    assertRefused("BatchWriteItem", "{'RequestItems':{'a':" + json + "}}", CAST);
    assertRefused("BatchGetItem", "{'RequestItems':{'a':{'Keys':[" + json + "]}}}", CAST);
  }

  @Test
  void refusesArraysAndObjectsWhereTheOtherBelongs() {
    assertRefused("CreateTable", "{'KeySchema':{}}", NOT_EXPECTED);
    assertRefused("BatchWriteItem", "{'RequestItems':{'a':{}}}", NOT_EXPECTED);
    assertAttributeRefused("{'L':{}}", NOT_EXPECTED);
    assertAttributeRefused("{'NS':{}}", NOT_EXPECTED);
    String map = COLLECTION + "java.util.Map<java.lang.String, ";
    assertRefused("PutItem", "{'Item':[]}", map + SHAPES + "AttributeValue>");
    assertRefused("PutItem", "{'Expected':[]}", map + SHAPES + "ExpectedAttributeValue>");
    assertRefused("PutItem", "{'ExpressionAttributeNames':[]}", map + "java.lang.String>");
    assertRefused("BatchGetItem", "{'RequestItems':[]}", map + SHAPES + "KeysAndAttributes>");
    assertRefused(
        "BatchGetItem", "{'RequestItems':{'a':{'Keys':[[]]}}}", map + SHAPES + "AttributeValue>");
    assertRefused(
        "BatchWriteItem",
        "{'RequestItems':[]}",
        map + "java.util.List<" + SHAPES + "WriteRequest>>");
    assertAttributeRefused("{'M':[]}", map + SHAPES + "AttributeValue>");
    String structure = COLLECTION + "class " + SHAPES;
    assertRefused("CreateTable", "{'KeySchema':[[]]}", structure + "KeySchemaElement");
    assertRefused(
        "CreateTable", "{'ProvisionedThroughput':[]}", structure + "ProvisionedThroughput");
    assertRefused(
        "BatchWriteItem", "{'RequestItems':{'a':[{'PutRequest':[]}]}}", structure + "PutRequest");
    assertAttributeRefused("[]", structure + "AttributeValue");
    assertAttributeRefused("{'L':[[]]}", structure + "AttributeValue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hi",
        "[]",
        "'a'",
        "1",
        "null",
        "{",
        "{'a'",
        "{'a':}",
        "{} {}",
        "{}x",
        "{'a':1,}",
        "{a:1}",
        "{'a':01}",
        "{'a':'\n'}",
        "{'a':'\\x'}",
        "{'a':nul}",
        "\u0000",
        "{'a':NaN}"
      })
  void refusesWhatIsNoJsonObjectWithoutMessage(String body) {
    assertRefused("PutItem", body, "");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] body = "{\"TableName\":\"?\"}".getBytes(UTF_8);
    body[14] = (byte) 0xFF;

    assertThatExceptionOfType(RequestException.class)
        .isThrownBy(() -> new RequestReader().read(Api.input("PutItem"), body, 0, body.length))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SERIALIZATION));
  }

  @Test
  void readsMembersInAnyOrderAndIgnoresOthers() {
    String json =
        quoted("{'Nothing':[{'a':[1,2]}],'Limit':5,'TableName':'t','ConsistentRead':true,'x':{}}");

    Structure scan = Api.read("Scan", json);

    assertThat(scan.string("TableName")).isEqualTo("t");
    assertThat(scan.integer("Limit")).isEqualTo(5);
    assertThat(scan.isTrue("ConsistentRead")).isTrue();
    assertThat(scan.has("IndexName")).isFalse();
    assertThat(scan.string("IndexName")).isNull();
  }

  @Test
  void takesTheLastOfAMemberGivenTwice() {
    Structure scan = Api.read("Scan", quoted("{'Limit':5,'TableName':'t','Limit':7}"));

    assertThat(scan.integer("Limit")).isEqualTo(7);
  }

  @Test
  void takesNullForAbsent() {
    Structure scan =
        Api.read("Scan", quoted("{'Limit':null,'TableName':null,'ExclusiveStartKey':null}"));

    assertThat(scan.has("Limit")).isFalse();
    assertThat(scan.has("TableName")).isFalse();
    assertThat(scan.attributes("ExclusiveStartKey")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "5.9, 5",
    "-0.5, -1",
    "1e2, 100",
    "2147483648, 2147483647",
    "-99999999999999999999, -2147483648",
    "1e999, 2147483647"
  })
  void roundsAndLimitsNumbers(String json, int expected) {
    assertThat(Api.read("Scan", "{\"Limit\":" + json + "}").integer("Limit")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "false, false",
    "'\"true\"', true",
    "'\"TRUE\"', true",
    "'\"1\"', true",
    "'\"yes\"', true",
    "'\"No\"', false",
    "'\"0\"', false",
    "'\"FALSE\"', false"
  })
  void takesSomeStringsForBooleans(String json, boolean expected) {
    assertThat(Api.read("GetItem", "{\"ConsistentRead\":" + json + "}").bool("ConsistentRead"))
        .isEqualTo(expected);
  }

  @Test
  void readsNestedStructuresWithTheirItems() {
    Structure batch =
        Api.read(
            "BatchWriteItem",
            quoted(
                "{'RequestItems':{'t':[{'PutRequest':{'Item':{'a':{'S':'x'}}}},"
                    + "{'DeleteRequest':{'Key':{'a':{'N':'1'}}}}]}}"));

    List<Structure> writes =
        Objects.requireNonNull(
            Objects.requireNonNull(batch.structureLists("RequestItems")).get("t"));
    Structure put = Objects.requireNonNull(writes.get(0).structure("PutRequest"));
    Structure delete = Objects.requireNonNull(writes.get(1).structure("DeleteRequest"));
    assertThat(Api.json(Objects.requireNonNull(put.attributes("Item"))))
        .isEqualTo(quoted("{'a':{'S':'x'}}"));
    assertThat(Api.json(Objects.requireNonNull(delete.attributes("Key"))))
        .isEqualTo(quoted("{'a':{'N':'1'}}"));
  }

  @Test
  void readsKeysAndConditionsAndMapsOfStrings() {
    Structure batch =
        Api.read(
            "BatchGetItem",
            quoted(
                "{'RequestItems':{'t':{'Keys':[{'a':{'S':'1'}},null],"
                    + "'ExpressionAttributeNames':{'#b':'b','#a':'a'}}}}"));
    Structure table =
        Objects.requireNonNull(Objects.requireNonNull(batch.structureMap("RequestItems")).get("t"));
    Structure query =
        Api.read(
            "Query",
            quoted("{'KeyConditions':{'a':{'AttributeValueList':[{'S':'x'},{'N':'y'},null]}}}"));
    Structure condition =
        Objects.requireNonNull(
            Objects.requireNonNull(query.structureMap("KeyConditions")).get("a"));

    List<AttributeMap> keys = Objects.requireNonNull(table.attributesList("Keys"));
    assertThat(keys).hasSize(2);
    assertThat(keys.get(0).count()).isEqualTo(1);
    assertThat(keys.get(1).isEmpty()).isTrue();
    assertThat(table.stringMap("ExpressionAttributeNames"))
        .containsExactly(Map.entry("#b", "b"), Map.entry("#a", "a"));
    List<AttributeValue> values = Objects.requireNonNull(condition.values("AttributeValueList"));
    assertThat(values.stream().map(AttributeValue::problem))
        .containsExactly(
            null,
            "The parameter cannot be converted to a numeric value: y",
            "Supplied AttributeValue is empty, must contain exactly one of the supported"
                + " datatypes");
  }

  @Test
  void readsAnInnerRangeOfAnArray() {
    byte[] body = "xx{\"TableName\":\"t\"}yy".getBytes(UTF_8);

    Structure put = new RequestReader().read(Api.input("PutItem"), body, 2, body.length - 4);

    assertThat(put.requiredString("TableName")).isEqualTo("t");
  }

  private static void assertAttributeRefused(String value, String message) {
    assertRefused("PutItem", "{'Item':{'a':" + value + "}}", message);
    assertRefused("PutItem", "{'Item':{'a':{'L':[{'M':{'a':" + value + "}}]}}}", message);
    assertRefused("Scan", "{'ExpressionAttributeValues':{':a':" + value + "}}", message);
  }

  private static void assertRefused(String operation, String json, String message) {
    assertThatExceptionOfType(RequestException.class)
        .as(json)
        .isThrownBy(() -> Api.read(operation, quoted(json)))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SERIALIZATION);
              assertThat(e.getMessage()).isEqualTo(message);
            });
  }
}
