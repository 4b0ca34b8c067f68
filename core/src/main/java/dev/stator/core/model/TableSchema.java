package dev.stator.core.model;

import java.util.List;

/**
 * The keys and indexes of a table.
 *
 * @param attributes the attribute definitions in the order they were given
 */
public record TableSchema(
    KeySchema keys,
    List<KeyAttribute> attributes,
    List<LocalIndex> localIndexes,
    List<GlobalIndex> globalIndexes) {
  public TableSchema {
    attributes = List.copyOf(attributes);
    localIndexes = List.copyOf(localIndexes);
    globalIndexes = List.copyOf(globalIndexes);
  }

  public TableSchema withoutIndexes() {
    return new TableSchema(keys, attributes, List.of(), List.of());
  }

  public TableSchema withGlobalIndexes(List<GlobalIndex> newGlobalIndexes) {
    return new TableSchema(keys, attributes, localIndexes, newGlobalIndexes);
  }
}
