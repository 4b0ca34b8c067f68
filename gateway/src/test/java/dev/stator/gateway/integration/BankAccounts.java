package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Accounts in two tables, and receipts in a third. Money moves within families of accounts, so that
 * the total of a family never changes, and transactions of readers and writers seldom meet.
 */
final class BankAccounts {
  static final String RECEIPTS = "receipts";
  static final int FAMILIES = 6;
  static final int FAMILY_SIZE = 4;
  static final int ACCOUNTS = FAMILIES * FAMILY_SIZE;
  static final int OPENING_BALANCE = 100;

  private BankAccounts() {}

  static void open(DynamoDbClient client) {
    NewTable.named(tableOf(0), "id:S").createWith(client);
    NewTable.named(tableOf(1), "id:S").createWith(client);
    NewTable.named(RECEIPTS, "id:S").createWith(client);
    for (int i = 0; i < ACCOUNTS; i++) {
      int account = i;
      client.putItem(
          request ->
              request
                  .tableName(tableOf(account))
                  .item(Map.of("id", id(account), "balance", n(OPENING_BALANCE))));
    }
  }

  static String tableOf(int account) {
    return account % 2 == 0 ? "accounts" : "foreign-accounts";
  }

  static Map<String, AttributeValue> key(int account) {
    return Map.of("id", id(account));
  }

  /**
   * The balances of a family at one moment.
   *
   * @throws TransactionCanceledException if a transfer is under way
   */
  static List<Long> balances(DynamoDbClient client, int family) {
    List<TransactGetItem> gets =
        IntStream.range(family * FAMILY_SIZE, (family + 1) * FAMILY_SIZE)
            .mapToObj(BankAccounts::get)
            .toList();
    return client.transactGetItems(request -> request.transactItems(gets)).responses().stream()
        .map(BankAccounts::balance)
        .toList();
  }

  /** The ids of all receipts. */
  static Set<String> receipts(DynamoDbClient client) {
    Set<String> ids = new HashSet<>();
    client
        .scanPaginator(request -> request.tableName(RECEIPTS).consistentRead(true))
        .items()
        .forEach(receipt -> ids.add(Objects.requireNonNull(receipt.get("id")).s()));
    return ids;
  }

  private static AttributeValue id(int account) {
    return s("account-" + account);
  }

  private static TransactGetItem get(int account) {
    return TransactGetItem.builder()
        .get(get -> get.tableName(tableOf(account)).key(key(account)))
        .build();
  }

  private static long balance(ItemResponse response) {
    return Long.parseLong(Objects.requireNonNull(response.item().get("balance")).n());
  }
}
