package dev.stator.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policies of streams: kept with the stream, and asked when it is read. */
class StreamPolicyTest {
  private static final String TABLE = GuardedServer.TABLE + "tab";
  private static final String READ =
      "[\"dynamodb:DescribeStream\",\"dynamodb:GetShardIterator\",\"dynamodb:GetRecords\"]";
  private static final String NOT_ALLOWED = "because no identity-based policy allows";
  private static final String DENIED = "with an explicit deny in a resource-based policy";

  @TempDir Path directory;

  private GuardedServer server;
  private String stream = "";

  @BeforeEach
  void start() throws IOException {
    server = new GuardedServer(directory.resolve("audit.jsonl"));
    String created =
        admin(
            "CreateTable",
            "{'TableName':'tab','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':"
                + "[{'AttributeName':'pk','AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk',"
                + "'KeyType':'HASH'}],'StreamSpecification':{'StreamEnabled':true,'StreamViewType':"
                + "'KEYS_ONLY'}}");
    stream = value("LatestStreamArn", created);
    while (!admin("DescribeTable", "{'TableName':'tab'}").contains("\"ACTIVE\"")) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void isKeptAndToldAsItWasGiven() {
    String document = policy("Allow", READ);
    String put = admin("PutResourcePolicy", put(document, ""));
    String revision = value("RevisionId", put);

    assertThat(admin("GetResourcePolicy", resource()))
        .isEqualTo(
            "{\"Policy\":\""
                + document.replace("\"", "\\\"")
                + "\",\"RevisionId\":\""
                + revision
                + "\"}");
    assertThat(admin("PutResourcePolicy", put(document, ""))).isEqualTo(put);
    assertThat(admin("GetResourcePolicy", "{'ResourceArn':'" + TABLE + "'}"))
        .contains("PolicyNotFoundException");
    assertThat(
            admin(
                "PutResourcePolicy",
                put(policy("Deny", READ), ",'ExpectedRevisionId':'NO_POLICY'")))
        .contains("PolicyNotFoundException")
        .contains("a policy exists with revision id " + revision);
    assertThat(admin("DeleteResourcePolicy", resource()))
        .isEqualTo("{\"RevisionId\":\"" + revision + "\"}");
    assertThat(admin("DeleteResourcePolicy", resource())).isEqualTo("{}");
    assertThat(admin("GetResourcePolicy", resource())).contains("PolicyNotFoundException");
  }

  @Test
  void refusesActionsThatAreNotDoneToAStream() {
    String wrong = "[\"dynamodb:GetRecords\",\"dynamodb:ListStreams\",\"dynamodb:GetItem\"]";

    assertThat(admin("PutResourcePolicy", put(policy("Allow", wrong), "")))
        .contains(
            "One or more parameter values were invalid: Invalid policy document: The following"
                + " action names are invalid: \\\"dynamodb:ListStreams\\\","
                + " \\\"dynamodb:GetItem\\\"");
  }

  @Test
  void allowsToReadWhatTheUsersPolicyDoesNot() {
    assertThat(user("DescribeStream", describe())).contains(NOT_ALLOWED);

    admin("PutResourcePolicy", put(policy("Allow", READ), ""));

    String described = user("DescribeStream", describe());
    String iterator = value("ShardIterator", user("GetShardIterator", iterator(described)));
    assertThat(user("GetRecords", "{'ShardIterator':'" + iterator + "'}"))
        .contains("\"Records\":[]");
    assertThat(user("ListStreams", "{'TableName':'tab'}")).contains(NOT_ALLOWED);
    assertThat(user("GetItem", "{'TableName':'tab','Key':{'pk':{'S':'a'}}}")).contains(NOT_ALLOWED);
    assertThat(user("GetResourcePolicy", resource())).contains(NOT_ALLOWED);

    admin("DeleteResourcePolicy", resource());
    assertThat(user("GetRecords", "{'ShardIterator':'" + iterator + "'}")).contains(NOT_ALLOWED);
  }

  @Test
  void deniesToReadWhatTheUsersPolicyAllows() {
    String iterator =
        value(
            "ShardIterator",
            admin("GetShardIterator", iterator(admin("DescribeStream", describe()))));

    admin("PutResourcePolicy", put(policy("Deny", READ), ""));

    assertThat(admin("DescribeStream", describe()))
        .contains("dynamodb:DescribeStream on resource: " + stream)
        .contains(DENIED);
    assertThat(admin("GetRecords", "{'ShardIterator':'" + iterator + "'}")).contains(DENIED);
    assertThat(
            admin(
                "GetRecords",
                "{'ShardIterator':'" + iterator.replace("000000000000", "111111111111") + "'}"))
        .as("an ARN that names the same stream otherwise")
        .contains(DENIED);
    assertThat(admin("DescribeTable", "{'TableName':'tab'}")).doesNotContain("AccessDenied");
  }

  @Test
  void theOneOfTheTableDoesNotCount() {
    String ofTable =
        GuardedServer.policy("Deny", "dynamodb:*", "*")
            .replace("{\"Effect\"", "{\"Principal\":\"*\",\"Effect\"")
            .replace("\"dynamodb:*\"", "[\"dynamodb:Get*\",\"dynamodb:Describe*\"]");
    assertThat(
            admin(
                "PutResourcePolicy",
                "{'ResourceArn':'" + TABLE + "','Policy':'" + escaped(ofTable) + "'}"))
        .contains("RevisionId");

    assertThat(admin("DescribeTable", "{'TableName':'tab'}")).contains(DENIED);
    assertThat(admin("DescribeStream", describe())).contains("\"StreamStatus\"");
  }

  @Test
  void staysWithTheStreamWhenThatIsDisabledAndItsTableDeleted() {
    admin("PutResourcePolicy", put(policy("Allow", READ), ""));

    admin("UpdateTable", "{'TableName':'tab','StreamSpecification':{'StreamEnabled':false}}");
    while (!admin("DescribeTable", "{'TableName':'tab'}").contains("\"ACTIVE\"")) {
      Thread.onSpinWait();
    }
    assertThat(user("DescribeStream", describe())).contains("\"DISABLED\"");

    admin("DeleteTable", "{'TableName':'tab'}");
    while (!admin("DescribeTable", "{'TableName':'tab'}").contains("ResourceNotFound")) {
      Thread.onSpinWait();
    }
    assertThat(user("DescribeStream", describe())).contains("\"DISABLED\"");
    assertThat(admin("PutResourcePolicy", put(policy("Deny", READ), ""))).contains("RevisionId");
    assertThat(admin("DescribeStream", describe())).contains(DENIED);
    assertThat(admin("DeleteResourcePolicy", resource())).contains("RevisionId");
    assertThat(admin("DescribeStream", describe())).contains("\"DISABLED\"");
  }

  private String admin(String operation, String body) {
    return server.send(GuardedServer.EVERYTHING, operation, body);
  }

  private String user(String operation, String body) {
    return server.send(GuardedServer.NOTHING, operation, body);
  }

  private String resource() {
    return "{'ResourceArn':'" + stream + "'}";
  }

  private String describe() {
    return "{'StreamArn':'" + stream + "'}";
  }

  private String iterator(String described) {
    return "{'StreamArn':'"
        + stream
        + "','ShardId':'"
        + value("ShardId", described)
        + "','ShardIteratorType':'TRIM_HORIZON'}";
  }

  private String put(String document, String more) {
    return "{'ResourceArn':'" + stream + "','Policy':'" + escaped(document) + "'" + more + "}";
  }

  private String policy(String effect, String actions) {
    return GuardedServer.policy(effect, "ACTIONS", stream)
        .replace("\"ACTIONS\"", actions)
        .replace(
            "{\"Effect\"",
            "{\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:user/ann\"},\"Effect\"");
  }

  private static String escaped(String document) {
    return document.replace("\"", "\\\"");
  }

  private static String value(String member, String json) {
    Matcher matcher = Pattern.compile("\"" + member + "\":\"([^\"]+)\"").matcher(json);
    assertThat(matcher.find()).as("%s in %s", member, json).isTrue();
    return matcher.group(1);
  }
}
