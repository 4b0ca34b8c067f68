package dev.stator.gateway.differential;

import dev.stator.gateway.differential.TestTable.Attribute;
import dev.stator.gateway.differential.TestTable.Index;
import dev.stator.gateway.differential.TestTable.TableKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Queries and scans of tables and their indexes. */
final class PageRequests {
  private final Choice choice;
  private final List<TestTable> tables;
  private final RandomValues random;

  PageRequests(Choice choice, List<TestTable> tables) {
    this.choice = choice;
    this.tables = tables;
    this.random = new RandomValues(choice);
  }

  Request next() {
    TestTable table = choice.from(tables);
    Index index =
        table.indexes().isEmpty() || choice.chance(40) ? null : choice.from(table.indexes());
    return choice.chance(70) ? query(table, index) : scan(table, index);
  }

  private Request query(TestTable table, @Nullable Index index) {
    Map<String, Object> body = on(table, index);
    TableKey keys = index == null ? table.keys() : index.keys();
    if (choice.chance(20)) {
      body.put("KeyConditions", keyConditions(keys));
      addFilter(body, "QueryFilter");
    } else {
      RandomExpressions expressions = new RandomExpressions(choice, random);
      expressions.add(body, "KeyConditionExpression", keyCondition(expressions, keys));
      addExpressions(body, expressions);
    }
    if (choice.chance(40)) {
      body.put("ScanIndexForward", choice.chance(40));
    }
    addPage(body, table, keys, index);
    return new Request("Query", body);
  }

  private Request scan(TestTable table, @Nullable Index index) {
    Map<String, Object> body = on(table, index);
    if (choice.chance(20)) {
      addFilter(body, "ScanFilter");
    } else {
      addExpressions(body, new RandomExpressions(choice, random));
    }
    if (choice.chance(10)) {
      body.put("Segment", choice.below(3));
      if (choice.chance(90)) {
        body.put("TotalSegments", 1 + choice.below(3));
      }
    }
    addPage(body, table, index == null ? table.keys() : index.keys(), index);
    return new Request("Scan", body);
  }

  private String keyCondition(RandomExpressions expressions, TableKey keys) {
    String hash =
        expressions.name(keys.hash().name())
            + choice.of(" = ", "=", " = ", " = ", choice.chance(5) ? " < " : " = ")
            + expressions.value(random.ofKey(keys.hash()));
    Attribute range = keys.range();
    if (range == null || choice.chance(40)) {
      return choice.chance(97) ? hash : hash + " AND " + expressions.name("n1") + " = " + hash;
    }
    String second = rangeCondition(expressions, range);
    if (choice.chance(10)) {
      second = "(" + second + ")";
    }
    return choice.chance(20) ? second + " AND " + hash : hash + " AND " + second;
  }

  private String rangeCondition(RandomExpressions expressions, Attribute range) {
    String name = expressions.name(range.name());
    String value = expressions.value(random.ofKey(range));
    return switch (choice.below(10)) {
      case 0, 1 -> name + " = " + value;
      case 2 -> name + " < " + value;
      case 3 -> name + " <= " + value;
      case 4 -> name + " > " + value;
      case 5 -> name + " >= " + value;
      case 6, 7 -> name + " BETWEEN " + value + " AND " + expressions.value(random.ofKey(range));
      case 8 -> "begins_with(" + name + ", " + value + ")";
      default ->
          choice.chance(70)
              ? value + " < " + name
              : choice.of(
                  name + " <> " + value,
                  name + " IN (" + value + ")",
                  "NOT " + name + " = " + value,
                  "contains(" + name + ", " + value + ")",
                  "size(" + name + ") = " + value,
                  "attribute_exists(" + name + ")",
                  name + ".a = " + value,
                  name + " = " + name);
    };
  }

  private Map<String, Object> keyConditions(TableKey keys) {
    Map<String, Object> conditions = Json.object();
    conditions.put(
        keys.hash().name(),
        choice.chance(95)
            ? Json.object(
                "ComparisonOperator",
                "EQ",
                "AttributeValueList",
                List.of(random.ofKey(keys.hash())))
            : ItemRequests.comparison(choice, random, "s1"));
    Attribute range = keys.range();
    if (range != null && choice.chance(60)) {
      String operator = choice.of("EQ", "LT", "LE", "GT", "GE", "BETWEEN", "BEGINS_WITH", "NE");
      conditions.put(
          range.name(),
          Json.object(
              "ComparisonOperator",
              operator,
              "AttributeValueList",
              operator.equals("BETWEEN")
                  ? List.of(random.ofKey(range), random.ofKey(range))
                  : List.of(random.ofKey(range))));
    }
    return conditions;
  }

  private void addFilter(Map<String, Object> body, String member) {
    if (choice.chance(60)) {
      Map<String, Object> filter = Json.object();
      for (String name : choice.some(1 + choice.below(2), RandomValues.ATTRIBUTES)) {
        filter.put(name, ItemRequests.comparison(choice, random, name));
      }
      body.put(member, filter);
      if (choice.chance(filter.size() > 1 ? 50 : 5)) {
        body.put("ConditionalOperator", choice.of("AND", "OR"));
      }
    }
    if (choice.chance(20)) {
      body.put("AttributesToGet", choice.some(1 + choice.below(3), RandomValues.ATTRIBUTES));
    }
  }

  private void addExpressions(Map<String, Object> body, RandomExpressions expressions) {
    if (choice.chance(30)) {
      expressions.add(body, "FilterExpression", expressions.condition(2));
    }
    if (choice.chance(20)) {
      expressions.add(body, "ProjectionExpression", expressions.projection());
    }
    expressions.addReferences(body);
  }

  private void addPage(
      Map<String, Object> body, TestTable table, TableKey keys, @Nullable Index index) {
    if (choice.chance(25)) {
      body.put("Limit", choice.chance(95) ? 1 + choice.below(5) : choice.of(0, -1, 1_000_000));
    }
    if (choice.chance(15)) {
      body.put(
          "Select",
          choice.of(
              "COUNT",
              "ALL_ATTRIBUTES",
              "ALL_PROJECTED_ATTRIBUTES",
              "SPECIFIC_ATTRIBUTES",
              "COUNT"));
    }
    if (choice.chance(index != null && index.global() ? 4 : 30)) {
      body.put("ConsistentRead", choice.chance(50));
    }
    if (choice.chance(8)) {
      Map<String, Object> start = random.key(table);
      if (index != null && choice.chance(90)) {
        for (Attribute attribute : keys.attributes()) {
          start.put(attribute.name(), random.ofKey(attribute));
        }
      }
      body.put("ExclusiveStartKey", start);
    }
    if (choice.chance(40)) {
      body.put("ReturnConsumedCapacity", choice.of("TOTAL", "INDEXES", "NONE"));
    }
  }

  private Map<String, Object> on(TestTable table, @Nullable Index index) {
    Map<String, Object> body =
        Json.object("TableName", choice.chance(99) ? table.name() : "Missing");
    if (index != null) {
      body.put("IndexName", choice.chance(98) ? index.name() : "missing");
    } else if (choice.chance(1)) {
      body.put("IndexName", "missing");
    }
    return body;
  }
}
