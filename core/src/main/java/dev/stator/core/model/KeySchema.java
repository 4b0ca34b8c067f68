package dev.stator.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The key of a table or index: one HASH and at most one RANGE attribute for tables and local
 * indexes, up to four of each for global indexes.
 */
public record KeySchema(List<KeyAttribute> hash, List<KeyAttribute> range) {
  public KeySchema {
    hash = List.copyOf(hash);
    range = List.copyOf(range);
  }

  /**
   * The key under which an index with this schema orders its entries: the key of the table is
   * appended, since keys of indexes are not unique.
   */
  public KeySchema entryKey(KeySchema table) {
    List<KeyAttribute> all = new ArrayList<>(range);
    all.addAll(table.hash());
    all.addAll(table.range());
    return new KeySchema(hash, all);
  }
}
