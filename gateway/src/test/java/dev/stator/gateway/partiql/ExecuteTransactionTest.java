package dev.stator.gateway.partiql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class ExecuteTransactionTest {
  private static PartiqlServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server = PartiqlServer.start();
    server
        .client()
        .createTable(
            request ->
                request
                    .tableName("Users")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType("S")
                            .build())
                    .keySchema(
                        KeySchemaElement.builder().attributeName("id").keyType("HASH").build()));
    server.client().waiter().waitUntilTableExists(request -> request.tableName("Users"));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void carriesOutInsertsUpdatesDeletesAndChecks() {
    execute(insert("a", 1), insert("b", 1), insert("c", 1));

    execute(
        insert("d", 1),
        "UPDATE \"Users\" SET n = 2 WHERE id = 'a'",
        "DELETE FROM \"Users\" WHERE id = 'b'",
        "EXISTS(SELECT * FROM \"Users\" WHERE id = 'c' AND n = 1)");

    assertThat(numbers("a", "b", "c", "d")).containsExactly("2", "-", "1", "1");
  }

  @Test
  void cancelsTheWholeForAnInsertOfAnItemThatExists() {
    execute(insert("twice", 1));

    TransactionCanceledException cancelled = cancelled(insert("new", 1), insert("twice", 2));

    assertThat(cancelled.cancellationReasons())
        .extracting(CancellationReason::code)
        .containsExactly("None", "DuplicateItem");
    assertThat(cancelled.cancellationReasons().getLast().message())
        .isEqualTo("Duplicate primary key exists in table");
    assertThat(numbers("new", "twice")).containsExactly("-", "1");
  }

  @Test
  void cancelsTheWholeForAConditionThatDoesNotHold() {
    execute(insert("checked", 1));

    TransactionCanceledException cancelled =
        cancelled(
            insert("beside", 1), "EXISTS(SELECT * FROM \"Users\" WHERE id = 'checked' AND n = 9)");

    assertThat(cancelled.cancellationReasons())
        .extracting(CancellationReason::code)
        .containsExactly("None", "ConditionalCheckFailed");
    assertThat(numbers("beside")).containsExactly("-");
  }

  @Test
  void refusesReadsTogetherWithWrites() {
    DynamoDbException refused =
        catchThrowableOfType(
            DynamoDbException.class,
            () -> execute(insert("mixed", 1), "SELECT * FROM \"Users\" WHERE id = 'a'"));

    assertThat(refused.awsErrorDetails().errorMessage())
        .isEqualTo(
            "ExecuteTransaction API does not support both read and write operations in the same"
                + " request.");
  }

  @Test
  void carriesARequestWithATokenOutOnce() {
    for (int i = 0; i < 2; i++) {
      server
          .client()
          .executeTransaction(
              request -> request.clientRequestToken("once").transactStatements(of(insert("t", 1))));
    }

    assertThat(numbers("t")).containsExactly("1");
  }

  @Test
  void tellsCapacity() {
    ExecuteTransactionResponse answer =
        server
            .client()
            .executeTransaction(
                request ->
                    request
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                        .transactStatements(of(insert("capacity", 1))));

    assertThat(answer.consumedCapacity().getFirst().capacityUnits()).isEqualTo(2.0);
    assertThat(answer.consumedCapacity().getFirst().writeCapacityUnits()).isEqualTo(2.0);
    assertThat(answer.responses()).hasSize(1);
  }

  private static String insert(String id, int n) {
    return "INSERT INTO \"Users\" VALUE {'id': '" + id + "', 'n': " + n + "}";
  }

  /** The number of each item, read in one transaction; "-" for no item. */
  private static List<String> numbers(String... ids) {
    String[] reads =
        Stream.of(ids)
            .map(id -> "SELECT n FROM \"Users\" WHERE id = '" + id + "'")
            .toArray(String[]::new);
    return execute(reads).responses().stream().map(ExecuteTransactionTest::number).toList();
  }

  private static String number(ItemResponse response) {
    Map<String, AttributeValue> item = response.item();
    AttributeValue n = item.get("n");
    return n == null ? "-" : n.n();
  }

  private static ExecuteTransactionResponse execute(String... statements) {
    return server
        .client()
        .executeTransaction(request -> request.transactStatements(of(statements)));
  }

  private static TransactionCanceledException cancelled(String... statements) {
    return catchThrowableOfType(TransactionCanceledException.class, () -> execute(statements));
  }

  private static List<ParameterizedStatement> of(String... statements) {
    return Stream.of(statements)
        .map(text -> ParameterizedStatement.builder().statement(text).build())
        .toList();
  }
}
