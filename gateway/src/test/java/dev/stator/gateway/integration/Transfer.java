package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Money that goes from one account to another in one transaction, which also writes a receipt; and
 * what is known of it. The receipt may not be there yet, so a transaction that were carried out
 * twice would be refused, if not by its token.
 */
final class Transfer {
  /** What the client knows. */
  enum Outcome {
    UNKNOWN,
    DONE,
    REFUSED
  }

  private final String id;
  private final int from;
  private final int to;
  private final int amount;
  private volatile Outcome outcome = Outcome.UNKNOWN;

  Transfer(String id, int from, int to, int amount) {
    this.id = id;
    this.from = from;
    this.to = to;
    this.amount = amount;
  }

  String id() {
    return id;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Asks for it, be it for the first time or again, with its token. */
  void request(DynamoDbClient client) {
    try {
      client.transactWriteItems(
          request ->
              request
                  .clientRequestToken(id)
                  .transactItems(
                      change(from, -amount, "balance >= :least", amount),
                      change(to, amount, "balance >= :least", 0),
                      receipt()));
      outcome = Outcome.DONE;
    } catch (TransactionCanceledException refused) {
      if (outcome == Outcome.DONE) {
        throw new AssertionError("transfer " + id + " is refused after it was done", refused);
      }
      outcome = Outcome.REFUSED;
    }
  }

  /** Adds to the balances what it moved. */
  void addTo(long[] balances) {
    balances[from] -= amount;
    balances[to] += amount;
  }

  private static TransactWriteItem change(int account, int amount, String condition, int least) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(BankAccounts.tableOf(account))
                    .key(BankAccounts.key(account))
                    .updateExpression("SET balance = balance + :amount")
                    .conditionExpression(condition)
                    .expressionAttributeValues(Map.of(":amount", n(amount), ":least", n(least))))
        .build();
  }

  private TransactWriteItem receipt() {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(BankAccounts.RECEIPTS)
                    .item(Map.of("id", s(id), "amount", n(amount)))
                    .conditionExpression("attribute_not_exists(id)"))
        .build();
  }
}
