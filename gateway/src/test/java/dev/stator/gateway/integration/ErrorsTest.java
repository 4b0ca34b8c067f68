package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** What the SDK makes of errors: their code, status and message. */
@ExtendWith(SharedServer.class)
class ErrorsTest {
  private static final String TABLE = "errors";

  private final DynamoDbClient client;

  ErrorsTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTable() {
    if (!NewTable.exists(client, TABLE)) {
      NewTable.named(TABLE, "pk:S").createWith(client);
    }
  }

  @Test
  void theCodeNamesTheError() {
    assertError(
        "ResourceNotFoundException",
        "Requested resource not found",
        () -> client.getItem(r -> r.tableName("no-such").key(Map.of("pk", s("a")))));
    assertError(
        "ResourceNotFoundException",
        "Requested resource not found: Table: no-such not found",
        () -> client.describeTable(r -> r.tableName("no-such")));
    assertError(
        "ResourceInUseException",
        "Table already exists: errors",
        () -> client.createTable(NewTable.named(TABLE, "pk:S").request()));
    assertError(
        "ConditionalCheckFailedException",
        "The conditional request failed",
        () ->
            client.putItem(
                r ->
                    r.tableName(TABLE)
                        .item(Map.of("pk", s("a")))
                        .conditionExpression("attribute_exists(pk)")));
  }

  @Test
  void validationSaysWhatIsWrong() {
    assertValidation(
        "The provided key element does not match the schema",
        () -> client.getItem(r -> r.tableName(TABLE).key(Map.of("pk", n(1)))));
    assertValidation(
        "One or more parameter values were invalid: Missing the key pk in the item",
        () -> client.putItem(r -> r.tableName(TABLE).item(Map.of("x", n(1)))));
    assertValidation(
        "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
        () -> client.putItem(r -> r.tableName(TABLE).item(Map.of("pk", n(1)))));
    assertValidation(
        "Item size has exceeded the maximum allowed size",
        () ->
            client.putItem(
                r ->
                    r.tableName(TABLE)
                        .item(Map.of("pk", s("a"), "b", s("x".repeat(400 * 1024 - 3))))));
    assertValidation(
        "Invalid UpdateExpression: Syntax error; token: \"SETT\", near: \"SETT a\"",
        () -> update("SETT a = :a"));
    assertValidation(
        "The provided expression refers to an attribute that does not exist in the item",
        () -> update("SET a = missing_one + :a"));
    assertValidation(
        "Attempting to store more than 38 significant digits in a Number",
        () ->
            client.putItem(
                r -> r.tableName(TABLE).item(Map.of("pk", s("a"), "n", n("1".repeat(39))))));
  }

  private void update(String expression) {
    client.updateItem(
        r ->
            r.tableName(TABLE)
                .key(Map.of("pk", s("error")))
                .updateExpression(expression)
                .expressionAttributeValues(Map.of(":a", n(1))));
  }

  @Test
  void whatDoesNotExistYetIsAnUnknownOperationNotABrokenConnection() {
    var failure =
        catchThrowableOfType(
            DynamoDbException.class, () -> client.listGlobalTables(r -> r.limit(1)));

    assertThat(failure.statusCode()).isEqualTo(400);
    assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException");
    assertThat(client.listTables().tableNames()).contains(TABLE);
  }

  private static void assertValidation(String message, ThrowingCallable request) {
    assertError("ValidationException", message, request);
  }

  private static void assertError(String code, String message, ThrowingCallable request) {
    var failure = catchThrowableOfType(DynamoDbException.class, request);

    assertThat(failure).as(message).isNotNull();
    assertThat(failure.awsErrorDetails().errorMessage()).isEqualTo(message);
    assertThat(failure.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(failure.statusCode()).isEqualTo(400);
    assertThat(failure.requestId()).hasSize(52);
  }
}
