package dev.stator.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policies of tables: kept, told, and asked beside those of users. */
class ResourcePolicyTest {
  private static final String ARN = GuardedServer.TABLE + "tab";
  private static final String RESOURCE = "'ResourceArn':'" + ARN + "'";
  private static final String CREATE =
      "{'TableName':'tab','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName':"
          + "'pk','AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]";
  private static final String INVALID =
      "One or more parameter values were invalid: Invalid policy document: ";
  private static final String GET = "{'TableName':'tab','Key':{'pk':{'S':'a'}}}";

  @TempDir Path directory;

  private GuardedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new GuardedServer(directory.resolve("audit.jsonl"));
    admin("CreateTable", CREATE + "}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void isKeptAndToldAsItWasGiven() {
    String document = policy("Allow", "ann").replace("{", " {");
    String put = admin("PutResourcePolicy", put(document, ""));
    String revision = put.replaceAll(".*:\"|\"}", "");

    assertThat(admin("GetResourcePolicy", "{" + RESOURCE + "}"))
        .isEqualTo(
            "{\"Policy\":\""
                + document.replace("\"", "\\\"")
                + "\",\"RevisionId\":\""
                + revision
                + "\"}");
    assertThat(admin("PutResourcePolicy", put(document, ""))).isEqualTo(put);
    assertThat(admin("PutResourcePolicy", put(policy("Allow", "bob"), ""))).isNotEqualTo(put);
  }

  @Test
  void changesOnlyTheRevisionThatIsExpected() {
    String missing =
        "com.amazonaws.dynamodb.v20120810#PolicyNotFoundException\",\"message\":\"Resource-based"
            + " policy not found for the provided ResourceArn: ";
    assertThat(admin("GetResourcePolicy", "{" + RESOURCE + "}")).contains(missing + ARN);
    assertThat(admin("PutResourcePolicy", put(policy("Allow", "ann"), ",'ExpectedRevisionId':'r'")))
        .contains(missing + ARN);

    String first =
        admin("PutResourcePolicy", put(policy("Allow", "ann"), ",'ExpectedRevisionId':'NO_POLICY'"))
            .replaceAll(".*:\"|\"}", "");

    assertThat(
            admin(
                "PutResourcePolicy",
                put(policy("Allow", "bob"), ",'ExpectedRevisionId':'NO_POLICY'")))
        .contains(
            missing
                + "Requested policy update expecting none to be present for table tab, but a policy"
                + " exists with revision id "
                + first);
    assertThat(admin("DeleteResourcePolicy", "{" + RESOURCE + ",'ExpectedRevisionId':'r'}"))
        .contains(
            missing
                + "Requested update for policy with revision id r, but the policy associated to"
                + " target table tab has revision id "
                + first);
    assertThat(
            admin(
                "DeleteResourcePolicy", "{" + RESOURCE + ",'ExpectedRevisionId':'" + first + "'}"))
        .isEqualTo("{\"RevisionId\":\"" + first + "\"}");
    assertThat(admin("DeleteResourcePolicy", "{" + RESOURCE + "}")).isEqualTo("{}");
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertThat(admin("PutResourcePolicy", put("{}", "")))
        .contains("ValidationException")
        .contains(INVALID + "Version must be");
    assertThat(
            admin("PutResourcePolicy", put(policy("Allow", "ann").replace("Principal", "X"), "")))
        .contains(INVALID + "an element that is not supported: X");
    assertThat(admin("PutResourcePolicy", "{'ResourceArn':'x','Policy':'{}'}"))
        .contains("ValidationException");
    assertThat(admin("GetResourcePolicy", "{'ResourceArn':'" + ARN + "/index/i'}"))
        .contains("Invalid ResourceArn provided as input");
    assertThat(admin("GetResourcePolicy", "{'ResourceArn':'" + ARN + "/stream/2026'}"))
        .contains("Requested resource not found: Stream: " + ARN + "/stream/2026 not found");
    assertThat(admin("GetResourcePolicy", "{'ResourceArn':'" + ARN + "none'}"))
        .contains("Requested resource not found: Table: tabnone not found");
  }

