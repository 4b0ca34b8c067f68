package dev.stator.loadgen.workload;

import java.util.Arrays;

/** What a request does; the names are those of mixes and of results. */
public enum OperationType {
  GET("get", "GetItem"),
  GET_STRONG("get-strong", "GetItem"),
  PUT("put", "PutItem"),
  INSERT("insert", "PutItem"),
  UPDATE("update", "UpdateItem"),
  PUT_IF("put-if", "PutItem"),
  DELETE("delete", "DeleteItem"),
  QUERY("query", "Query"),
  QUERY_GLOBAL("query-global", "Query"),
  QUERY_LOCAL("query-local", "Query"),
  SCAN("scan", "Scan"),
  BATCH_GET("batch-get", "BatchGetItem"),
  BATCH_WRITE("batch-write", "BatchWriteItem"),
  TRANSACT_GET("transact-get", "TransactGetItems"),
  TRANSACT_WRITE("transact-write", "TransactWriteItems"),
  SQL("sql", "ExecuteStatement"),

  /** A read, then a write of what was read; measured as one. */
  READ_MODIFY_WRITE("read-modify-write", "GetItem");

  private final String label;
  private final String wireName;

  OperationType(String label, String wireName) {
    this.label = label;
    this.wireName = wireName;
  }

  /** As in mixes and results. */
  public String label() {
    return label;
  }

  /** As in {@code X-Amz-Target}: the operation of the first request. */
  public String wireName() {
    return wireName;
  }

  /**
   * The type of this label or, failing that, of this wire name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static OperationType of(String name) {
    for (OperationType type : values()) {
      if (type.label.equals(name) || type.wireName.equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + name
            + "' is not one of "
            + String.join(", ", Arrays.stream(values()).map(OperationType::label).toList()));
  }

  @Override
  public String toString() {
    return label;
  }
}
