package dev.stator.core.worker;

import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeySchema;
import java.util.List;

/**
 * A global index as its base partitions see it: what its entries are and where they go.
 *
 * @param id the id of the first partition of the index, which names the index for good
 * @param table the key of the base table
 * @param partitions the partitions of the index in the order of their ranges of the hash
 */
public record IndexTarget(long id, KeySchema table, GlobalIndex index, List<Route> partitions) {
  public IndexTarget {
    partitions = List.copyOf(partitions);
  }

  /** What it has of the items; for one thread. */
  IndexEntries entries() {
    return new IndexEntries(table, index);
  }

  Route route(long hash) {
    return partitions.get(HashRange.indexOf(hash, partitions.size()));
  }
}