  @Test
  void refusesActionsThatAreNotDoneToTables() {
    String document =
        policy("Allow", "ann")
            .replace(
                "\"dynamodb:GetItem\"",
                "[\"dynamodb:GetItem\",\"dynamodb:GetRecords\",\"dynamodb:ListStreams\"]");

    assertThat(admin("PutResourcePolicy", put(document, "")))
        .contains(
            INVALID
                + "The following action names are invalid: "
                + "\\\"dynamodb:GetRecords\\\", \\\"dynamodb:ListStreams\\\"");
    String everything = policy("Allow", "ann").replace("dynamodb:GetItem", "dynamodb:*");
    assertThat(admin("PutResourcePolicy", put(everything, ""))).contains("RevisionId");
  }

  @Test
  void oneMayTakeOneselfTheRightToChangeIt() {
    String document =
        policy("Deny", "ann").replace("dynamodb:GetItem", "dynamodb:PutResourcePolicy");

    assertThat(
            admin("PutResourcePolicy", put(document, ",'ConfirmRemoveSelfResourceAccess':false")))
        .contains("RevisionId");

    assertThat(admin("PutResourcePolicy", put(policy("Allow", "ann"), "")))
        .contains(" with an explicit deny in a resource-based policy");
    assertThat(admin("DeleteResourcePolicy", "{" + RESOURCE + "}")).contains("RevisionId");
  }

  @Test
  void aTableIsCreatedWithIts() {
    String document = policy("Allow", "ann").replace("table/tab", "table/born");
    String create =
        CREATE.replace("'tab'", "'born'")
            + ",'ResourcePolicy':'"
            + document.replace("\"", "\\\"")
            + "'}";

    assertThat(admin("CreateTable", create.replace("GetItem", "GetRecords")))
        .contains(INVALID + "The following action names are invalid: ");
    assertThat(admin("CreateTable", create)).contains("\"TableStatus\"").doesNotContain("Policy");

    assertThat(admin("GetResourcePolicy", "{'ResourceArn':'" + ARN.replace("/tab", "/born") + "'}"))
        .as(ARN)
        .contains("\"Policy\":\"" + document.replace("\"", "\\\"") + "\",\"RevisionId\":\"");
    assertThat(user("GetItem", GET.replace("'tab'", "'born'"))).isEqualTo("{}");
  }

  @Test
  void allowsWhatTheUsersPolicyDoesNot() {
    assertThat(user("GetItem", GET)).contains("because no identity-based policy allows");

    admin("PutResourcePolicy", put(policy("Allow", "ann"), ""));
    assertThat(user("GetItem", GET)).isEqualTo("{}");
    admin("PutResourcePolicy", put(policy("Allow", "bob"), ""));
    assertThat(user("GetItem", GET)).contains("because no identity-based policy allows");
    admin("PutResourcePolicy", put(policy("Allow", "ann"), ""));
    assertThat(user("GetItem", GET)).isEqualTo("{}");
    admin("DeleteResourcePolicy", "{" + RESOURCE + "}");
    assertThat(user("GetItem", GET)).contains("because no identity-based policy allows");
  }

  @Test
  void deniesWhatTheUsersPolicyAllows() {
    admin("PutResourcePolicy", put(policy("Deny", "ann"), ""));

    assertThat(admin("GetItem", GET))
        .contains("not authorized to perform: dynamodb:GetItem on resource: " + ARN)
        .contains(" with an explicit deny in a resource-based policy");
    assertThat(admin("GetItem", GET.replace("'tab'", "'arn:aws:dynamodb:x:1:table/tab'")))
        .contains(" with an explicit deny in a resource-based policy");
    assertThat(admin("DescribeTable", "{'TableName':'tab'}")).doesNotContain("AccessDenied");
  }

  private String admin(String operation, String body) {
    return server.send(GuardedServer.EVERYTHING, operation, body);
  }

  private String user(String operation, String body) {
    return server.send(GuardedServer.NOTHING, operation, body);
  }

  private static String policy(String effect, String user) {
    return GuardedServer.policy(effect, "dynamodb:GetItem", ARN)
        .replace(
            "{\"Effect\"",
            "{\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:user/" + user + "\"},\"Effect\"");
  }

  private static String put(String document, String more) {
    return "{" + RESOURCE + ",'Policy':'" + document.replace("\"", "\\\"") + "'" + more + "}";
  }
}
