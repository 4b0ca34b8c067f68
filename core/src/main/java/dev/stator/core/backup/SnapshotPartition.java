package dev.stator.core.backup;

import java.util.List;

/**
 * A partition as a snapshot has it.
 *
 * @param segments ascending by their numbers
 * @param sequence the sequence number of its last record
 * @param timestamp the timestamp of its last record, epoch microseconds
 * @param itemCount the items in it; 0 when others have its place
 * @param itemBytes their size as DynamoDB counts it
 * @param tenure as of which times it tells what there was
 */
public record SnapshotPartition(
    long id,
    List<SnapshotSegment> segments,
    long sequence,
    long timestamp,
    long itemCount,
    long itemBytes,
    Tenure tenure) {
  public SnapshotPartition {
    segments = List.copyOf(segments);
  }

  /** A partition that has always been there and still is. */
  public SnapshotPartition(
      long id,
      List<SnapshotSegment> segments,
      long sequence,
      long timestamp,
      long itemCount,
      long itemBytes) {
    this(id, segments, sequence, timestamp, itemCount, itemBytes, Tenure.ALWAYS);
  }
}
