package dev.stator.docs;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows through HTTP what {@code docs/compatibility.md} tells of differences from the service. */
class DifferencesTest {
  private static final String KEYS =
      "'AttributeDefinitions':[{'AttributeName':'h','AttributeType':'S'},"
          + "{'AttributeName':'r','AttributeType':'S'},{'AttributeName':'l','AttributeType':'S'}],"
          + "'KeySchema':[{'AttributeName':'h','KeyType':'HASH'},"
          + "{'AttributeName':'r','KeyType':'RANGE'}],"
          + "'LocalSecondaryIndexes':[{'IndexName':'local','KeySchema':["
          + "{'AttributeName':'h','KeyType':'HASH'},{'AttributeName':'l','KeyType':'RANGE'}],"
          + "'Projection':{'ProjectionType':'KEYS_ONLY'}}]";
  private static final String ON_DEMAND = ",'BillingMode':'PAY_PER_REQUEST'";

  /** A table with an index whose key has as many attributes as there may be. */
  private static final List<String> EIGHT = List.of("a", "b", "c", "d", "e", "f", "g", "i");

  private static final String KEY_OF_EIGHT =
      Stream.concat(Stream.of("h", "r"), EIGHT.stream())
              .map(name -> "{'AttributeName':'" + name + "','AttributeType':'S'}")
              .collect(joining(",", "'AttributeDefinitions':[", "],"))
          + "'KeySchema':[{'AttributeName':'h','KeyType':'HASH'},"
          + "{'AttributeName':'r','KeyType':'RANGE'}],"
          + "'GlobalSecondaryIndexes':[{'IndexName':'eight','KeySchema':["
          + EIGHT.stream()
              .map(
                  name ->
                      "{'AttributeName':'"
                          + name
                          + "','KeyType':'"
                          + (EIGHT.indexOf(name) < 4 ? "HASH" : "RANGE")
                          + "'}")
              .collect(joining(","))
          + "],'Projection':{'ProjectionType':'KEYS_ONLY'}}]";
  private static final String ITEM = "'h':{'S':'a'},'r':{'S':'b'}";
  private static final String NOT_SUPPORTED = "is not supported";

  private static final Stator STATOR = Stator.inMemory().start();
  private static final Client CLIENT = new Client(STATOR.endpoint());

  @BeforeAll
  static void createTable() {
    create("differences", KEYS + ON_DEMAND);
  }

  @AfterAll
  static void stop() {
    CLIENT.close();
    STATOR.close();
  }

  @Test
  void readsThatAskForNoConsistencySeeTheLastWriteAndCostHalf() {
    for (int i = 0; i < 50; i++) {
      put("'h':{'S':'consistent'},'r':{'S':'b'},'n':{'N':'" + i + "'}");

      assertThat(
              call(
                  "GetItem",
                  "'Key':{'h':{'S':'consistent'},'r':{'S':'b'}},'ReturnConsumedCapacity':'TOTAL'"))
          .contains("'n':{'N':'" + i + "'}")
          .contains("'CapacityUnits':0.5");
    }
  }

  @Test
  void setsComeBackInAscendingOrder() {
    put("'h':{'S':'sets'},'r':{'S':'b'},'s':{'SS':['b','c','a']},'n':{'NS':['10','-1','9']}");

    assertThat(call("GetItem", "'Key':{'h':{'S':'sets'},'r':{'S':'b'}}"))
        .contains("'s':{'SS':['a','b','c']}")
        .contains("'n':{'NS':['-1','9','10']}");
  }

  @Test
  void attributesComeBackInTheOrderOfTheRequest() {
    put("'z':{'S':'1'},'h':{'S':'order'},'a':{'S':'2'},'r':{'S':'b'}");

    assertThat(call("GetItem", "'Key':{'h':{'S':'order'},'r':{'S':'b'}}"))
        .isEqualTo("{'Item':{'z':{'S':'1'},'h':{'S':'order'},'a':{'S':'2'},'r':{'S':'b'}}}");
  }

  @Test
  void sizeOfAStringCountsUtf16CodeUnits() {
    put("'h':{'S':'size'},'r':{'S':'b'},'s':{'S':'\uD83D\uDE00'}");

    assertThat(
            call(
                "DeleteItem",
                "'Key':{'h':{'S':'size'},'r':{'S':'b'}},'ConditionExpression':'size(s) = :n',"
                    + "'ExpressionAttributeValues':{':n':{'N':'2'}}"))
        .isEqualTo("{}");
  }

