package dev.stator.gateway.operation;

import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.Path;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Query or Scan reads: a table, or one of its indexes.
 *
 * @param index the name of the index, null for the table itself
 * @param keys the key of the index or table
 * @param projection what the index holds; everything for a table
 */
public record PageSource(
    Table table, @Nullable String index, Kind kind, KeySchema keys, Projection projection) {
  /** What of a table is read. */
  public enum Kind {
    TABLE,
    LOCAL_INDEX,
    GLOBAL_INDEX
  }

  /** The table itself (null) or its index of this name. */
  public static PageSource of(Table table, @Nullable String index) {
    if (index == null) {
      return new PageSource(table, null, Kind.TABLE, table.keys(), Projection.EVERYTHING);
    }
    LocalIndex local = table.localIndex(index);
    if (local != null) {
      return new PageSource(table, index, Kind.LOCAL_INDEX, local.keys(), local.projection());
    }
    GlobalIndex global = table.globalIndex(index);
    if (global == null || global.status() == IndexStatus.DELETING) {
      throw RequestException.validation("The table does not have the specified index: " + index);
    }
    if (global.status() == IndexStatus.CREATING) {
      throw RequestException.validation(
          "Cannot read from backfilling global secondary index: " + index);
    }
    return new PageSource(table, index, Kind.GLOBAL_INDEX, global.keys(), global.projection());
  }

  /** How many attributes a key has where a page can continue. */
  int startKeySize() {
    KeySchema tableKeys = table.keys();
    int size = tableKeys.hash().size() + tableKeys.range().size();
    if (kind == Kind.TABLE) {
      return size;
    }
    for (var key : keys.hash()) {
      size += KeyPathChecks.isKey(tableKeys, key.name()) ? 0 : 1;
    }
    for (var key : keys.range()) {
      size += KeyPathChecks.isKey(tableKeys, key.name()) ? 0 : 1;
    }
    return size;
  }

  public boolean holdsEverything() {
    return projection.type() == Projection.Type.ALL;
  }

  /** The attributes of the projection that the index does not hold, in its order. */
  public List<String> notHeld(@Nullable ItemProjection requested) {
    return requested == null ? List.of() : notHeld(requested.paths());
  }

  /** The attributes of these paths that the index does not hold, in their order. */
  List<String> notHeld(List<Path> paths) {
    List<String> missing = new ArrayList<>();
    if (!holdsEverything()) {
      for (Path path : paths) {
        String name = path.head().text();
        if (!holds(name) && !missing.contains(name)) {
          missing.add(name);
        }
      }
    }
    return missing;
  }

  private boolean holds(String attribute) {
    return KeyPathChecks.isKey(keys, attribute)
        || KeyPathChecks.isKey(table.keys(), attribute)
        || projection.nonKeyAttributes().contains(attribute);
  }
}
