package dev.stator.core.capacity;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** What writes to a table cost in each of its indexes. Immutable; for any thread. */
public final class IndexArms {
  private final List<IndexProjection> local = new ArrayList<>();
  private final List<IndexProjection> global = new ArrayList<>();
  private final List<KeySchema> globalKeys = new ArrayList<>();

  public IndexArms(TableSchema schema) {
    for (LocalIndex index : schema.localIndexes()) {
      local.add(new IndexProjection(schema.keys(), index.keys(), index.projection()));
    }
    for (GlobalIndex index : schema.globalIndexes()) {
      global.add(new IndexProjection(schema.keys(), index.keys(), index.projection()));
      globalKeys.add(index.keys().entryKey(schema.keys()));
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

  /** Whether both items have entries in the global index at this place, under different keys. */
  public boolean movesGlobally(int index, Slice before, Slice after) {
    IndexProjection projection = global.get(index).copy();
    return projection.indexes(before.buffer(), before.offset(), before.length())
        && projection.indexes(after.buffer(), after.offset(), after.length())
        && !projection.sameKey(
            before.buffer(),
            before.offset(),
            before.length(),
            after.buffer(),
            after.offset(),
            after.length());
  }

  /**
   * Encodes the key of the entry that the global index at this place has for the item; returns its
   * length.
   */
  public int encodeGlobalKey(int index, Slice item, ExpandableArrayBuffer out) {
    return KeyCodec.encode(
        globalKeys.get(index), item.buffer(), item.offset(), item.length(), out, 0);
  }

  /** Whether the global index at this place holds the attribute of this name. */
  public boolean globalKeeps(int index, byte[] name) {
    return global.get(index).keeps(name);
  }
}
