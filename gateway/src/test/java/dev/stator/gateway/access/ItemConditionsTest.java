package dev.stator.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fine-grained access: what requests name of items is what conditions see. */
class ItemConditionsTest {
  private static final String CONDITION =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","
          + "\"Resource\":\"*\",\"Condition\":{%s}}]}";
  private static final String OWN_KEYS =
      CONDITION.formatted(
          "\"ForAllValues:StringEquals\":{\"dynamodb:LeadingKeys\":[\"${aws:username}\",\"7\"]}");
  private static final String SOME_ATTRIBUTES =
      CONDITION.formatted(
          "\"ForAllValues:StringEquals\":{\"dynamodb:Attributes\":[\"pk\",\"sk\",\"x\",\"y\"]},"
              + "\"StringEqualsIfExists\":{\"dynamodb:Select\":\"SPECIFIC_ATTRIBUTES\","
              + "\"dynamodb:ReturnValues\":[\"NONE\",\"UPDATED_NEW\"]}");

  @TempDir private static Path directory = Path.of("");

  private static GuardedServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new GuardedServer(directory.resolve("audit.jsonl"));
    server.send(
        GuardedServer.EVERYTHING,
        "CreateTable",
        "{'TableName':'tab','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName':"
            + "'pk','AttributeType':'S'},{'AttributeName':'g','AttributeType':'N'}],"
            + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
            + "'GlobalSecondaryIndexes':[{'IndexName':'idx','KeySchema':[{'AttributeName':'g',"
            + "'KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL'}}]}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true | GetItem | {'TableName':'tab','Key':{'pk':{'S':'ann'}}}",
        "false | GetItem | {'TableName':'tab','Key':{'pk':{'S':'bob'}}}",
        "true | PutItem | {'TableName':'tab','Item':{'pk':{'S':'ann'},'x':{'S':'bob'}}}",
        "false | PutItem | {'TableName':'tab','Item':{'pk':{'S':'bob'}}}",
        "false | UpdateItem | {'TableName':'tab','Key':{'pk':{'S':'bob'}}}",
        "false | DeleteItem | {'TableName':'tab','Key':{'pk':{'S':'bob'}}}",
        "true | BatchGetItem | {'RequestItems':{'tab':{'Keys':[{'pk':{'S':'ann'}},{'pk':{'S':'7'}}]}}}",
        "false | BatchGetItem | {'RequestItems':{'tab':{'Keys':[{'pk':{'S':'ann'}},{'pk':{'S':'8'}}]}}}",
        "true | BatchWriteItem | {'RequestItems':{'tab':[{'PutRequest':{'Item':{'pk':{'S':'ann'}}}}]}}",
        "false | BatchWriteItem | {'RequestItems':{'tab':[{'PutRequest':{'Item':{'pk':{'S':'ann'}}}},"
            + "{'DeleteRequest':{'Key':{'pk':{'S':'bob'}}}}]}}",
        "false | TransactGetItems | {'TransactItems':[{'Get':{'TableName':'tab','Key':{'pk':{'S':'ann'}}}},"
            + "{'Get':{'TableName':'tab','Key':{'pk':{'S':'bob'}}}}]}",
        "true | TransactWriteItems | {'TransactItems':[{'Put':{'TableName':'tab','Item':{'pk':{'S':'ann'}}}}]}",
        "false | TransactWriteItems | {'TransactItems':[{'Put':{'TableName':'tab','Item':{'pk':{'S':'ann'}}}},"
            + "{'Delete':{'TableName':'tab','Key':{'pk':{'S':'bob'}}}}]}",
        "true | Query | {'TableName':'tab','KeyConditionExpression':'#k = :v',"
            + "'ExpressionAttributeNames':{'#k':'pk'},'ExpressionAttributeValues':{':v':{'S':'ann'}}}",
        "false | Query | {'TableName':'tab','KeyConditionExpression':'pk = :v',"
            + "'ExpressionAttributeValues':{':v':{'S':'bob'}}}",
        "false | Query | {'TableName':'tab','KeyConditions':{'pk':{'ComparisonOperator':'EQ',"
            + "'AttributeValueList':[{'S':'bob'}]}}}",
        "true | Query | {'TableName':'tab','IndexName':'idx','KeyConditionExpression':'g = :v',"
            + "'ExpressionAttributeValues':{':v':{'N':'7.0'}}}",
        "false | Query | {'TableName':'tab','IndexName':'idx','KeyConditionExpression':'g = :v',"
            + "'ExpressionAttributeValues':{':v':{'N':'8'}}}",
        "false | Scan | {'TableName':'tab'}",
        "true | ExecuteStatement | {'Statement':'SELECT * FROM tab WHERE pk = ~ann~'}",
        "false | ExecuteStatement | {'Statement':'SELECT * FROM tab WHERE pk = ~bob~'}",
        "false | ExecuteStatement | {'Statement':'SELECT * FROM tab WHERE pk IN [~ann~, ~bob~]'}",
        "false | ExecuteStatement | {'Statement':'SELECT * FROM tab WHERE pk = ~ann~ OR x = 1'}",
        "false | ExecuteStatement | {'Statement':'SELECT * FROM tab'}",
        "true | ExecuteStatement | {'Statement':'SELECT * FROM tab.idx WHERE g = 7'}",
        "true | ExecuteStatement | {'Statement':'SELECT * FROM tab WHERE pk = ?','Parameters':[{'S':'ann'}]}",
        "false | ExecuteStatement | {'Statement':'SELECT * FROM tab WHERE pk = ?','Parameters':[{'S':'bob'}]}",
        "false | ExecuteStatement | {'Statement':'INSERT INTO tab VALUE {~pk~:~bob~}'}",
        "true | ExecuteStatement | {'Statement':'UPDATE tab SET x = 1 WHERE pk = ~ann~'}",
        "false | ExecuteStatement | {'Statement':'UPDATE tab SET x = 1 WHERE pk = ~bob~'}",
        "false | ExecuteStatement | {'Statement':'DELETE FROM tab WHERE pk = ~bob~'}",
        "false | BatchExecuteStatement | {'Statements':[{'Statement':'SELECT * FROM tab WHERE pk = ~ann~'},"
            + "{'Statement':'SELECT * FROM tab WHERE pk = ~bob~'}]}",
        "false | ExecuteTransaction | {'TransactStatements':[{'Statement':'DELETE FROM tab WHERE pk = ~ann~'},"
            + "{'Statement':'EXISTS(SELECT * FROM tab WHERE pk = ~bob~ AND x = 1)'}]}",
      })
  void aUserKeepsToItsOwnPartitionKeys(boolean allowed, String operation, String body) {
    assertDecision(OWN_KEYS, allowed, operation, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "false | GetItem | {'TableName':'tab','Key':{'pk':{'S':'a'}}}",
        "true | GetItem | {'TableName':'tab','Key':{'pk':{'S':'a'}},'ProjectionExpression':'x, y.z'}",
        "false | GetItem | {'TableName':'tab','Key':{'pk':{'S':'a'}},'ProjectionExpression':'x, z.y'}",
        "false | GetItem | {'TableName':'tab','Key':{'pk':{'S':'a'}},'AttributesToGet':['x','z']}",
        "true | PutItem | {'TableName':'tab','Item':{'pk':{'S':'a'},'x':{'S':'1'}}}",
        "false | PutItem | {'TableName':'tab','Item':{'pk':{'S':'a'},'z':{'S':'1'}}}",
        "false | PutItem | {'TableName':'tab','Item':{'pk':{'S':'a'}},'ReturnValues':'ALL_OLD'}",
        "false | PutItem | {'TableName':'tab','Item':{'pk':{'S':'a'}},'ConditionExpression':"
            + "'attribute_not_exists(z)'}",
        "false | PutItem | {'TableName':'tab','Item':{'pk':{'S':'a'}},'ConditionExpression':"
            + "'attribute_not_exists(x)','ReturnValuesOnConditionCheckFailure':'ALL_OLD'}",
        "true | UpdateItem | {'TableName':'tab','Key':{'pk':{'S':'a'}},'UpdateExpression':'REMOVE x',"
            + "'ReturnValues':'UPDATED_NEW'}",
        "false | UpdateItem | {'TableName':'tab','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET x = z'}",
        "false | UpdateItem | {'TableName':'tab','Key':{'pk':{'S':'a'}},'AttributeUpdates':"
            + "{'z':{'Action':'DELETE'}}}",
        "false | DeleteItem | {'TableName':'tab','Key':{'pk':{'S':'a'}},'Expected':{'z':{'Exists':false}}}",
        "true | Scan | {'TableName':'tab','ProjectionExpression':'x','FilterExpression':'y = x'}",
        "false | Scan | {'TableName':'tab','ProjectionExpression':'x','FilterExpression':'y = z'}",
        "false | Scan | {'TableName':'tab','Select':'COUNT'}",
        "false | Scan | {'TableName':'tab'}",
        "false | Query | {'TableName':'tab','IndexName':'idx','KeyConditionExpression':'g = :v',"
            + "'ExpressionAttributeValues':{':v':{'N':'8'}},'ProjectionExpression':'x'}",
        "true | BatchGetItem | {'RequestItems':{'tab':{'Keys':[{'pk':{'S':'a'}}],'AttributesToGet':['x']}}}",
        "false | BatchGetItem | {'RequestItems':{'tab':{'Keys':[{'pk':{'S':'a'}}]}}}",
        "true | ExecuteStatement | {'Statement':'SELECT x FROM tab WHERE pk = ~a~'}",
        "false | ExecuteStatement | {'Statement':'SELECT * FROM tab WHERE pk = ~a~'}",
        "false | ExecuteStatement | {'Statement':'SELECT x FROM tab WHERE pk = ~a~ AND z = 1'}",
        "false | ExecuteStatement | {'Statement':'SELECT z FROM tab WHERE pk = ~a~'}",
        "false | ExecuteStatement | {'Statement':'UPDATE tab SET z = 1 WHERE pk = ~a~'}",
        "false | ExecuteStatement | {'Statement':'DELETE FROM tab WHERE pk = ~a~ RETURNING ALL OLD *'}",
      })
  void aUserKeepsToItsAttributes(boolean allowed, String operation, String body) {
    assertDecision(SOME_ATTRIBUTES, allowed, operation, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true | ~IpAddress~:{~aws:SourceIp~:~127.0.0.0/8~}",
        "false | ~IpAddress~:{~aws:SourceIp~:~10.0.0.0/8~}",
        "true | ~DateGreaterThan~:{~aws:CurrentTime~:~2026-01-01T00:00:00Z~}",
        "false | ~DateLessThan~:{~aws:CurrentTime~:~2026-01-01T00:00:00Z~}",
        "false | ~Bool~:{~aws:SecureTransport~:~true~}",
        "true | ~StringEquals~:{~aws:username~:~ann~}",
        "true | ~StringEquals~:{~dynamodb:EnclosingOperation~:~TransactWriteItems~}",
        "true | ~StringEquals~:{~dynamodb:ReturnConsumedCapacity~:~NONE~}",
      })
  void conditionsSeeWhereARequestIsFrom(boolean allowed, String condition) {
    assertDecision(
        CONDITION.formatted(condition.replace('~', '"')),
        allowed,
        "TransactWriteItems",
        "{'TransactItems':[{'Put':{'TableName':'tab','Item':{'pk':{'S':'ann'}}}}]}");
  }

  /** A tilde stands for an apostrophe in a statement. */
  private static void assertDecision(
      String policy, boolean allowed, String operation, String body) {
    String answer = server.send(policy, operation, body.replace('~', '\u0000'));

    assertThat(!answer.contains("AccessDenied")).as(answer).isEqualTo(allowed);
    assertThat(answer).doesNotContain("ValidationException").doesNotContain("InternalServer");
  }
}
