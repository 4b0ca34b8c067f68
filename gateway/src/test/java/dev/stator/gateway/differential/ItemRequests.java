package dev.stator.gateway.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests that read and write items by their keys. */
final class ItemRequests {
  private static final List<String> COMPARISONS =
      List.of(
          "EQ",
          "NE",
          "IN",
          "LE",
          "LT",
          "GE",
          "GT",
          "BETWEEN",
          "NOT_NULL",
          "NULL",
          "CONTAINS",
          "NOT_CONTAINS",
          "BEGINS_WITH");

  private final Choice choice;
  private final List<TestTable> tables;
  private final RandomValues random;

  ItemRequests(Choice choice, List<TestTable> tables) {
    this.choice = choice;
    this.tables = tables;
    this.random = new RandomValues(choice);
  }

  Request next() {
    TestTable table = choice.from(tables);
    return switch (choice.below(20)) {
      case 0, 1, 2, 3, 4, 5 -> put(table);
      case 6, 7 -> get(table);
      case 8, 9, 10, 11, 12, 13 -> update(table);
      case 14, 15 -> delete(table);
      case 16, 17 -> batchGet();
      default -> batchWrite();
    };
  }

  private Request put(TestTable table) {
    Map<String, Object> body = on(table);
    body.put("Item", random.item(table));
    if (choice.chance(40)) {
      addCondition(body);
    }
    addWriteOptions(body, "NONE", "ALL_OLD");
    return new Request("PutItem", body);
  }

  private Request delete(TestTable table) {
    Map<String, Object> body = on(table);
    body.put("Key", random.key(table));
    if (choice.chance(40)) {
      addCondition(body);
    }
    addWriteOptions(body, "NONE", "ALL_OLD");
    return new Request("DeleteItem", body);
  }

