package dev.stator.core.partition;

import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * What a partition is opened with.
 *
 * @param id unique in the data directory, never used again
 * @param directory where its segments are
 * @param keys the key of its table; of a global index: the key of the index
 */
public record PartitionConfig(
    long id,
    Path directory,
    KeySchema keys,
    List<LocalIndex> localIndexes,
    SegmentConfig segments) {
  public PartitionConfig {
    localIndexes = List.copyOf(localIndexes);
  }
}
