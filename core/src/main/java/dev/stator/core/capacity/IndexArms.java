package dev.stator.core.capacity;

import dev.stator.core.codec.Slice;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What writes to a table cost in each of its indexes. Immutable; for any thread. */
public final class IndexArms {
  private final List<IndexProjection> local = new ArrayList<>();
  private final List<IndexProjection> global = new ArrayList<>();

  public IndexArms(TableSchema schema) {
    for (LocalIndex index : schema.localIndexes()) {
      local.add(new IndexProjection(schema.keys(), index.keys(), index.projection()));
    }
    for (GlobalIndex index : schema.globalIndexes()) {
      global.add(new IndexProjection(schema.keys(), index.keys(), index.projection()));
    }
  }

  /** Whether the table has no index: then a write costs nothing but itself. */
  public boolean isEmpty() {
    return local.isEmpty() && global.isEmpty();
  }

  public int localCount() {
    return local.size();
  }

  public int globalCount() {
    return global.size();
  }

  /** The units of a write in a local index, by its place in the schema; null is no item. */
  public double localUnits(int index, @Nullable Slice before, @Nullable Slice after) {
    return IndexWriteUnits.of(local.get(index).copy(), before, after);
  }

  /** The units of a write in a global index, by its place in the schema; null is no item. */
  public double globalUnits(int index, @Nullable Slice before, @Nullable Slice after) {
    return IndexWriteUnits.of(global.get(index).copy(), before, after);
  }

  /** Whether the global index at this place has an entry for the item. */
  public boolean globalIndexes(int index, Slice item) {
    return global.get(index).copy().indexes(item.buffer(), item.offset(), item.length());
  }

  /** Whether the global index at this place holds the attribute of this name. */
  public boolean globalKeeps(int index, byte[] name) {
    return global.get(index).keeps(name);
  }
}