  private Request update(TestTable table) {
    Map<String, Object> body = on(table);
    body.put("Key", random.key(table));
    if (choice.chance(25)) {
      body.put("AttributeUpdates", attributeUpdates());
      if (choice.chance(20)) {
        addExpected(body);
      }
    } else if (choice.chance(95)) {
      RandomExpressions expressions = new RandomExpressions(choice, random);
      expressions.add(body, "UpdateExpression", expressions.update());
      if (choice.chance(30)) {
        expressions.add(body, "ConditionExpression", expressions.condition(1));
      }
      expressions.addReferences(body);
    }
    addWriteOptions(body, "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
    return new Request("UpdateItem", body);
  }

  private Request get(TestTable table) {
    Map<String, Object> body = on(table);
    body.put("Key", random.key(table));
    addProjection(body);
    if (choice.chance(30)) {
      body.put("ConsistentRead", choice.chance(50));
    }
    addCapacity(body);
    return new Request("GetItem", body);
  }

  private Request batchGet() {
    Map<String, Object> requests = Json.object();
    for (TestTable table : choice.some(1 + choice.below(3), tables)) {
      List<Object> keys = new ArrayList<>();
      for (int i = choice.chance(2) ? 0 : 1 + choice.below(4); i > 0; i--) {
        keys.add(random.key(table));
      }
      if (!choice.chance(3)) {
        keys = new ArrayList<>(keys.stream().distinct().toList());
      }
      Map<String, Object> request = Json.object("Keys", keys);
      addProjection(request);
      if (choice.chance(30)) {
        request.put("ConsistentRead", choice.chance(50));
      }
      requests.put(nameOf(table), request);
    }
    Map<String, Object> body = Json.object("RequestItems", requests);
    addCapacity(body);
    return new Request("BatchGetItem", body);
  }

  private Request batchWrite() {
    Map<String, Object> requests = Json.object();
    for (TestTable table : choice.some(1 + choice.below(2), tables)) {
      List<Object> writes = new ArrayList<>();
      for (int i = choice.chance(2) ? 0 : 1 + choice.below(3); i > 0; i--) {
        writes.add(
            choice.chance(60)
                ? Json.object("PutRequest", Json.object("Item", random.item(table)))
                : Json.object("DeleteRequest", Json.object("Key", random.key(table))));
      }
      requests.put(nameOf(table), writes);
    }
    Map<String, Object> body = Json.object("RequestItems", requests);
    addCapacity(body);
    if (choice.chance(20)) {
      body.put("ReturnItemCollectionMetrics", choice.of("SIZE", "NONE"));
    }
    return new Request("BatchWriteItem", body);
  }

  /** A condition in the newer form, or rarely the older. */
  private void addCondition(Map<String, Object> body) {
    if (choice.chance(25)) {
      addExpected(body);
      return;
    }
    RandomExpressions expressions = new RandomExpressions(choice, random);
    expressions.add(body, "ConditionExpression", expressions.condition(2));
    expressions.addReferences(body);
  }

  private void addExpected(Map<String, Object> body) {
    Map<String, Object> expected = Json.object();
    for (String name : choice.some(1 + choice.below(2), RandomValues.ATTRIBUTES)) {
      expected.put(name, choice.chance(40) ? existence(name) : comparison(choice, random, name));
    }
    body.put("Expected", expected);
    if (choice.chance(20)) {
      body.put("ConditionalOperator", choice.of("AND", "OR"));
    }
  }

  private Map<String, Object> existence(String name) {
    Map<String, Object> existence = Json.object();
    if (choice.chance(70)) {
      existence.put("Exists", choice.chance(50));
    }
    if (choice.chance(60)) {
      existence.put("Value", random.usual(name));
    }
    return existence;
  }

  /** A condition in the older form, mostly with as many values as its operator takes. */
  static Map<String, Object> comparison(Choice choice, RandomValues random, String name) {
    String operator = choice.from(COMPARISONS);
    int count =
        switch (operator) {
          case "BETWEEN" -> 2;
          case "NULL", "NOT_NULL" -> 0;
          case "IN" -> 1 + choice.below(3);
          default -> 1;
        };
    List<Object> values = new ArrayList<>();
    for (int i = choice.chance(95) ? count : choice.below(4); i > 0; i--) {
      values.add(random.usual(name));
    }
    Map<String, Object> comparison = Json.object("ComparisonOperator", operator);
    if (!values.isEmpty() || choice.chance(5)) {
      comparison.put("AttributeValueList", values);
    }
    return comparison;
  }

  private Map<String, Object> attributeUpdates() {
    Map<String, Object> updates = Json.object();
    for (String name : choice.some(1 + choice.below(3), RandomValues.ATTRIBUTES)) {
      Map<String, Object> update = Json.object("Action", choice.of("PUT", "PUT", "ADD", "DELETE"));
      if (!choice.chance(15)) {
        update.put("Value", random.usual(name));
      }
      updates.put(name, update);
    }
    return updates;
  }

  private void addProjection(Map<String, Object> body) {
    if (choice.chance(15)) {
      body.put("AttributesToGet", choice.some(1 + choice.below(3), RandomValues.ATTRIBUTES));
    } else if (choice.chance(30)) {
      RandomExpressions expressions = new RandomExpressions(choice, random);
      expressions.add(body, "ProjectionExpression", expressions.projection());
      expressions.addReferences(body);
    }
  }

  private void addWriteOptions(Map<String, Object> body, String... returnValues) {
    if (choice.chance(60)) {
      body.put(
          "ReturnValues",
          choice.chance(97) ? choice.of(returnValues) : choice.of("ALL_NEW", "all_old", ""));
    }
    if (choice.chance(30)) {
      body.put("ReturnValuesOnConditionCheckFailure", choice.of("ALL_OLD", "NONE"));
    }
    if (choice.chance(20)) {
      body.put("ReturnItemCollectionMetrics", choice.of("SIZE", "NONE"));
    }
    addCapacity(body);
  }

  private void addCapacity(Map<String, Object> body) {
    if (choice.chance(40)) {
      body.put(
          "ReturnConsumedCapacity",
          choice.chance(98) ? choice.of("TOTAL", "INDEXES", "NONE") : "ALL");
    }
  }

  private Map<String, Object> on(TestTable table) {
    return Json.object("TableName", nameOf(table));
  }

  private String nameOf(TestTable table) {
    return choice.chance(99) ? table.name() : choice.of("Missing", "", "a", "bad name");
  }
}
