package dev.stator.core.worker;

import dev.stator.core.partition.PartitionState;
import java.util.Map;

/**
 * What a checkpoint keeps of one partition.
 *
 * @param feeds for every global index by its id: how far it is fed
 */
public record CheckpointEntry(PartitionState state, Map<Long, FeedPosition> feeds) {
  public CheckpointEntry {
    feeds = Map.copyOf(feeds);
  }
}
