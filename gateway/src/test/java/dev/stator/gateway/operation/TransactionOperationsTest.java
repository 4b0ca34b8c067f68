package dev.stator.gateway.operation;

import static dev.stator.gateway.operation.Requests.refusal;
import static dev.stator.gateway.operation.Requests.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableSchema;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TransactionOperationsTest {
  private static final String CANCELLED =
      "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for"
          + " specific reasons ";
  private static final String NO_MATCH = "The provided key element does not match the schema";
  private static final LocalEngine ENGINE = new LocalEngine();

  @BeforeAll
  static void createTables() throws Exception {
    ENGINE.createTable(
        "users",
        new TableSchema(
            schema("id", null),
            List.of(new KeyAttribute("id", ScalarType.S)),
            List.of(),
            List.of()));
    ENGINE.createTable(
        "songs",
        new TableSchema(
            schema("p", "s"),
            List.of(
                new KeyAttribute("p", ScalarType.S),
                new KeyAttribute("s", ScalarType.S),
                new KeyAttribute("l", ScalarType.S)),
            List.of(
                new LocalIndex(
                    "local",
                    schema("p", "l"),
                    new Projection(Projection.Type.KEYS_ONLY, List.of()))),
            List.of()));
  }

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void carriesOutEveryKindOfActionOverTables() {
    put("all-updated", "1");
    put("all-deleted", "1");
    put("all-checked", "1");

    String answer =
        write(
            putUser("all-put", "1", ""),
            "{'Update':{'TableName':'users','Key':{'id':{'S':'all-updated'}},"
                + "'UpdateExpression':'SET v = :v','ExpressionAttributeValues':{':v':{'S':'2'}}}}",
            "{'Delete':{'TableName':'users','Key':{'id':{'S':'all-deleted'}}}}",
            "{'ConditionCheck':{'TableName':'users','Key':{'id':{'S':'all-checked'}},"
                + "'ConditionExpression':'attribute_exists(id)'}}",
            "{'Put':{'TableName':'songs','Item':{'p':{'S':'all'},'s':{'S':'1'}}}}");

    assertThat(answer).isEqualTo("{}");
    assertThat(get(getUser("all-put"), getUser("all-updated"), getUser("all-deleted")))
        .isEqualTo(
            "{'Responses':[{'Item':{'id':{'S':'all-put'},'v':{'S':'1'}}},"
                + "{'Item':{'id':{'S':'all-updated'},'v':{'S':'2'}}},{}]}");
  }

  @Test
  void tellsAReasonForEachActionInOrder() {
    put("reasons", "old");

    String answer =
        write(
            putUser("reasons-new", "1", ""),
            putUser(
                "reasons",
                "2",
                ",'ConditionExpression':'attribute_not_exists(id)',"
                    + "'ReturnValuesOnConditionCheckFailure':'ALL_OLD'"),
            "{'Update':{'TableName':'users','Key':{'id':{'S':'reasons-sum'}},'UpdateExpression':'SET"
                + " n = n + :n','ExpressionAttributeValues':{':n':{'N':'2'}}}}");

    assertThat(answer)
        .isEqualTo(
            CANCELLED
                + "[None, ConditionalCheckFailed, ValidationError] {'CancellationReasons':["
                + "{'Code':'None'},"
                + "{'Code':'ConditionalCheckFailed','Item':{'id':{'S':'reasons'},'v':{'S':'old'}},"
                + "'Message':'The conditional request failed'},"
                + "{'Code':'ValidationError','Message':'The provided expression refers to an"
                + " attribute that does not exist in the item'}]}");
    assertThat(get(getUser("reasons-new"))).isEqualTo("{'Responses':[{}]}");
  }

  @Test
  void tellsWhatTheSchemaRefusesAsReasons() {
    String wrongKey = "{'Delete':{'TableName':'users','Key':{'other':{'S':'x'}}}}";
    String keyChange =
        "{'Update':{'TableName':'users','Key':{'id':{'S':'x'}},'UpdateExpression':'SET id = :v',"
            + "'ExpressionAttributeValues':{':v':{'S':'y'}}}}";

    assertThat(write(putUser("schema", "1", ""), wrongKey, keyChange))
        .isEqualTo(
            CANCELLED
                + "[None, ValidationError, ValidationError] {'CancellationReasons':["
                + "{'Code':'None'},"
                + "{'Code':'ValidationError','Message':'"
                + NO_MATCH
                + "'},{'Code':'ValidationError','Message':'One or more parameter values were"
                + " invalid: Cannot update attribute id. This attribute is part of the key'}]}");
    assertThat(get("{'Get':{'TableName':'users','Key':{}}}"))
        .startsWith(CANCELLED + "[ValidationError] ")
        .contains(NO_MATCH);
  }

  @Test
  void refusesTheWholeRequestForAnEmptyKey() {
    assertThat(write(putUser("whole", "1", ""), putUser("", "1", "")))
        .isEqualTo(
            "ValidationException: One or more parameter values are not valid. The AttributeValue"
                + " for a key attribute cannot contain an empty string value. Key: id");
  }

  @Test
  void refusesTwoActionsOnOneItem() {
    String duplicate =
        "ValidationException: Transaction request cannot include multiple operations on one item";

    assertThat(
            write(
                putUser("twice", "1", ""),
                "{'Delete':{'TableName':'users','Key':{'id':{'S':'twice'}}}}"))
        .isEqualTo(duplicate);
    assertThat(get(getUser("twice"), getUser("twice"))).isEqualTo(duplicate);
  }

  @Test
  void wantsOneActionInEachItem() {
    String both =
        "{'Delete':{'TableName':'users','Key':{'id':{'S':'x'}}},"
            + "'Put':{'TableName':'users','Item':{'id':{'S':'x'}}}}";

    assertThat(refusal("TransactWriteItems", items(both)))
        .isEqualTo("TransactItems can only contain one of Check, Put, Update or Delete");
    assertThat(refusal("TransactWriteItems", items("{}")))
        .isEqualTo(
            "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
  }

  @Test
  void refusesMoreThanFourMegabytes() {
    String item = "x".repeat(399_000);
    String[] actions =
        IntStream.range(0, 11).mapToObj(i -> putUser("big" + i, item, "")).toArray(String[]::new);

    assertThat(refusal("TransactWriteItems", items(actions)))
        .isEqualTo("Transaction request size cannot exceed 4194304 bytes");
  }

  @Test
  void refusesExpressionFaultsBeforeItLooksForTables() {
    String check = "'ConditionExpression':'#a = :v'}}";

    assertThat(
            refusal(
                "TransactWriteItems",
                items("{'Delete':{'TableName':'none','Key':{'id':{'S':'x'}}," + check)))
        .isEqualTo(
            "Invalid ConditionExpression: An expression attribute name used in the document path is"
                + " not defined; attribute name: #a");
    assertThat(write("{'Delete':{'TableName':'none','Key':{'id':{'S':'x'}}}}"))
        .isEqualTo("ResourceNotFoundException: Requested resource not found");
  }

  @Test
  void carriesARequestWithATokenOutOnceAndChargesRepeatsAsReads() {
    String request =
        "{'ClientRequestToken':'once','ReturnConsumedCapacity':'TOTAL','TransactItems':["
            + putUser("once", "x".repeat(5000), ",'ConditionExpression':'attribute_not_exists(id)'")
            + "]}";

    assertThat(ENGINE.call("TransactWriteItems", request))
        .isEqualTo(
            "{'ConsumedCapacity':[{'TableName':'users','CapacityUnits':10.0,"
                + "'WriteCapacityUnits':10.0}]}");
    assertThat(ENGINE.call("TransactWriteItems", request))
        .isEqualTo(
            "{'ConsumedCapacity':[{'TableName':'users','CapacityUnits':4.0,"
                + "'ReadCapacityUnits':4.0}]}");
    assertThat(ENGINE.call("TransactWriteItems", request.replace("attribute_not_", "attribute_")))
        .startsWith("IdempotentParameterMismatchException: ");
  }

  @Test
  void tellsCapacityByTableAndTouchedCollections() {
    String options = ",'ReturnConsumedCapacity':'INDEXES','ReturnItemCollectionMetrics':'SIZE'}";
    String song = "{'Put':{'TableName':'songs','Item':{'p':{'S':'c'},'l':{'S':'x'},'s':{'S':'";

    String answer =
        ENGINE.call(
            "TransactWriteItems",
            items(putUser("capacity", "1", ""), song + "1'}}}}", song + "2'}}}}")
                    .replaceAll("}$", "")
                + options);

    assertThat(answer)
        .isEqualTo(
            "{'ConsumedCapacity':[{'TableName':'users','CapacityUnits':2.0,"
                + "'WriteCapacityUnits':2.0,'Table':{'CapacityUnits':2.0,'WriteCapacityUnits':2.0}},"
                + "{'TableName':'songs','CapacityUnits':6.0,'WriteCapacityUnits':6.0,"
                + "'Table':{'CapacityUnits':4.0,'WriteCapacityUnits':4.0},'LocalSecondaryIndexes':"
                + "{'local':{'CapacityUnits':2.0,'WriteCapacityUnits':2.0}}}],"
                + "'ItemCollectionMetrics':{'songs':[{'ItemCollectionKey':{'p':{'S':'c'}},"
                + "'SizeEstimateRangeGB':[0.0,1.0]}]}}");
    assertThat(
            ENGINE.call(
                "TransactGetItems",
                items(getUser("capacity"), getUser("capacity-none")).replaceAll("}$", "")
                    + ",'ReturnConsumedCapacity':'TOTAL'}"))
        .endsWith(
            "'ConsumedCapacity':[{'TableName':'users','CapacityUnits':4.0,"
                + "'ReadCapacityUnits':4.0}]}");
  }

  private static void put(String id, String value) {
    assertThat(write(putUser(id, value, ""))).isEqualTo("{}");
  }

  private static String putUser(String id, String value, String options) {
    return "{'Put':{'TableName':'users','Item':{'id':{'S':'"
        + id
        + "'},'v':{'S':'"
        + value
        + "'}}"
        + options
        + "}}";
  }

  private static String getUser(String id) {
    return "{'Get':{'TableName':'users','Key':{'id':{'S':'" + id + "'}}}}";
  }

  private static String write(String... actions) {
    return ENGINE.call("TransactWriteItems", items(actions));
  }

  private static String get(String... gets) {
    return ENGINE.call("TransactGetItems", items(gets));
  }

  private static String items(String... items) {
    return "{'TransactItems':[" + String.join(",", items) + "]}";
  }
}
