package dev.stator.core.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which partition has which range of the hash.
 *
 * @param ids in the order of their ranges
 * @param starts the first hash of each range, unsigned and ascending; empty as long as the ranges
 *     are equal parts of all hashes
 * @param retired partitions that were split and whose changes are still followed, the oldest first
 * @param past partitions that were split and tell what there was before, the oldest first; those
 *     that are not retired as well are not open
 */
public record PartitionMap(
    List<Long> ids, List<Long> starts, List<RetiredPartition> retired, List<PastPartition> past) {
  public PartitionMap {
    ids = List.copyOf(ids);
    starts = List.copyOf(starts);
    retired = List.copyOf(retired);
    past = List.copyOf(past);
    if (!starts.isEmpty() && starts.size() != ids.size()) {
      throw new IllegalArgumentException("ids=" + ids + ", starts=" + starts);
    }
  }

  /** The partitions of a table whose past is not kept. */
  public PartitionMap(List<Long> ids, List<Long> starts, List<RetiredPartition> retired) {
    this(ids, starts, retired, List.of());
  }

  /** Partitions with equal ranges. */
  public static PartitionMap equal(List<Long> ids) {
    return new PartitionMap(ids, List.of(), List.of());
  }

  /** Whether the ranges are equal and have always been. */
  boolean isPlain() {
    return starts.isEmpty() && retired.isEmpty() && past.isEmpty();
  }

  /** The ids of all that are open, those that were split too. */
  public List<Long> all() {
    List<Long> all = new ArrayList<>(ids);
    retired.forEach(partition -> all.add(partition.id()));
    return all;
  }

  /** The partition that was split and is known by this id, or null. */
  public @Nullable RetiredPartition retired(long id) {
    for (RetiredPartition partition : retired) {
      if (partition.id() == id) {
        return partition;
      }
    }
    return null;
  }

  /** The partition whose items this one began with, null when it began empty or that is gone. */
  public @Nullable RetiredPartition parentOf(long id) {
    for (RetiredPartition partition : retired) {
      if (partition.successor(id) != null) {
        return partition;
      }
    }
    return null;
  }

  /**
   * The map after a partition was split.
   *
   * @param present the first hash of each range as it is now
   * @param split what has become of the partition; its successors are in the order of their ranges
   * @param bounds the first hash of the range of each successor but the first
   */
  public PartitionMap split(List<Long> present, RetiredPartition split, List<Long> bounds) {
    List<Long> successors =
        split.successors().stream().map(RetiredPartition.Successor::id).toList();
    PartitionMap replaced = replace(split.id(), successors, present, bounds);
    List<RetiredPartition> newRetired = new ArrayList<>(retired);
    newRetired.add(split);
    return new PartitionMap(replaced.ids, replaced.starts, newRetired, past);
  }

  /**
   * The map after others have taken the place of a partition, which nobody needs any more.
   *
   * @param successors in the order of their ranges
   * @param present the first hash of each range as it is now
   * @param bounds the first hash of the range of each successor but the first
   */
  public PartitionMap replace(
      long id, List<Long> successors, List<Long> present, List<Long> bounds) {
    int at = ids.indexOf(id);
    List<Long> newIds = new ArrayList<>(ids);
    List<Long> newStarts = new ArrayList<>(present);
    newIds.remove(at);
    newIds.addAll(at, successors);
    newStarts.addAll(at + 1, bounds);
    return new PartitionMap(newIds, newStarts, retired, past);
  }

  /** The map without a retired partition that nobody needs any more. */
  public PartitionMap without(RetiredPartition gone) {
    List<RetiredPartition> left = new ArrayList<>(retired);
    left.remove(gone);
    return new PartitionMap(ids, starts, left, past);
  }

  /** The map with other partitions that tell what there was before. */
  public PartitionMap withPast(List<PastPartition> other) {
    return new PartitionMap(ids, starts, retired, other);
  }

  /** The map with one more partition that tells what there was before. */
  public PartitionMap remembering(PastPartition partition) {
    List<PastPartition> more = new ArrayList<>(past);
    more.add(partition);
    return withPast(more);
  }

  /** What a partition tells of the time before it was split, or null. */
  public @Nullable PastPartition past(long id) {
    for (PastPartition partition : past) {
      if (partition.id() == id) {
        return partition;
      }
    }
    return null;
  }

  /** The partition that tells what there was before this one, or null. */
  public @Nullable PastPartition before(long id) {
    for (PastPartition partition : past) {
      if (partition.successor(id) != null) {
        return partition;
      }
    }
    return null;
  }
}
