package dev.stator.loadgen.workload;

/**
 * The table under load and the form of its items: a string key {@code pk}; a number key {@code sk}
 * when several items share a partition key; {@code g} and {@code l}, the keys of a global and a
 * local index, when there are such; and fields {@code data0}, {@code data1}, ... of text.
 *
 * @param group how many items share a partition key
 * @param globalIndex whether there is the index {@value #GLOBAL_INDEX} on {@code g}
 * @param localIndex whether there is the index {@value #LOCAL_INDEX} on {@code l}
 */
public record TableLayout(
    String table,
    int group,
    boolean globalIndex,
    boolean localIndex,
    int fields,
    SizeDistribution sizes) {
  static final String GLOBAL_INDEX = "by-g";
  static final String LOCAL_INDEX = "by-l";
  static final int MAX_FIELDS = 100;

  /** Items that share a partition key where something needs several. */
  public static final int DEFAULT_GROUP = 100;

  /** Items that share the key of the global index. */
  static final int GLOBAL_GROUP = 10;

  public TableLayout {
    require(table.matches("[a-zA-Z0-9_.-]{3,255}"), "the table needs a name of DynamoDB");
    require(group > 0, "items-per-key must be above 0");
    require(fields > 0 && fields <= MAX_FIELDS, "fields must be from 1 to " + MAX_FIELDS);
    require(!localIndex || group > 1, "a local index needs items-per-key above 1");
  }

  /** Whether the table has a sort key. */
  public boolean hasSortKey() {
    return group > 1;
  }

  /** The body of CreateTable. */
  public String createTable() {
    StringBuilder attributes = new StringBuilder(attribute("pk", "S"));
    String keys = key("pk", "HASH");
    String indexes = "";
    if (hasSortKey()) {
      attributes.append(',').append(attribute("sk", "N"));
      keys += "," + key("sk", "RANGE");
    }
    if (localIndex) {
      attributes.append(',').append(attribute("l", "N"));
      indexes +=
          ",\"LocalSecondaryIndexes\":["
              + index(LOCAL_INDEX, key("pk", "HASH") + "," + key("l", "RANGE"))
              + "]";
    }
    if (globalIndex) {
      attributes.append(',').append(attribute("g", "S"));
      indexes += ",\"GlobalSecondaryIndexes\":[" + index(GLOBAL_INDEX, key("g", "HASH")) + "]";
    }
    return """
    {"TableName":"%s","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[%s],\
    "KeySchema":[%s]%s}\
    """
        .formatted(table, attributes, keys, indexes);
  }

  private static String attribute(String name, String type) {
    return "{\"AttributeName\":\"" + name + "\",\"AttributeType\":\"" + type + "\"}";
  }

  private static String key(String name, String type) {
    return "{\"AttributeName\":\"" + name + "\",\"KeyType\":\"" + type + "\"}";
  }

  private static String index(String name, String keys) {
    return "{\"IndexName\":\""
        + name
        + "\",\"KeySchema\":["
        + keys
        + "],\"Projection\":{\"ProjectionType\":\"ALL\"}}";
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
