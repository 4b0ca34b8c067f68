package dev.stator.core.worker;

import dev.stator.core.partition.Partition;
import java.util.ArrayList;
import org.agrona.collections.ArrayListUtil;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * How far the records of partitions are safe from a loss of power: only those may be told to others
 * who keep what they heard. Only partitions that have changed since are looked at, however many are
 * followed. Used by the thread of one worker.
 */
final class DurableHeads {
  private final Long2ObjectHashMap<Head> heads = new Long2ObjectHashMap<>();

  /** Those that may have records which are not released. */
  private final ArrayList<Head> behind = new ArrayList<>();

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
      fallBehind(head);
    }
    return head;
  }

  /** A partition is about to be changed. */
  void onChange(long partition) {
    Head head = heads.get(partition);
    if (head != null && !head.behind) {
      fallBehind(head);
    }
  }

  private void fallBehind(Head head) {
    head.behind = true;
    behind.add(head);
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
    for (int i = behind.size() - 1; i >= 0; i--) {
      Head head = behind.get(i);
      head.advance(applied, durable);
      if (head.isAllReleased()) {
        head.behind = false;
        ArrayListUtil.fastUnorderedRemove(behind, i);
      }
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
    behind.remove(heads.remove(partition));
  }

  /** Marks the head now and then, and releases the mark when the commands before it are durable. */
  static final class Head {
    private final Partition partition;
    private long released;
    private long markLocation;
    private long markIndex;
    private boolean behind;

    Head(Partition partition, long applied) {
      this.partition = partition;
      mark(applied);
    }

    private void advance(long applied, long durable) {
      if (durable >= applied) {
        release(partition.head());
      } else if (durable >= markIndex) {
        release(markLocation);
        mark(applied);
      }
    }

    private boolean isAllReleased() {
      return released >= partition.head();
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
