package dev.stator.gateway.operation;

import static dev.stator.gateway.operation.Requests.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.Throughput;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ItemOperationsTest {
  private static final String TABLE = "{'TableName':'songs',";
  private static final String INDEXES = ",'ReturnConsumedCapacity':'INDEXES'}";
  private static final LocalEngine ENGINE = new LocalEngine();

  @BeforeAll
  static void createTable() throws Exception {
    ENGINE.createTable(
        "songs",
        new TableSchema(
            schema("p", "s"),
            List.of(
                new KeyAttribute("p", ScalarType.S),
                new KeyAttribute("s", ScalarType.S),
                new KeyAttribute("l", ScalarType.S),
                new KeyAttribute("g", ScalarType.S)),
            List.of(
                new LocalIndex(
                    "local",
                    schema("p", "l"),
                    new Projection(Projection.Type.KEYS_ONLY, List.of()))),
            List.of(
                new GlobalIndex(
                    "global",
                    schema("g", null),
                    new Projection(Projection.Type.INCLUDE, List.of("d")),
                    IndexStatus.ACTIVE,
                    false,
                    Throughput.ZERO,
                    null,
                    null))));
  }

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void anAnswerWithoutOptionsIsEmpty() {
    String item = "'Item':{'p':{'S':'plain'},'s':{'S':'1'}}}";
    String key = "'Key':{'p':{'S':'plain'},'s':{'S':'1'}}}";

    assertThat(call("PutItem", item)).isEqualTo("{}");
    assertThat(call("GetItem", key)).isEqualTo("{'Item':{'p':{'S':'plain'},'s':{'S':'1'}}}");
    assertThat(call("DeleteItem", key)).isEqualTo("{}");
    assertThat(call("DeleteItem", key)).isEqualTo("{}");
    assertThat(call("GetItem", key)).isEqualTo("{}");
  }

  @Test
  void capacityIsToldByIndex() {
    String item =
        "'Item':{'p':{'S':'capacity'},'s':{'S':'1'},'l':{'S':'x'},'g':{'S':'y'},'d':{'S':'";
    String large = item + "d".repeat(2000) + "'}}";

    assertThat(call("PutItem", large + INDEXES))
        .isEqualTo(
            "{'ConsumedCapacity':{'TableName':'songs','CapacityUnits':5.0,'Table':{'CapacityUnits':2.0}"
                + ",'LocalSecondaryIndexes':{'local':{'CapacityUnits':1.0}}"
                + ",'GlobalSecondaryIndexes':{'global':{'CapacityUnits':2.0}}}}");
    assertThat(call("PutItem", large + INDEXES))
        .isEqualTo(
            "{'ConsumedCapacity':{'TableName':'songs','CapacityUnits':2.0"
                + ",'Table':{'CapacityUnits':2.0}}}");
    assertThat(call("PutItem", item + "'}},'ReturnConsumedCapacity':'TOTAL'}"))
        .isEqualTo("{'ConsumedCapacity':{'TableName':'songs','CapacityUnits':4.0}}");
    assertThat(
            call(
                "DeleteItem",
                "'Key':{'p':{'S':'capacity'},'s':{'S':'1'}},'ReturnConsumedCapacity':'TOTAL'}"))
        .isEqualTo("{'ConsumedCapacity':{'TableName':'songs','CapacityUnits':3.0}}");
  }

  @Test
  void missingItemsCostTheLeastThereIs() {
    String key = "'Key':{'p':{'S':'missing'},'s':{'S':'1'}}";

    assertThat(call("GetItem", key + INDEXES))
        .isEqualTo(
            "{'ConsumedCapacity':{'TableName':'songs','CapacityUnits':0.5"
                + ",'Table':{'CapacityUnits':0.5}}}");
    assertThat(call("GetItem", key + ",'ConsistentRead':true" + INDEXES))
        .isEqualTo(
            "{'ConsumedCapacity':{'TableName':'songs','CapacityUnits':1.0"
                + ",'Table':{'CapacityUnits':1.0}}}");
  }

  @Test
  void anUpdateReturnsWhatItTouched() {
    String key = "'Key':{'p':{'S':'touched'},'s':{'S':'1'}}";
    call(
        "UpdateItem",
        key
            + ",'UpdateExpression':'SET m = :m, n = :n','ExpressionAttributeValues':"
            + "{':m':{'M':{'a':{'S':'x'},'b':{'L':[{'S':'y'},{'S':'z'}]}}},':n':{'N':'1'}}}");
    String change =
        ",'UpdateExpression':'SET m.b[1] = :v ADD n :n','ExpressionAttributeValues':"
            + "{':v':{'S':'new'},':n':{'N':'2'}}";

    assertThat(call("UpdateItem", key + change + ",'ReturnValues':'UPDATED_OLD'}"))
        .isEqualTo("{'Attributes':{'m':{'M':{'b':{'L':[{'S':'z'}]}}},'n':{'N':'1'}}}");
    assertThat(call("UpdateItem", key + change + ",'ReturnValues':'UPDATED_NEW'}"))
        .isEqualTo("{'Attributes':{'m':{'M':{'b':{'L':[{'S':'new'}]}}},'n':{'N':'5'}}}");
    assertThat(
            call(
                "UpdateItem",
                key + ",'UpdateExpression':'REMOVE nothing','ReturnValues':'UPDATED_NEW'}"))
        .isEqualTo("{}");
  }

  @Test
  void anUpdateWithoutChangesCreatesTheItem() {
    assertThat(
            call(
                "UpdateItem", "'Key':{'p':{'S':'upsert'},'s':{'S':'1'}},'ReturnValues':'ALL_NEW'}"))
        .isEqualTo("{'Attributes':{'p':{'S':'upsert'},'s':{'S':'1'}}}");
  }

  @Test
  void aFailedConditionMayCarryTheItem() {
    String item = "'Item':{'p':{'S':'failed'},'s':{'S':'1'}}";
    String condition = ",'ConditionExpression':'attribute_not_exists(p)'";
    call("PutItem", item + "}");

    assertThat(call("PutItem", item + condition + "}"))
        .isEqualTo("ConditionalCheckFailedException: The conditional request failed");
    assertThat(
            call("PutItem", item + condition + ",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}"))
        .isEqualTo(
            "ConditionalCheckFailedException: The conditional request failed"
                + " {'Item':{'p':{'S':'failed'},'s':{'S':'1'}}}");
  }

  @Test
  void collectionsAreToldOfTablesWithLocalIndexes() {
    assertThat(
            call(
                "PutItem",
                "'Item':{'p':{'S':'collection'},'s':{'S':'1'}}"
                    + ",'ReturnItemCollectionMetrics':'SIZE'}"))
        .isEqualTo(
            "{'ItemCollectionMetrics':{'ItemCollectionKey':{'p':{'S':'collection'}}"
                + ",'SizeEstimateRangeGB':[0.0,1.0]}}");
  }

  @Test
  void pagesContinueWhereTheyEnded() {
    fill("pages", 5);
    String query =
        "'KeyConditionExpression':'p = :p','ExpressionAttributeValues':{':p':{'S':'pages'}}"
            + ",'ProjectionExpression':'s','Limit':3";

    assertThat(call("Query", query + "}"))
        .isEqualTo(
            "{'Items':[{'s':{'S':'0'}},{'s':{'S':'1'}},{'s':{'S':'2'}}],'Count':3,'ScannedCount':3"
                + ",'LastEvaluatedKey':{'p':{'S':'pages'},'s':{'S':'2'}}}");
    assertThat(call("Query", query + ",'ExclusiveStartKey':{'p':{'S':'pages'},'s':{'S':'2'}}}"))
        .isEqualTo("{'Items':[{'s':{'S':'3'}},{'s':{'S':'4'}}],'Count':2,'ScannedCount':2}");
    assertThat(
            call(
                "Query",
                query
                    + ",'ScanIndexForward':false"
                    + ",'ExclusiveStartKey':{'p':{'S':'pages'},'s':{'S':'2'}}}"))
        .isEqualTo("{'Items':[{'s':{'S':'1'}},{'s':{'S':'0'}}],'Count':2,'ScannedCount':2}");
  }

  @Test
  void aLocalIndexFetchesWhatItDoesNotHold() {
    fill("fetch", 2);
    String query =
        "'IndexName':'local','KeyConditionExpression':'p = :p'"
            + ",'ExpressionAttributeValues':{':p':{'S':'fetch'}}";

    assertThat(call("Query", query + ",'ProjectionExpression':'s'" + INDEXES))
        .isEqualTo(
            "{'Items':[{'s':{'S':'1'}},{'s':{'S':'0'}}],'Count':2,'ScannedCount':2"
                + ",'ConsumedCapacity':{'TableName':'songs','CapacityUnits':0.5"
                + ",'Table':{'CapacityUnits':0.0}"
                + ",'LocalSecondaryIndexes':{'local':{'CapacityUnits':0.5}}}}");
    assertThat(call("Query", query + ",'ProjectionExpression':'d'" + INDEXES))
        .isEqualTo(
            "{'Items':[{'d':{'S':'1'}},{'d':{'S':'0'}}],'Count':2,'ScannedCount':2"
                + ",'ConsumedCapacity':{'TableName':'songs','CapacityUnits':1.5"
                + ",'Table':{'CapacityUnits':1.0}"
                + ",'LocalSecondaryIndexes':{'local':{'CapacityUnits':0.5}}}}");
  }

  @Test
  void aQueryByAWholeKeyGivesNoKeyToGoOnFrom() {
    fill("whole", 2);

    assertThat(
            call(
                "Query",
                "'KeyConditionExpression':'p = :p AND s = :s','ProjectionExpression':'s','Limit':1"
                    + ",'ExpressionAttributeValues':{':p':{'S':'whole'},':s':{'S':'1'}}}"))
        .isEqualTo("{'Items':[{'s':{'S':'1'}}],'Count':1,'ScannedCount':1}");
  }

  @Test
  void aQueryOfAnIndexCannotFilterByWhatTheIndexDoesNotHold() {
    String query =
        "'KeyConditionExpression':'g = :g','IndexName':'global'"
            + ",'ExpressionAttributeValues':{':g':{'S':'x'}},'FilterExpression':";

    assertThat(call("Query", query + "'attribute_exists(f.g) OR e = d'}"))
        .isEqualTo(
            "ValidationException: One or more parameter values were invalid: Secondary index global"
                + " does not project one or more filter attributes: [e, f]");
  }

  @Test
  void aQueryRefusesSortKeysThatAreTooLong() {
    assertThat(
            call(
                "Query",
                "'KeyConditionExpression':'p = :p AND s > :s','ExpressionAttributeValues'"
                    + ":{':p':{'S':'x'},':s':{'S':'"
                    + "x".repeat(1025)
                    + "'}}}"))
        .isEqualTo(
            "ValidationException: One or more parameter values were invalid: Aggregated size of all"
                + " range keys has exceeded the size limit of 1024 bytes");
  }

  @Test
  void aGlobalIndexFollowsItsTable() {
    call("PutItem", "'Item':{'p':{'S':'follow'},'s':{'S':'1'},'g':{'S':'leader'},'d':{'S':'x'}}}");
    String query =
        "'IndexName':'global','KeyConditionExpression':'g = :g'"
            + ",'ExpressionAttributeValues':{':g':{'S':'leader'}}";

    LocalEngine.await(() -> call("Query", query + "}").contains("'Count':1"));

    assertThat(call("Query", query + ",'Limit':1,'ProjectionExpression':'d'}"))
        .isEqualTo(
            "{'Items':[{'d':{'S':'x'}}],'Count':1,'ScannedCount':1"
                + ",'LastEvaluatedKey':{'p':{'S':'follow'},'s':{'S':'1'},'g':{'S':'leader'}}}");
    assertThat(call("Query", query + ",'ConsistentRead':true}"))
        .isEqualTo(
            "ValidationException: Consistent reads are not supported on global secondary indexes");
    assertThat(call("Query", query + ",'Select':'ALL_ATTRIBUTES'}"))
        .isEqualTo(
            "ValidationException: One or more parameter values were invalid: Select type"
                + " ALL_ATTRIBUTES is not supported for global secondary index global because its"
                + " projection type is not ALL");
    assertThat(call("Query", query + ",'ProjectionExpression':'e, p, f.g'}"))
        .isEqualTo(
            "ValidationException: One or more parameter values were invalid: Global secondary index"
                + " global does not project [e, f]");
  }

  @Test
  void startKeysAreCheckedAgainstTheQuery() {
    assertThat(start("p = :p", "{'p':{'S':'x'}}"))
        .isEqualTo("The provided starting key is invalid");
    assertThat(start("p = :p", "{'p':{'S':'x'},'t':{'S':'y'}}"))
        .isEqualTo("The provided starting key is invalid");
    assertThat(start("p = :p", "{'p':{'S':'x'},'s':{'N':'1'}}"))
        .isEqualTo("The provided key element does not match the schema");
    assertThat(start("p = :p", "{'p':{'S':'other'},'s':{'S':'y'}}"))
        .isEqualTo(
            "The provided starting key is outside query boundaries based on provided conditions");
    assertThat(start("p = :p AND s < :p", "{'p':{'S':'x'},'s':{'S':'y'}}"))
        .isEqualTo("The provided starting key does not match the range key predicate");
    assertThat(start("p = :p AND begins_with(s, :p)", "{'p':{'S':'x'},'s':{'S':'yx'}}"))
        .isEqualTo("The provided starting key does not match the range key predicate");
    assertThat(start("p = :p AND s BETWEEN :p AND :p", "{'p':{'S':'x'},'s':{'S':'y'}}"))
        .isEqualTo("The provided starting key does not match the range key predicate");
    assertThat(start("p = :p AND s = :p", "{'p':{'S':'x'},'s':{'S':'x'}}"))
        .isEqualTo("The query can return at most one row and cannot be restarted");
    assertThat(start("p = :p AND s < :p", "{'p':{'S':'w'},'s':{'S':'w'}}"))
        .isEqualTo("The query can return at most one row and cannot be restarted");
  }

  @Test
  void startKeysAreCheckedAgainstTheSegment() {
    assertThat(call("Scan", "'ExclusiveStartKey':{'p':{'S':'x'}}}"))
        .isEqualTo(
            "ValidationException: The provided starting key is invalid: The provided key element"
                + " does not match the schema");
    long refused =
        IntStream.range(0, 4)
            .mapToObj(
                segment ->
                    call(
                        "Scan",
                        "'TotalSegments':4,'Segment':"
                            + segment
                            + ",'ExclusiveStartKey':{'p':{'S':'x'},'s':{'S':'y'}}}"))
            .filter(answer -> answer.contains("with correct Segment. TotalSegments: 4 Segment: "))
            .count();
    assertThat(refused).isEqualTo(3);
  }

  @Test
  void aFilterLooksAtNoKeys() {
    String query = "'KeyConditionExpression':'p = :p','ExpressionAttributeValues':{':p':{'S':'x'}}";

    assertThat(call("Query", query + ",'FilterExpression':'d = s'}"))
        .isEqualTo(
            "ValidationException: Filter Expression can only contain non-primary key attributes:"
                + " Primary key attribute: s");
    assertThat(call("Scan", "'FilterExpression':'p.x = s'}"))
        .isEqualTo(
            "ValidationException: Key attributes must be scalars; list random access '[]' and map"
                + " lookup '.' are not allowed: Key: p");
  }

  @Test
  void segmentsShareOutTheItems() {
    fill("segments", 3);

    String whole = call("Scan", "'Select':'COUNT','ConsistentRead':true}");

    long sum =
        IntStream.range(0, 7)
            .mapToObj(s -> "'Select':'COUNT','TotalSegments':7,'Segment':" + s + "}")
            .mapToLong(scan -> countOf(call("Scan", scan)))
            .sum();
    assertThat(sum).isEqualTo(countOf(whole));
  }

  @Test
  void aBatchReadsFromOneTableManyItems() {
    fill("batch", 3);
    String keys =
        IntStream.range(0, 5)
            .mapToObj(i -> "{'p':{'S':'batch'},'s':{'S':'" + i + "'}}")
            .collect(Collectors.joining(","));

    assertThat(
            ENGINE.call(
                "BatchGetItem",
                "{'RequestItems':{'songs':{'Keys':["
                    + keys
                    + "],'ProjectionExpression':'s'}}"
                    + INDEXES))
        .isEqualTo(
            "{'Responses':{'songs':[{'s':{'S':'0'}},{'s':{'S':'1'}},{'s':{'S':'2'}}]}"
                + ",'UnprocessedKeys':{},'ConsumedCapacity':[{'TableName':'songs'"
                + ",'CapacityUnits':2.5,'Table':{'CapacityUnits':2.5}}]}");
  }

  @Test
  void aBatchStopsAtSixteenMegabytes() {
    String value = "x".repeat(390_000);
    for (int i = 0; i < 45; i++) {
      call("PutItem", "'Item':{'p':{'S':'huge'},'s':{'S':'" + i + "'},'v':{'S':'" + value + "'}}}");
    }
    String keys =
        IntStream.range(0, 45)
            .mapToObj(i -> "{'p':{'S':'huge'},'s':{'S':'" + i + "'}}")
            .collect(Collectors.joining(","));

    String answer =
        ENGINE.call(
            "BatchGetItem",
            "{'RequestItems':{'songs':{'Keys':["
                + keys
                + "],'ProjectionExpression':'#s','ExpressionAttributeNames':{'#s':'s'}"
                + ",'ConsistentRead':true}}}");

    int processed = 16 * 1024 * 1024 / (390_000 + "phugesv".length() + 2);
    String responses = answer.substring(0, answer.indexOf("'UnprocessedKeys'"));
    assertThat(responses.split("'s':", -1)).hasSize(processed + 1);
    assertThat(answer.substring(responses.length()).split("'p':", -1)).hasSize(45 - processed + 1);
    assertThat(answer)
        .endsWith(
            "],'ConsistentRead':true,'ProjectionExpression':'#s'"
                + ",'ExpressionAttributeNames':{'#s':'s'}}}}");
  }

  @Test
  void aBatchWritesEachItemOnItsOwn() {
    assertThat(
            ENGINE.call(
                "BatchWriteItem",
                "{'RequestItems':{'songs':["
                    + "{'PutRequest':{'Item':{'p':{'S':'written'},'s':{'S':'1'}}}},"
                    + "{'PutRequest':{'Item':{'p':{'S':'written'},'s':{'S':'2'},'l':{'S':'x'}}}},"
                    + "{'DeleteRequest':{'Key':{'p':{'S':'written'},'s':{'S':'3'}}}}]}"
                    + ",'ReturnItemCollectionMetrics':'SIZE'"
                    + INDEXES))
        .isEqualTo(
            "{'UnprocessedItems':{},'ItemCollectionMetrics':{'songs':[{'ItemCollectionKey'"
                + ":{'p':{'S':'written'}},'SizeEstimateRangeGB':[0.0,1.0]}]}"
                + ",'ConsumedCapacity':[{'TableName':'songs','CapacityUnits':4.0"
                + ",'Table':{'CapacityUnits':3.0}"
                + ",'LocalSecondaryIndexes':{'local':{'CapacityUnits':1.0}}}]}");
  }

  @Test
  void aBatchWritesEveryItemOnce() {
    String put = "{'PutRequest':{'Item':{'p':{'S':'twice'},'s':{'S':'1'},'d':{'S':'x'}}}}";
    String delete = "{'DeleteRequest':{'Key':{'s':{'S':'1'},'p':{'S':'twice'}}}}";

    assertThat(
            ENGINE.call(
                "BatchWriteItem", "{'RequestItems':{'songs':[" + put + "," + delete + "]}}"))
        .isEqualTo("ValidationException: Provided list of item keys contains duplicates");
    assertThat(
            ENGINE.call(
                "BatchWriteItem",
                "{'RequestItems':{'songs':[{'PutRequest':{'Item':{'p':{'N':'1'}}}}]}}"))
        .isEqualTo("ValidationException: The provided key element does not match the schema");
  }

  @Test
  void tablesAreFoundByNameAndArn() {
    String key = "'Key':{'p':{'S':'nobody'},'s':{'S':'1'}}}";

    assertThat(ENGINE.call("GetItem", "{'TableName':'none'," + key))
        .isEqualTo("ResourceNotFoundException: Requested resource not found");
    assertThat(
            ENGINE.call(
                "GetItem",
                "{'TableName':'arn:aws:dynamodb:us-east-1:000000000000:table/songs'," + key))
        .isEqualTo("{}");
  }

  @Test
  void endpointsAndLimitsAreTold() {
    assertThat(ENGINE.call("DescribeEndpoints", "{}"))
        .isEqualTo("{'Endpoints':[{'Address':'localhost:8000','CachePeriodInMinutes':1440}]}");
    assertThat(ENGINE.call("DescribeLimits", "{}"))
        .startsWith("{'AccountMaxReadCapacityUnits':80000");
  }

  private static String call(String operation, String parameters) {
    return ENGINE.call(operation, TABLE + parameters);
  }

  private static String start(String condition, String startKey) {
    String answer =
        call(
            "Query",
            "'KeyConditionExpression':'"
                + condition
                + "','ExpressionAttributeValues':{':p':{'S':'x'}},'ExclusiveStartKey':"
                + startKey
                + "}");
    return answer.replace("ValidationException: ", "");
  }

  /** Puts items whose order in the local index is the reverse of that in the table. */
  private static void fill(String partition, int count) {
    for (int i = 0; i < count; i++) {
      call(
          "PutItem",
          "'Item':{'p':{'S':'"
              + partition
              + "'},'s':{'S':'"
              + i
              + "'},'l':{'S':'"
              + (9 - i)
              + "'},'d':{'S':'"
              + i
              + "'}}}");
    }
  }

  private static long countOf(String answer) {
    int start = answer.indexOf("'Count':") + "'Count':".length();
    return Long.parseLong(answer.substring(start, answer.indexOf(',', start)));
  }
}
