package dev.stator.core.model;

/**
 * All that is known of a table beside its items.
 *
 * @param id a UUID, new for every creation
 * @param createdMs epoch milliseconds
 */
public record TableDefinition(
    String name,
    String id,
    long createdMs,
    TableStatus status,
    TableSchema schema,
    TableCapacity capacity,
    TableOptions options) {

  public TableDefinition withStatus(TableStatus status) {
    return new TableDefinition(name, id, createdMs, status, schema, capacity, options);
  }

  public TableDefinition withOptions(TableOptions options) {
    return new TableDefinition(name, id, createdMs, status, schema, capacity, options);
  }

  public TableDefinition withSchema(TableSchema schema) {
    return new TableDefinition(name, id, createdMs, status, schema, capacity, options);
  }
}
