package dev.stator.core.worker;

import dev.stator.core.error.StorageException;
import dev.stator.core.partition.Partition;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the segments of the partitions of one worker that were emptied, once a durable checkpoint
 * says so and nobody follows changes from before that any more: neither now nor after a crash, when
 * feeds begin where that checkpoint has them. Files are unmapped and deleted in the background.
 */
final class SegmentRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentRemoval.class);

  private final Long2ObjectHashMap<Partition> partitions;
  private final Executor background;
  private final List<SegmentNeeds> needs = new ArrayList<>();

  SegmentRemoval(Long2ObjectHashMap<Partition> partitions, Executor background) {
    this.partitions = partitions;
    this.background = background;
  }

  void heed(SegmentNeeds need) {
    needs.add(need);
  }

  /** Removes what the checkpoint allows; it is durable, and none is under way. */
  void onCheckpoint(Checkpoint durable) {
    for (CheckpointEntry entry : durable.entries().values()) {
      Partition partition = partitions.get(entry.state().id());
      if (partition != null && hasEmptied(entry)) {
        remove(partition, entry);
      }
    }
  }

  private static boolean hasEmptied(CheckpointEntry entry) {
    for (SealedSegment segment : entry.state().segments()) {
      if (segment.isEmptied()) {
        return true;
      }
    }
    return false;
  }

  private void remove(Partition partition, CheckpointEntry durable) {
    long oldest = oldestNeeded(partition.id());
    for (FeedPosition feed : durable.feeds().values()) {
      oldest = Math.min(oldest, feed.location());
    }
    SegmentLog log = partition.log();
    for (SealedSegment segment : durable.state().segments()) {
      if (segment.isEmptied() && segment.emptied() <= oldest) {
        Runnable deletion = log.remove(segment.number());
        if (deletion != null) {
          int number = segment.number();
          background.execute(
              () -> {
                delete(deletion);
                delete(() -> partition.summaries().delete(number));
              });
        }
      }
    }
  }

  private long oldestNeeded(long partition) {
    long oldest = SegmentNeeds.NOTHING;
    for (int i = 0; i < needs.size(); i++) {
      oldest = Math.min(oldest, needs.get(i).oldestNeeded(partition));
    }
    return oldest;
  }

  private static void delete(Runnable deletion) {
    try {
      deletion.run();
    } catch (StorageException e) {
      LOG.warn("a segment that is not needed any more stays until the next start", e);
    }
  }
}
