package dev.stator.core.worker;

import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.error.StorageException;
import dev.stator.core.partition.Partition;
import dev.stator.core.segment.SealedSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the segments of the partitions of one worker that were emptied, once a durable checkpoint
 * says so and nobody follows changes from before that any more: neither now nor after a crash, when
 * feeds begin where that checkpoint has them. Files are unmapped and deleted in the background.
 *
 * <p>A segment of a partition with an archive is added to that first, and removed after a later
 * checkpoint: opening deletes what the last checkpoint does not name.
 */
final class SegmentRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentRemoval.class);

  private final Long2ObjectHashMap<Partition> partitions;
  private final LongConsumer changed;
  private final Executor background;
  private final List<SegmentNeeds> needs = new ArrayList<>();
  private final Long2ObjectHashMap<SegmentArchive> archives = new Long2ObjectHashMap<>();

  /**
   * @param changed is told the ids of partitions that have a segment less
   */
  SegmentRemoval(
      Long2ObjectHashMap<Partition> partitions, LongConsumer changed, Executor background) {
    this.partitions = partitions;
    this.changed = changed;
    this.background = background;
  }

  void heed(SegmentNeeds need) {
    needs.add(need);
  }

  /** Keeps what is emptied in a partition from now on in the archive, if there is one. */
  void archive(long partition, @Nullable SegmentArchive archive) {
    if (archive == null) {
      archives.remove(partition);
    } else {
      archives.put(partition, archive);
    }
  }

  /** Removes what a checkpoint allows of a partition; it is durable, and none is under way. */
  void onCheckpoint(CheckpointEntry durable) {
    Partition partition = partitions.get(durable.state().id());
    if (partition != null && hasEmptied(durable)) {
      remove(partition, durable);
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
    SegmentArchive archive = archives.get(partition.id());
    for (SealedSegment segment : durable.state().segments()) {
      if (!segment.isEmptied()) {
        continue;
      }
      if (archive != null && !archive.has(segment.number())) {
        keep(archive, segment, durable.state().timestamp());
      } else if (segment.emptied() <= oldest) {
        remove(partition, segment.number());
      }
    }
  }

  private void keep(SegmentArchive archive, SealedSegment segment, long emptiedMicros) {
    if (archive.claim(segment.number())) {
      background.execute(() -> attempt(() -> archive.add(segment, emptiedMicros)));
    }
  }

  private void remove(Partition partition, int number) {
    Runnable deletion = partition.log().remove(number);
    if (deletion != null) {
      changed.accept(partition.id());
      background.execute(
          () -> {
            attempt(deletion);
            attempt(() -> partition.summaries().delete(number));
          });
    }
  }

  private long oldestNeeded(long partition) {
    long oldest = SegmentNeeds.NOTHING;
    for (int i = 0; i < needs.size(); i++) {
      oldest = Math.min(oldest, needs.get(i).oldestNeeded(partition));
    }
    return oldest;
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (StorageException e) {
      LOG.warn("a segment that is not needed any more stays for now", e);
    }
  }
}