  @Test
  void anElementAppendedBeyondTheEndIsNotAmongTheUpdatedValues() {
    put("'h':{'S':'beyond'},'r':{'S':'b'},'l2':{'L':[{'N':'1'}]}");

    assertThat(
            call(
                "UpdateItem",
                "'Key':{'h':{'S':'beyond'},'r':{'S':'b'}},'UpdateExpression':'SET l2[9] = :n',"
                    + "'ExpressionAttributeValues':{':n':{'N':'2'}},'ReturnValues':'UPDATED_NEW'"))
        .doesNotContain("'N':'2'");
  }

  @Test
  void anEmptyScanCostsOneBlock() {
    create("empty", KEYS + ON_DEMAND);

    assertThat(CLIENT.call("Scan", "{'TableName':'empty','ReturnConsumedCapacity':'TOTAL'}"))
        .contains("'Count':0")
        .contains("'CapacityUnits':0.5");
  }

  @Test
  void countsAndSizesAreThoseOfNow() {
    create("counted", KEYS + ON_DEMAND);
    CLIENT.call("PutItem", "{'TableName':'counted','Item':{" + ITEM + "}}");

    String described = CLIENT.call("DescribeTable", "{'TableName':'counted'}");

    assertThat(described).contains("'ItemCount':1,").contains("'TableSizeBytes':4,");
    assertThat(described).contains("'IndexSizeBytes':4,'ItemCount':1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'VectorIndexes':[]",
        "'GlobalTableSourceArn':'arn:aws:dynamodb:us-east-1:000000000000:table/source'",
        "'GlobalTableSettingsReplicationMode':'ENABLED'",
      })
  void settingsThatDoNothingAreRefused(String setting) {
    assertThat(
            CLIENT.call(
                "CreateTable", "{'TableName':'refused'," + KEYS + ON_DEMAND + "," + setting + "}"))
        .contains("ValidationException")
        .contains(NOT_SUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'ReplicaUpdates':[{'Create':{'RegionName':'eu-west-1'}}]",
        "'MultiRegionConsistency':'STRONG'",
        "'GlobalTableWitnessUpdates':[{'Create':{'RegionName':'eu-west-1'}}]",
        "'GlobalTableSettingsReplicationMode':'ENABLED'",
        "'VectorIndexUpdates':[]",
      })
  void changesThatDoNothingAreRefused(String change) {
    assertThat(call("UpdateTable", change)).contains("ValidationException").contains(NOT_SUPPORTED);
  }

  @Test
  void aRestoreWithVectorIndexesIsRefused() {
    create("restorable", KEYS + ON_DEMAND);

    assertThat(
            CLIENT.call(
                "RestoreTableToPointInTime",
                "{'SourceTableName':'restorable','TargetTableName':'restored',"
                    + "'UseLatestRestorableTime':true,'VectorIndexOverride':[]}"))
        .contains("ValidationException")
        .contains(NOT_SUPPORTED);
  }

  @Test
  void theClassOfATableIsTold() {
    assertThat(create("seldom", KEYS + ON_DEMAND + ",'TableClass':'STANDARD_INFREQUENT_ACCESS'"))
        .contains("'TableClassSummary':{'TableClass':'STANDARD_INFREQUENT_ACCESS'}");
  }

  @Test
  void anItemWithTooLongAKeyForAnIndexHasNoEntryInIt() {
    create("zeros", KEY_OF_EIGHT + ON_DEMAND);
    String zeros = "\\u0000".repeat(1024);

    assertThat(CLIENT.call("PutItem", itemOfEight("long", zeros))).isEqualTo("{}");
    assertThat(CLIENT.call("PutItem", itemOfEight("short", "x"))).isEqualTo("{}");

    String found = "";
    while (!found.contains("'Count':1")) {
      found = CLIENT.call("Scan", "{'TableName':'zeros','IndexName':'eight'}");
    }
    assertThat(found).contains("'r':{'S':'short'}");
    assertThat(CLIENT.call("Scan", "{'TableName':'zeros','Select':'COUNT'}")).contains("'Count':2");
  }

  /** With the same partition key, so that the index gets the items in their order. */
  private static String itemOfEight(String r, String value) {
    return EIGHT.stream()
        .map(name -> "'" + name + "':{'S':'" + value + "'}")
        .collect(
            joining(
                ",", "{'TableName':'zeros','Item':{'h':{'S':'a'},'r':{'S':'" + r + "'},", "}}"));
  }

