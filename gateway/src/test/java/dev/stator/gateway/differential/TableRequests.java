package dev.stator.gateway.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests that create, change, describe and delete tables; most of them have a fault. */
final class TableRequests {
  private static final List<String> ATTRIBUTES = List.of("a", "b", "c", "d");

  private final Choice choice;
  private final String prefix;

  /**
   * @param prefix begins the names of the tables
   */
  TableRequests(Choice choice, String prefix) {
    this.choice = choice;
    this.prefix = prefix;
  }

  Request next() {
    return switch (choice.below(10)) {
      case 0, 1, 2, 3 -> new Request("CreateTable", creation());
      case 4, 5, 6 -> new Request("UpdateTable", change());
      case 7 -> new Request("DescribeTable", named());
      case 8 -> new Request("DeleteTable", named());
      default -> new Request("ListTables", listing());
    };
  }

  private Map<String, Object> creation() {
    Map<String, Object> body = named();
    body.put("KeySchema", keySchema(50));
    body.put("AttributeDefinitions", definitions());
    if (choice.chance(50)) {
      body.put("BillingMode", choice.of("PAY_PER_REQUEST", "PROVISIONED"));
    }
    if (choice.chance(body.containsValue("PAY_PER_REQUEST") ? 5 : 95)) {
      body.put("ProvisionedThroughput", throughput());
    }
    if (choice.chance(30)) {
      body.put("LocalSecondaryIndexes", indexes(false));
    }
    if (choice.chance(40)) {
      body.put("GlobalSecondaryIndexes", indexes(true));
    }
    if (choice.chance(20)) {
      body.put("StreamSpecification", stream());
    }
    if (choice.chance(10)) {
      body.put("TableClass", choice.of("STANDARD", "STANDARD_INFREQUENT_ACCESS"));
    }
    if (choice.chance(5)) {
      body.put("DeletionProtectionEnabled", choice.chance(30));
    }
    return body;
  }

  private Map<String, Object> change() {
    Map<String, Object> body = named();
    switch (choice.below(5)) {
      case 0 -> body.put("ProvisionedThroughput", throughput());
      case 1 -> {
        body.put("BillingMode", choice.of("PAY_PER_REQUEST", "PROVISIONED"));
        if (choice.chance(40)) {
          body.put("ProvisionedThroughput", throughput());
        }
      }
      case 2 -> body.put("StreamSpecification", stream());
      case 3 -> body.put("DeletionProtectionEnabled", false);
      default -> body.put("GlobalSecondaryIndexUpdates", indexUpdates());
    }
    if (choice.chance(60)) {
      body.put("AttributeDefinitions", definitions());
    }
    return body;
  }

  private List<Object> indexUpdates() {
    List<Object> updates = new ArrayList<>();
    for (int i = choice.chance(90) ? 1 : 2; i > 0; i--) {
      updates.add(
          switch (choice.below(4)) {
            case 0, 1 -> Json.object("Create", index(true));
            case 2 -> Json.object("Delete", Json.object("IndexName", choice.of("i0", "i1", "i2")));
            default ->
                Json.object(
                    "Update",
                    Json.object(
                        "IndexName", choice.of("i0", "i1"), "ProvisionedThroughput", throughput()));
          });
    }
    return updates;
  }

  private Map<String, Object> listing() {
    Map<String, Object> body = Json.object();
    if (choice.chance(50)) {
      body.put("Limit", choice.chance(80) ? 1 + choice.below(5) : choice.of(0, -1, 100, 101));
    }
    if (choice.chance(50)) {
      body.put("ExclusiveStartTableName", prefix + choice.below(5));
    }
    return body;
  }

  private Map<String, Object> named() {
    return choice.chance(95)
        ? Json.object("TableName", prefix + choice.below(4))
        : Json.object(
            "TableName", choice.of("", "a", "ab", "bad name", "x".repeat(256), prefix + "missing"));
  }

  private List<Object> keySchema(int rangePercent) {
    List<Object> schema = new ArrayList<>();
    schema.add(
        Json.object(
            "AttributeName", choice.of("a", "a", "a", "b"), "KeyType", faulty("HASH", "RANGE")));
    if (choice.chance(rangePercent)) {
      schema.add(
          Json.object(
              "AttributeName", choice.of("b", "b", "c", "a"), "KeyType", faulty("RANGE", "HASH")));
    }
    if (choice.chance(2)) {
      schema.add(Json.object("AttributeName", "d", "KeyType", "RANGE"));
    }
    return schema;
  }

  private String faulty(String right, String wrong) {
    return choice.chance(96) ? right : choice.of(wrong, "none", "");
  }

  private List<Object> definitions() {
    List<Object> definitions = new ArrayList<>();
    List<String> names = choice.chance(60) ? List.of("a", "b") : ATTRIBUTES;
    for (String name : choice.chance(80) ? names : choice.some(1 + choice.below(4), names)) {
      definitions.add(
          Json.object(
              "AttributeName",
              name,
              "AttributeType",
              choice.chance(98) ? choice.of("S", "N", "B") : choice.of("SS", "", "BOOL")));
    }
    return definitions;
  }

  private Map<String, Object> throughput() {
    Map<String, Object> throughput = Json.object();
    if (choice.chance(98)) {
      throughput.put("ReadCapacityUnits", units());
    }
    if (choice.chance(98)) {
      throughput.put("WriteCapacityUnits", units());
    }
    return throughput;
  }

  private Object units() {
    return choice.chance(90)
        ? (Object) (1 + choice.below(3))
        : choice.of(0, -1, 1_000_000_000_001L);
  }

  private List<Object> indexes(boolean global) {
    List<Object> indexes = new ArrayList<>();
    for (int i = choice.chance(3) ? 0 : choice.chance(95) ? 1 + choice.below(2) : 6; i > 0; i--) {
      indexes.add(index(global));
    }
    return indexes;
  }

  private Map<String, Object> index(boolean global) {
    Map<String, Object> index =
        Json.object(
            "IndexName",
            choice.chance(97) ? "i" + choice.below(4) : choice.of("", "ab", "bad name"),
            "KeySchema",
            keySchema(global ? 50 : 95));
    if (choice.chance(98)) {
      index.put("Projection", projection());
    }
    if (global && choice.chance(40)) {
      index.put("ProvisionedThroughput", throughput());
    }
    return index;
  }

  private Map<String, Object> projection() {
    Map<String, Object> projection = Json.object();
    if (choice.chance(97)) {
      projection.put("ProjectionType", choice.of("ALL", "KEYS_ONLY", "INCLUDE", "ALL"));
    }
    if (choice.chance(projection.containsValue("INCLUDE") ? 90 : 5)) {
      projection.put(
          "NonKeyAttributes",
          choice.chance(95) ? List.of("x", "y") : choice.of(List.of(), List.of("x", "x")));
    }
    return projection;
  }

  private Map<String, Object> stream() {
    Map<String, Object> stream = Json.object();
    boolean enabled = choice.chance(70);
    if (choice.chance(95)) {
      stream.put("StreamEnabled", enabled);
    }
    if (choice.chance(enabled ? 90 : 10)) {
      stream.put("StreamViewType", choice.of("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW"));
    }
    return stream;
  }
}
