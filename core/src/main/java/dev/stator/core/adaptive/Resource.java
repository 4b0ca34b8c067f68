package dev.stator.core.adaptive;

import org.jspecify.annotations.Nullable;

/**
 * What has partitions of its own: a table or a global index.
 *
 * @param index null for the table itself
 */
public record Resource(String table, @Nullable String index) {
  public static Resource table(String name) {
    return new Resource(name, null);
  }

  @Override
  public String toString() {
    return index == null ? table : table + "/" + index;
  }
}