  @Test
  void encryptionIsToldAsItWasAskedFor() {
    assertThat(create("encrypted", KEYS + ON_DEMAND + ",'SSESpecification':{'Enabled':true}"))
        .contains("'SSEDescription':{'Status':'ENABLED','SSEType':'KMS'}");
  }

  @Test
  void throughputCanBeLoweredAsOftenAsOneLikes() {
    create(
        "lowered",
        KEYS + ",'ProvisionedThroughput':{'ReadCapacityUnits':30,'WriteCapacityUnits':1}");

    for (int units = 29; units > 0; units--) {
      assertThat(
              CLIENT.call(
                  "UpdateTable",
                  "{'TableName':'lowered','ProvisionedThroughput':{'ReadCapacityUnits':"
                      + units
                      + ",'WriteCapacityUnits':1}}"))
          .contains("'ReadCapacityUnits':" + units);
      awaitActive("lowered");
    }
  }

  @Test
  void settingsCanBeChangedAsOftenAsOneLikes() {
    create(
        "changed",
        "'AttributeDefinitions':[{'AttributeName':'h','AttributeType':'S'}],"
            + "'KeySchema':[{'AttributeName':'h','KeyType':'HASH'}],"
            + "'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1},"
            + "'GlobalSecondaryIndexes':[{'IndexName':'global','KeySchema':["
            + "{'AttributeName':'h','KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL'},"
            + "'ProvisionedThroughput':{'ReadCapacityUnits':30,'WriteCapacityUnits':1}}]");

    for (int units = 29; units > 0; units--) {
      change(
          "'GlobalSecondaryIndexUpdates':[{'Update':{'IndexName':'global',"
              + "'ProvisionedThroughput':{'ReadCapacityUnits':"
              + units
              + ",'WriteCapacityUnits':1}}}]");
    }
    for (int i = 0; i < 6; i++) {
      change("'TableClass':'STANDARD_INFREQUENT_ACCESS'");
      change("'TableClass':'STANDARD'");
      change("'SSESpecification':{'Enabled':true,'SSEType':'KMS'}");
      change("'SSESpecification':{'Enabled':false}");
      change("'BillingMode':'PAY_PER_REQUEST'");
      change(
          "'BillingMode':'PROVISIONED',"
              + "'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1},"
              + "'GlobalSecondaryIndexUpdates':[{'Update':{'IndexName':'global',"
              + "'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1}}}]");
    }
  }

  private static void change(String parameters) {
    assertThat(CLIENT.call("UpdateTable", "{'TableName':'changed'," + parameters + "}"))
        .contains("'TableDescription'");
    awaitActive("changed");
  }

  @Test
  void tagsMayHaveAnyCharacters() {
    String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/differences";

    assertThat(
            CLIENT.call(
                "TagResource",
                "{'ResourceArn':'" + arn + "','Tags':[{'Key':'*!?','Value':'(\u00fc)'}]}"))
        .doesNotContain("Exception");
    assertThat(CLIENT.call("ListTagsOfResource", "{'ResourceArn':'" + arn + "'}"))
        .contains("'*!?'");
  }

  @Test
  void regionAndAccountOfATablesArnAreNotLookedAt() {
    assertThat(
            CLIENT.call(
                "ListTagsOfResource",
                "{'ResourceArn':'arn:aws:dynamodb:eu-west-1:123456789012:table/differences'}"))
        .contains("'Tags'");
  }

  @Test
  void aBodyInAnotherEncodingIsRefused() {
    assertThat(CLIENT.call("ListTables", "{}".getBytes(UTF_16))).contains("SerializationException");
  }

  @Test
  void arnsNameTheRegionOfTheServerAndNoAccount() {
    assertThat(CLIENT.call("DescribeTable", "{'TableName':'differences'}"))
        .contains("arn:aws:dynamodb:us-east-1:000000000000:table/differences");
  }

  private static String create(String table, String parameters) {
    String answer = CLIENT.call("CreateTable", "{'TableName':'" + table + "'," + parameters + "}");
    awaitActive(table);
    return answer;
  }

  private static void awaitActive(String table) {
    while (!CLIENT
        .call("DescribeTable", "{'TableName':'" + table + "'}")
        .contains("'TableStatus':'ACTIVE'")) {
      Thread.onSpinWait();
    }
  }

  private static void put(String item) {
    assertThat(call("PutItem", "'Item':{" + item + "}")).isEqualTo("{}");
  }

  private static String call(String operation, String parameters) {
    return CLIENT.call(operation, "{'TableName':'differences'," + parameters + "}");
  }
}
