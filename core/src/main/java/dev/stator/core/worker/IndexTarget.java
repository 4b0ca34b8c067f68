package dev.stator.core.worker;

import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeySchema;
import org.jspecify.annotations.Nullable;

/**
 * What is fed from partitions: a global index, or the partitions that take the place of one that is
 * split. Says what the entries are and where they go.
 *
 * @param id the id of the first of the partitions when they were made, which names them for good
 * @param table the key of the base table
 * @param index null: the entries are the items themselves, under the key of the table
 * @param routing where the entries go
 */
public record IndexTarget(long id, KeySchema table, @Nullable GlobalIndex index, Routing routing) {
  /** The partitions that take the place of another one, or of a part of it. */
  public static IndexTarget successors(long id, KeySchema table, Routes successors) {
    return new IndexTarget(id, table, null, new Routing(successors));
  }

  /** What it has of the items; for one thread. */
  IndexEntries entries() {
    return index == null ? IndexEntries.whole(table) : new IndexEntries(table, index);
  }

  /** What it is called when something is said of it. */
  String name() {
    return index == null ? "of partitions " + id + " and on" : index.name();
  }
}
