package dev.stator.core.worker;

import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.partition.Partition;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.LongConsumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does beside requests to keep its partitions in order: superseded records are
 * compacted away, segments that nobody needs any more are removed, and full ones get summaries.
 * Used by the worker's thread.
 */
final class Upkeep implements Checkpointing.Listener {
  /** How many partitions of a durable checkpoint are looked at before the worker goes on. */
  private static final int SLICE = 64;

  /** Checkpoints follow each other by this for the sake of what was emptied, unless it is much. */
  static final long PAUSE_NS = 500_000_000;

  private static final long MUCH_BYTES = 32 << 20;

  private final Compactor compactor;
  private final SegmentRemoval removal;
  private final @Nullable SummaryWriting summaries;
  private Iterator<CheckpointEntry> durable = Collections.emptyIterator();

  /**
   * @param partitions those of the worker
   * @param changed is told the ids of those that have a segment less
   */
  Upkeep(
      Long2ObjectHashMap<Partition> partitions,
      LongConsumer changed,
      Mailbox mailbox,
      Compactor.Log log,
      UpkeepConfig config,
      NanoClock nanoClock) {
    this.compactor = new Compactor(partitions, mailbox, log, nanoClock);
    this.removal = new SegmentRemoval(partitions, changed, config.background());
    this.summaries = config.summaries() ? new SummaryWriting(partitions, config) : null;
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
  int poll(boolean idle, Checkpointing checkpointing) {
    int work = compactor.poll(idle);
    if (compactor.hasFinished()
        && (compactor.emptiedBytes() >= MUCH_BYTES || checkpointing.ageNs() >= PAUSE_NS)) {
      compactor.begin();
      checkpointing.suggest(); // so that what was emptied can be removed
    }
    return work;
  }

  /** The longest time the worker may sleep, nanoseconds. */
  long maxSleepNs() {
    return compactor.hasFinished() ? PAUSE_NS : Long.MAX_VALUE;
  }

  /** A partition is about to be changed, or takes commands again. */
  void onChange(long partition) {
    compactor.onChange(partition);
  }

  /** Says how long the worker was held up by a slice of compaction. */
  void onSlice(long ns) {
    compactor.onApplied(ns);
  }

  /** Whether there is something to do that nobody will wake the worker for. */
  boolean mustRetry() {
    return compactor.mustRetry();
  }

  @Override
  public void onCheckpoint(Checkpoint written) {
    durable = written.entries().values().iterator();
  }

  @Override
  public boolean goOn() {
    for (int i = 0; i < SLICE && durable.hasNext(); i++) {
      CheckpointEntry entry = durable.next();
      removal.onCheckpoint(entry);
      if (summaries != null) {
        summaries.onCheckpoint(entry);
      }
    }
    return durable.hasNext();
  }

  /** Begins nothing any more in the background. */
  void stop() {
    if (summaries != null) {
      summaries.stop();
    }
  }
}
