package dev.stator.core.worker;

import dev.stator.core.partition.PartitionState;
import java.util.Map;

/**
 * What a checkpoint keeps of one partition.
 *
 * @param feeds for every global index by its id: the location before which all changes are in it
 */
public record CheckpointEntry(PartitionState state, Map<Long, Long> feeds) {
  public CheckpointEntry {
    feeds = Map.copyOf(feeds);
  }
}
