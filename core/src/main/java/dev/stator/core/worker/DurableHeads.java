package dev.stator.core.worker;

import dev.stator.core.partition.Partition;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * How far the records of partitions are safe from a loss of power: only those may be told to others
 * who keep what they heard. Used by the thread of one worker.
 */
final class DurableHeads {
  private final Long2ObjectHashMap<Head> heads = new Long2ObjectHashMap<>();
  private long appliedIndex;
  private long durableIndex;

  /** Follows a partition that was just recovered: all that it holds is durable. */
  void followRecovered(Partition partition) {
    follow(partition).release(partition.head());
  }

  /** Follows a partition from now on; what it holds may become durable later. */
  Head follow(Partition partition) {
    Head head = heads.get(partition.id());
    if (head == null) {
      head = new Head(partition, appliedIndex);
      heads.put(partition.id(), head);
    }
    return head;
  }

  /**
   * Takes note of how far the log is.
   *
   * @param applied the last command that the partitions have applied
   * @param durable the last command that a loss of power cannot take back
   */
  void advance(long applied, long durable) {
    appliedIndex = applied;
    durableIndex = durable;
    if (durable < applied) {
      heads.forEachLong((id, head) -> head.advance(applied, durable));
    }
  }

  /** The location before which no record of the partition can be taken back; never decreases. */
  long of(Partition partition) {
    Head head = follow(partition);
    if (durableIndex >= appliedIndex) {
      head.release(partition.head());
    }
    return head.released;
  }

  void forget(long partition) {
    heads.remove(partition);
  }

  /** Marks the head now and then, and releases the mark when the commands before it are durable. */
  static final class Head {
    private final Partition partition;
    private long released;
    private long markLocation;
    private long markIndex;

    Head(Partition partition, long applied) {
      this.partition = partition;
      mark(applied);
    }

    private void advance(long applied, long durable) {
      if (durable >= markIndex) {
        release(markLocation);
        mark(applied);
      }
    }

    private void mark(long applied) {
      markLocation = partition.head();
      markIndex = applied;
    }

    private void release(long location) {
      released = Math.max(released, location);
    }
  }
}
