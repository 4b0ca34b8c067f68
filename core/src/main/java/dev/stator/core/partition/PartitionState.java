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
 * @param timestamp the timestamp of its last record, or a later one that none will be below; epoch
 *     microseconds
 * @param sources of the partition of a global index: the last sequence number applied by base
 *     partition
 * @param gate what it takes
 */
public record PartitionState(
    long id,
    long head,
    List<SealedSegment> segments,
    long sequence,
    long timestamp,
    Map<Long, Long> sources,
    Gate gate) {
  public PartitionState {
    segments = List.copyOf(segments);
    sources = Map.copyOf(sources);
  }

  /** A partition that takes everything. */
  public PartitionState(
      long id,
      long head,
      List<SealedSegment> segments,
      long sequence,
      long timestamp,
      Map<Long, Long> sources) {
    this(id, head, segments, sequence, timestamp, sources, Gate.OPEN);
  }

  /** The same partition, which takes something else. */
  public PartitionState withGate(Gate other) {
    return new PartitionState(id, head, segments, sequence, timestamp, sources, other);
  }

  /** A partition that no checkpoint knows yet. */
  public static PartitionState empty(long id) {
    return new PartitionState(id, 0, List.of(), 0, 0, Map.of());
  }
}
