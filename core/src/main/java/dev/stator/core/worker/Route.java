package dev.stator.core.worker;

import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Partition;
import org.agrona.DirectBuffer;

/**
 * Where a partition is.
 *
 * @param state the partition itself, of which other threads may ask counts and its condition only
 */
public record Route(long partition, PartitionWorker worker, Partition state) {
  /**
   * Gives a command for the partition to the log of its worker, unless the partition cannot carry
   * it out now; any thread, never blocks.
   */
  public CommandLog.Offer offer(DirectBuffer buffer, int offset, int length) {
    CommandLog.Offer refusal = refusal();
    return refusal == CommandLog.Offer.ACCEPTED ? worker.offer(buffer, offset, length) : refusal;
  }

  /** As {@link #offer}, with {@link PartitionWorker#signal} to follow soon. */
  public CommandLog.Offer enqueue(DirectBuffer buffer, int offset, int length) {
    CommandLog.Offer refusal = refusal();
    return refusal == CommandLog.Offer.ACCEPTED ? worker.enqueue(buffer, offset, length) : refusal;
  }

  /** Why the partition takes no commands now; ACCEPTED when it does. Any thread. */
  public CommandLog.Offer refusal() {
    return switch (state.condition()) {
      case WRITABLE -> CommandLog.Offer.ACCEPTED;
      case SHORT_OF_ROOM, WAITING -> CommandLog.Offer.NO_ROOM;
      case FAILED -> CommandLog.Offer.FAILED;
    };
  }
}
