package dev.stator.gateway.access;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.operation.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation, allowed and denied, by policies that name its actions and resources. */
class PolicyMatrixTest {
  private static final String KEY = "{'pk':{'S':'a'}}";
  private static final String IN_T = "{'TableName':'tab','Key':" + KEY + "}";

  @TempDir private static Path directory = Path.of("");

  private static GuardedServer server;

  /**
   * A request and what it needs, all of it.
   *
   * @param needs actions and resources, in pairs; a resource is below {@code table/} or {@code *}
   */
  record Row(String operation, String body, List<String> needs) {
    @Override
    public String toString() {
      return operation + " " + needs;
    }

    String action(int i) {
      return "dynamodb:" + needs.get(2 * i);
    }

    String resource(int i) {
      String resource = needs.get(2 * i + 1);
      return resource.equals("*") ? resource : GuardedServer.TABLE + resource;
    }

    int count() {
      return needs.size() / 2;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    server = new GuardedServer(directory.resolve("audit.jsonl"));
    for (String table : List.of("tab", "uab")) {
      server.send(
          GuardedServer.EVERYTHING,
          "CreateTable",
          "{'TableName':'"
              + table
              + "','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName':'pk',"
              + "'AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
              + "'GlobalSecondaryIndexes':[{'IndexName':'idx','KeySchema':[{'AttributeName':'pk',"
              + "'KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL'}}]}");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Row> rows() {
    String query =
        "{'TableName':'tab','KeyConditionExpression':'pk = :a',"
            + "'ExpressionAttributeValues':{':a':{'S':'a'}}";
    String arn = GuardedServer.TABLE + "tab";
    return Stream.of(
        row("GetItem", IN_T, "GetItem", "tab"),
        row("GetItem", "{'TableName':'" + arn + "','Key':" + KEY + "}", "GetItem", "tab"),
        row(
            "GetItem",
            "{'TableName':'arn:aws:dynamodb:eu-west-1:111111111111:table/tab','Key':" + KEY + "}",
            "GetItem",
            "tab"),
        row("PutItem", "{'TableName':'tab','Item':" + KEY + "}", "PutItem", "tab"),
        row("UpdateItem", IN_T, "UpdateItem", "tab"),
        row("DeleteItem", IN_T, "DeleteItem", "tab"),
        row("Query", query + "}", "Query", "tab"),
        row("Query", query + ",'IndexName':'idx'}", "Query", "tab/index/idx"),
        row("Scan", "{'TableName':'tab'}", "Scan", "tab"),
        row("Scan", "{'TableName':'tab','IndexName':'idx'}", "Scan", "tab/index/idx"),
        row(
            "BatchGetItem",
            "{'RequestItems':{'tab':{'Keys':[" + KEY + "]},'uab':{'Keys':[" + KEY + "]}}}",
            "BatchGetItem",
            "tab",
            "BatchGetItem",
            "uab"),
        row(
            "BatchWriteItem",
            "{'RequestItems':{'tab':[{'PutRequest':{'Item':"
                + KEY
                + "}}],'uab':[{'DeleteRequest':{'Key':"
                + KEY
                + "}}]}}",
            "BatchWriteItem",
            "tab",
            "BatchWriteItem",
            "uab"),
        row(
            "TransactGetItems",
            "{'TransactItems':[{'Get':"
                + IN_T
                + "},{'Get':"
                + IN_T.replace("'tab'", "'uab'")
                + "}]}",
            "GetItem",
            "tab",
            "GetItem",
            "uab"),
        row(
            "TransactWriteItems",
            "{'TransactItems':[{'Put':{'TableName':'tab','Item':{'pk':{'S':'p'}}}},{'Update':{"
                + "'TableName':'tab','Key':{'pk':{'S':'q'}},'UpdateExpression':'REMOVE x'}},{'Delete':"
                + "{'TableName':'uab','Key':{'pk':{'S':'r'}}}},{'ConditionCheck':{'TableName':'uab',"
                + "'Key':{'pk':{'S':'s'}},'ConditionExpression':'attribute_not_exists(pk)'}}]}",
            "PutItem",
            "tab",
            "UpdateItem",
            "tab",
            "DeleteItem",
            "uab",
            "ConditionCheckItem",
            "uab"),
        statement("SELECT * FROM tab WHERE pk = ''a''", "PartiQLSelect", "tab"),
        statement("SELECT * FROM tab", "PartiQLSelect", "tab"),
        statement("SELECT * FROM tab.idx WHERE pk = ''a''", "PartiQLSelect", "tab/index/idx"),
        statement("INSERT INTO tab VALUE {''pk'':''n''}", "PartiQLInsert", "tab"),
        statement("UPDATE tab SET x = 1 WHERE pk = ''a''", "PartiQLUpdate", "tab"),
        statement("DELETE FROM tab WHERE pk = ''a''", "PartiQLDelete", "tab"),
        row(
            "BatchExecuteStatement",
            "{'Statements':[{'Statement':'SELECT * FROM tab WHERE pk = ''a'''},"
                + "{'Statement':'SELECT * FROM uab WHERE pk = ''a'''}]}",
            "PartiQLSelect",
            "tab",
            "PartiQLSelect",
            "uab"),
        row(
            "ExecuteTransaction",
            "{'TransactStatements':[{'Statement':'UPDATE tab SET x = 1 WHERE pk = ''a'''},"
                + "{'Statement':'DELETE FROM uab WHERE pk = ''a'''}]}",
            "PartiQLUpdate",
            "tab",
            "PartiQLDelete",
            "uab"),
        row("ListTables", "{}", "ListTables", "*"),
        row("DescribeLimits", "{}", "DescribeLimits", "*"),
        row("DescribeEndpoints", "{}", "DescribeEndpoints", "*"),
        row("DescribeTable", "{'TableName':'tab'}", "DescribeTable", "tab"),
        row("CreateTable", "{'TableName':'new'}", "CreateTable", "new"),
        row(
            "CreateTable",
            "{'TableName':'new','Tags':[{'Key':'k','Value':'v'}]}",
            "CreateTable",
            "new",
            "TagResource",
            "new"),
        row(
            "CreateTable",
            "{'TableName':'new','ResourcePolicy':'{}'}",
            "CreateTable",
            "new",
            "PutResourcePolicy",
            "new"),
        row("UpdateTable", "{'TableName':'tab'}", "UpdateTable", "tab"),
        row("DeleteTable", "{'TableName':'gone'}", "DeleteTable", "gone"),
        row("UpdateTimeToLive", "{'TableName':'tab'}", "UpdateTimeToLive", "tab"),
        row("DescribeTimeToLive", "{'TableName':'tab'}", "DescribeTimeToLive", "tab"),
        arn("TagResource"),
        arn("UntagResource"),
        arn("ListTagsOfResource"),
        arn("PutResourcePolicy"),
        arn("GetResourcePolicy"),
        arn("DeleteResourcePolicy"),
        row(
            "PutResourcePolicy",
            "{'ResourceArn':'" + arn + "/stream/x'}",
            "PutResourcePolicy",
            "tab/stream/x"),
        row("CreateBackup", "{'TableName':'tab','BackupName':'one'}", "CreateBackup", "tab"),
        row("ListBackups", "{'TableName':'tab'}", "ListBackups", "tab"),
        row("ListBackups", "{}", "ListBackups", "*"),
        kept("DescribeBackup", "Backup"),
        kept("DeleteBackup", "Backup"),
        row(
            "RestoreTableFromBackup",
            "{'TargetTableName':'new','BackupArn':'" + arn + "/backup/x'}",
            "RestoreTableFromBackup",
            "new",
            "RestoreTableFromBackup",
            "tab/backup/x"),
        row("UpdateContinuousBackups", "{'TableName':'tab'}", "UpdateContinuousBackups", "tab"),
        row("DescribeContinuousBackups", "{'TableName':'tab'}", "DescribeContinuousBackups", "tab"),
        row(
            "RestoreTableToPointInTime",
            "{'SourceTableName':'tab','TargetTableName':'new'}",
            "RestoreTableToPointInTime",
            "tab",
            "RestoreTableToPointInTime",
            "new"),
        row("ImportTable", "{'TableCreationParameters':{'TableName':'new'}}", "ImportTable", "new"),
        row("ListImports", "{'TableArn':'" + arn + "'}", "ListImports", "tab"),
        kept("DescribeImport", "Import"),
        row(
            "ExportTableToPointInTime",
            "{'TableArn':'" + arn + "'}",
            "ExportTableToPointInTime",
            "tab"),
        row("ListExports", "{}", "ListExports", "*"),
        kept("DescribeExport", "Export"),
        row("ListStreams", "{'TableName':'tab'}", "ListStreams", "tab/stream/*"),
        row("ListStreams", "{}", "ListStreams", "*/stream/*"),
        row(
            "DescribeStream",
            "{'StreamArn':'" + arn + "/stream/x'}",
            "DescribeStream",
            "tab/stream/x"),
        row(
            "GetShardIterator",
            "{'StreamArn':'" + arn + "/stream/x'}",
            "GetShardIterator",
            "tab/stream/x"),
        row(
            "GetRecords",
            "{'ShardIterator':'" + arn + "/stream/x|1|yz'}",
            "GetRecords",
            "tab/stream/x"));
  }

  private static Row row(String operation, String body, String... needs) {
    return new Row(operation, body, List.of(needs));
  }

  private static Row statement(String text, String... needs) {
    return row("ExecuteStatement", "{'Statement':'" + text + "'}", needs);
  }

  /** What was made of a table, by its own ARN. */
  private static Row kept(String operation, String kind) {
    String resource = "tab/" + kind.toLowerCase(Locale.ROOT) + "/x";
    String body = "{'%sArn':'%s'}".formatted(kind, GuardedServer.TABLE + resource);
    return row(operation, body, operation, resource);
  }

  private static Row arn(String operation) {
    return row(operation, "{'ResourceArn':'" + GuardedServer.TABLE + "tab'}", operation, "tab");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void allOfItMustBeAllowed(Row row) {
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < row.count(); i++) {
      statements
          .append(i == 0 ? "" : ",")
          .append("{\"Effect\":\"Allow\",\"Action\":\"")
          .append(row.action(i))
          .append("\",\"Resource\":\"")
          .append(row.resource(i))
          .append("\"}");
    }
    String all = "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";

    assertThat(send(all, row)).doesNotContain("AccessDenied");
    for (int i = 0; i < row.count(); i++) {
      String some = all.replace("]}", "," + deny(row.action(i), row.resource(i)) + "]}");
      assertThat(send(some, row))
          .contains("com.amazon.coral.service#AccessDeniedException")
          .contains(
              "User: arn:aws:iam::000000000000:user/ann is not authorized to perform: "
                  + row.action(i)
                  + " on resource: ")
          .contains(" with an explicit deny in an identity-based policy");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void nothingIsAllowedThatIsNotSaid(Row row) {
    String answer = send(GuardedServer.NOTHING, row);

    assertThat(answer)
        .contains(
            "\"Message\":\"User: arn:aws:iam::000000000000:user/ann is not authorized to perform:")
        .contains(" because no identity-based policy allows the dynamodb:");
    if (row.count() == 1) {
      String resource = row.resource(0).equals("*") ? "" : row.resource(0);
      assertThat(answer)
          .contains(row.action(0) + " on resource: " + resource)
          .endsWith(" because no identity-based policy allows the " + row.action(0) + " action\"}");
    }
  }

  @Test
  void hasARowForEveryOperation() {
    Set<String> covered = rows().map(Row::operation).collect(toSet());

    assertThat(server.operations().stream().map(Operation::name).collect(toSet()))
        .isEqualTo(covered);
  }

  private static String deny(String action, String resource) {
    return "{\"Effect\":\"Deny\",\"Action\":\"%s\",\"Resource\":\"%s\"}"
        .formatted(action, resource);
  }

  /** Two quotation marks in a row stand for an apostrophe. */
  private static String send(String policy, Row row) {
    return server.send(policy, row.operation, row.body.replace("''", "\u0000"));
  }
}
