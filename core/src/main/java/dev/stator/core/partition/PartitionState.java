package dev.stator.core.partition;

import java.util.Map;

/**
 * What a checkpoint keeps of a partition beside its segments.
 *
 * @param head the location up to which its segments are valid
 * @param sequence the sequence number of its last record
 * @param timestamp the timestamp of its last record, epoch microseconds
 * @param sources of the partition of a global index: the last sequence number applied by base
 *     partition
 */
public record PartitionState(
    long id, long head, long sequence, long timestamp, Map<Long, Long> sources) {
  public PartitionState {
    sources = Map.copyOf(sources);
  }

  /** A partition that no checkpoint knows yet. */
  public static PartitionState empty(long id) {
    return new PartitionState(id, 0, 0, 0, Map.of());
  }
}
