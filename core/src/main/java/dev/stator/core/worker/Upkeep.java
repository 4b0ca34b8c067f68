package dev.stator.core.worker;

import dev.stator.core.partition.Partition;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What a worker does beside requests so that its partitions do not take more disk than they must:
 * superseded records are compacted away, and segments that nobody needs any more are removed. Used
 * by the worker's thread.
 */
final class Upkeep {
  private final Compactor compactor;
  private final SegmentRemoval removal;

  /**
   * @param partitions those of the worker
   * @param background unmaps and deletes files
   */
  Upkeep(
      Long2ObjectHashMap<Partition> partitions,
      Mailbox mailbox,
      Compactor.Log log,
      Executor background) {
    this.compactor = new Compactor(partitions, mailbox, log);
    this.removal = new SegmentRemoval(partitions, background);
  }

  /** Keeps segments as long as this needs them. */
  void heed(SegmentNeeds need) {
    removal.heed(need);
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

  /** Whether there is something to do that nobody will wake the worker for. */
  boolean mustRetry(long appliedIndex) {
    return compactor.mustRetry(appliedIndex);
  }

  void onCheckpoint(Checkpoint durable) {
    removal.onCheckpoint(durable);
  }
}
