package dev.stator.core.backup;

import dev.stator.core.model.TableDefinition;
import java.util.List;

/**
 * What a snapshot says of itself.
 *
 * @param id names it in its store
 * @param name as its maker called it
 * @param createdMs when it was taken, epoch milliseconds
 * @param fromMicros it can be read as of every time from this one on, epoch microseconds: {@link
 *     Long#MAX_VALUE}: only as of when it was taken
 * @param table as it was defined when it was taken
 * @param partitions in the order of their ranges of the hash; then those that were split
 */
public record SnapshotManifest(
    String id,
    String name,
    SnapshotKind kind,
    long createdMs,
    long fromMicros,
    TableDefinition table,
    List<SnapshotPartition> partitions) {
  public SnapshotManifest {
    partitions = List.copyOf(partitions);
  }

  /** The items of the table when it was taken. */
  public long itemCount() {
    return partitions.stream().mapToLong(SnapshotPartition::itemCount).sum();
  }

  /** Their size as DynamoDB counts it, bytes. */
  public long itemBytes() {
    return partitions.stream().mapToLong(SnapshotPartition::itemBytes).sum();
  }
}
