package dev.stator.core.partition;

import dev.stator.core.segment.SealedSegment;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint keeps of a partition beside the contents of its segments.
 *
 * @param head the location up to which its segments are valid
 * @param segments the full ones, ascending; the one of the head is not among them
 * @param sequence the sequence number of its last record
 * @param timestamp the timestamp of its last record, epoch microseconds
 * @param sources of the partition of a global index: the last sequence number applied by base
 *     partition
 */
public record PartitionState(
    long id,
    long head,
    List<SealedSegment> segments,
    long sequence,
    long timestamp,
    Map<Long, Long> sources) {
  public PartitionState {
    segments = List.copyOf(segments);
    sources = Map.copyOf(sources);
  }

  /** A partition that no checkpoint knows yet. */
  public static PartitionState empty(long id) {
    return new PartitionState(id, 0, List.of(), 0, 0, Map.of());
  }
}
