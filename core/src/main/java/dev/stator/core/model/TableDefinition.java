package dev.stator.core.model;

import org.jspecify.annotations.Nullable;

/**
 * All that is known of a table beside its items.
 *
 * @param id a UUID, new for every creation
 * @param createdMs epoch milliseconds
 * @param restored what its first items came from, null when it was created empty
 */
public record TableDefinition(
    String name,
    String id,
    long createdMs,
    TableStatus status,
    TableSchema schema,
    TableCapacity capacity,
    TableOptions options,
    @Nullable RestoredFrom restored) {

  /** A table that was created empty. */
  public TableDefinition(
      String name,
      String id,
      long createdMs,
      TableStatus status,
      TableSchema schema,
      TableCapacity capacity,
      TableOptions options) {
    this(name, id, createdMs, status, schema, capacity, options, null);
  }

  public TableDefinition withStatus(TableStatus status) {
    return new TableDefinition(name, id, createdMs, status, schema, capacity, options, restored);
  }

  public TableDefinition withOptions(TableOptions options) {
    return new TableDefinition(name, id, createdMs, status, schema, capacity, options, restored);
  }

  public TableDefinition withSchema(TableSchema schema) {
    return new TableDefinition(name, id, createdMs, status, schema, capacity, options, restored);
  }
}
