package dev.stator.core.backup;

import java.util.List;

/**
 * A partition as a snapshot has it.
 *
 * @param segments ascending by their numbers
 * @param sequence the sequence number of its last record
 * @param timestamp the timestamp of its last record, epoch microseconds
 * @param itemCount the items in it
 * @param itemBytes their size as DynamoDB counts it
 */
public record SnapshotPartition(
    long id,
    List<SnapshotSegment> segments,
    long sequence,
    long timestamp,
    long itemCount,
    long itemBytes) {
  public SnapshotPartition {
    segments = List.copyOf(segments);
  }
}
