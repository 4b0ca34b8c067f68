package dev.stator.core.capacity;

import dev.stator.core.codec.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The write units that one write to a table costs in one of its indexes: an entry that enters or
 * leaves costs one write, a changed key both, a change in place the larger entry, an unchanged
 * entry nothing.
 */
public final class IndexWriteUnits {
  private IndexWriteUnits() {}

  /** The units for a write that replaces {@code before} by {@code after}; null is no item. */
  public static double of(IndexProjection index, @Nullable Slice before, @Nullable Slice after) {
    Slice left = indexed(index, before);
    Slice right = indexed(index, after);
    if (left != null && right != null) {
      return ofChange(index, left, right);
    }
    if (left != null) {
      return CapacityUnits.write(size(index, left));
    }
    return right == null ? 0 : CapacityUnits.write(size(index, right));
  }

  private static double ofChange(IndexProjection index, Slice before, Slice after) {
    if (!index.sameKey(
        before.buffer(),
        before.offset(),
        before.length(),
        after.buffer(),
        after.offset(),
        after.length())) {
      return CapacityUnits.write(size(index, before)) + CapacityUnits.write(size(index, after));
    }
    boolean unchanged =
        index.sameEntry(
            before.buffer(),
            before.offset(),
            before.length(),
            after.buffer(),
            after.offset(),
            after.length());
    return unchanged ? 0 : CapacityUnits.write(size(index, before), size(index, after));
  }

  private static @Nullable Slice indexed(IndexProjection index, @Nullable Slice item) {
    return item != null && index.indexes(item.buffer(), item.offset(), item.length()) ? item : null;
  }

  private static int size(IndexProjection index, Slice item) {
    return index.size(item.buffer(), item.offset(), item.length());
  }
}
