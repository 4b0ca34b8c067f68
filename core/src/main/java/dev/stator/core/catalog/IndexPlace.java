package dev.stator.core.catalog;

import java.util.List;

/**
 * Where the entries of a global index are.
 *
 * @param id names the index for good, whatever becomes of its partitions: the id of the first of
 *     those that it began with
 * @param map its partitions; none of them is kept when it was split
 */
public record IndexPlace(long id, PartitionMap map) {
  /** A new index, whose partitions have equal ranges. */
  public static IndexPlace of(List<Long> partitions) {
    return new IndexPlace(
        partitions.isEmpty() ? 0 : partitions.getFirst(), PartitionMap.equal(partitions));
  }

  /** The ids of its partitions, in the order of their ranges of the hash. */
  public List<Long> partitions() {
    return map.ids();
  }

  /** The same index after others have taken the place of some of its partitions. */
  public IndexPlace withMap(PartitionMap other) {
    return new IndexPlace(id, other);
  }
}
