package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Creates, fills and deletes tables until the server is gone, and knows which must be there. */
final class TableChurn {
  private static final int MAX_TABLES = 6;
  private static final int ITEMS = 4;

  /** What is known of a table. */
  private enum Life {
    CREATING,
    CREATED,
    DELETING,
    DELETED
  }

  private final Random random;
  private final Map<String, Life> tables = new HashMap<>();
  private final Map<String, Integer> acknowledgedItems = new HashMap<>();
  private int created;

  TableChurn(long seed) {
    this.random = new Random(seed);
  }

  /** Returns the number of acknowledged creations and deletions when the server is gone. */
  long runUntilGone(DynamoDbClient client) {
    long acknowledged = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        List<String> present = present();
        if (present.isEmpty() || (present.size() < MAX_TABLES && random.nextInt(5) < 3)) {
          create(client, "churn-" + ++created);
        } else {
          delete(client, present.get(random.nextInt(present.size())));
        }
        acknowledged++;
      }
    } catch (SdkClientException gone) {
      return acknowledged;
    }
    return acknowledged;
  }

  private List<String> present() {
    List<String> present = new ArrayList<>();
    tables.forEach(
        (name, life) -> {
          if (life == Life.CREATED) {
            present.add(name);
          }
        });
    return present;
  }

  private void create(DynamoDbClient client, String name) {
    NewTable table = NewTable.named(name, "pk:S");
    if (random.nextBoolean()) {
      table.globalIndex("by-number", NewTable.all(), "number:N");
    }
    tables.put(name, Life.CREATING);
    client.createTable(table.request());
    tables.put(name, Life.CREATED);
    NewTable.awaitActive(client, name);
    for (int i = 0; i < ITEMS; i++) {
      Map<String, AttributeValue> item = item(i);
      client.putItem(request -> request.tableName(name).item(item));
      acknowledgedItems.put(name, i + 1);
    }
  }

  private static Map<String, AttributeValue> item(int number) {
    return Map.of("pk", s("item-" + number), "number", n(number));
  }

  private void delete(DynamoDbClient client, String name) {
    tables.put(name, Life.DELETING);
    client.deleteTable(request -> request.tableName(name));
    tables.put(name, Life.DELETED);
    if (random.nextBoolean()) {
      NewTable.awaitGone(client, name);
    }
  }

  /**
   * Compares with the tables that are there after a crash, and takes them as they are.
   *
   * @return what is wrong
   */
  List<String> reconcile(DynamoDbClient client) {
    List<String> problems = new ArrayList<>();
    for (String name : List.copyOf(tables.keySet())) {
      if (tables.get(name) == Life.DELETED) {
        NewTable.awaitGone(client, name);
      }
    }
    Set<String> listed = new HashSet<>();
    client.listTablesPaginator().tableNames().forEach(listed::add);
    listed.remove(CrashItems.TABLE);
    tables.forEach((name, life) -> problems.addAll(check(client, name, life, listed.remove(name))));
    listed.forEach(name -> problems.add("never created: table " + name));
    tables.values().removeIf(life -> life == Life.DELETED);
    return problems;
  }

  private List<String> check(DynamoDbClient client, String name, Life life, boolean listed) {
    boolean expected = life == Life.CREATED;
    if (!listed) {
      tables.replace(name, Life.DELETED);
      return expected ? List.of("lost: table " + name) : List.of();
    }
    if (life == Life.DELETING) {
      return checkDeleting(client, name);
    }
    NewTable.awaitActive(client, name);
    tables.replace(name, Life.CREATED);
    return checkItems(client, name);
  }

  /** A table whose deletion was not answered is there as before, or it goes by itself. */
  private List<String> checkDeleting(DynamoDbClient client, String name) {
    boolean settled =
        Eventually.holds(() -> !NewTable.exists(client, name) || NewTable.isActive(client, name));
    if (!settled) {
      return List.of("neither active nor gone: table " + name);
    }
    if (NewTable.exists(client, name)) {
      tables.replace(name, Life.CREATED);
      return checkItems(client, name);
    }
    tables.replace(name, Life.DELETED);
    return List.of();
  }

  private List<String> checkItems(DynamoDbClient client, String name) {
    var found = client.scan(request -> request.tableName(name).consistentRead(true)).items();
    int least = acknowledgedItems.getOrDefault(name, 0);
    for (int i = 0; i < least; i++) {
      if (!found.contains(item(i))) {
        return List.of("lost: item " + i + " of " + least + " in table " + name);
      }
    }
    return found.size() > least + 1 ? List.of("too many items in " + name) : List.of();
  }
}
