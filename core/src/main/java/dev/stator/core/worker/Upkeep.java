package dev.stator.core.worker;

import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.partition.Partition;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does beside requests to keep its partitions in order: superseded records are
 * compacted away, segments that nobody needs any more are removed, and full ones get summaries.
 * Used by the worker's thread.
 */
final class Upkeep {
  private final Compactor compactor;
  private final SegmentRemoval removal;
  private final @Nullable SummaryWriting summaries;

  /**
   * @param partitions those of the worker
   */
  Upkeep(
      Long2ObjectHashMap<Partition> partitions,
      Mailbox mailbox,
      Compactor.Log log,
      UpkeepConfig config,
      NanoClock nanoClock) {
    this.compactor = new Compactor(partitions, mailbox, log, nanoClock);
    this.removal = new SegmentRemoval(partitions, config.background());
    this.summaries =
        config.summaries() ? new SummaryWriting(partitions, config.background()) : null;
  }

  /** Keeps segments as long as this needs them. */
  void heed(SegmentNeeds need) {
    removal.heed(need);
  }

  /** Keeps what is emptied in a partition from now on in the archive, if there is one. */
  void archive(long partition, @Nullable SegmentArchive archive) {
    removal.archive(partition, archive);
  }

  /**
   * Does a little; returns 1 if it did something.
   *
   * @param idle whether the worker has nothing else to do
   */
  int poll(boolean idle, long appliedIndex, Checkpointing checkpointing) {
    int work = compactor.poll(idle, appliedIndex);
    if (compactor.hasFinished()) {
      checkpointing.request(() -> {}); // so that what was emptied can be removed
    }
    return work;
  }

  /** Says how long the worker was held up by a slice of compaction. */
  void onSlice(long ns) {
    compactor.onApplied(ns);
  }

  /** Whether there is something to do that nobody will wake the worker for. */
  boolean mustRetry(long appliedIndex) {
    return compactor.mustRetry(appliedIndex);
  }

  void onCheckpoint(Checkpoint durable) {
    removal.onCheckpoint(durable);
    if (summaries != null) {
      summaries.onCheckpoint(durable);
    }
  }

  /** Begins nothing any more in the background. */
  void stop() {
    if (summaries != null) {
      summaries.stop();
    }
  }
}
