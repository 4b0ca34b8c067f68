package dev.stator.core.worker;

import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Checkpoint;
import dev.stator.core.segment.ForceSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayQueue;
import org.agrona.collections.LongHashSet;

/**
 * The states of a worker's partitions as its next checkpoint keeps them. Those that have changed
 * since they were looked at are looked at again, a few at a time while the worker goes on, and only
 * the last few in the moment of the checkpoint. So it holds the worker up for a short time, however
 * many partitions there are.
 *
 * <p>Whatever changes the state of a partition says so before ({@link #onChange}). With assertions
 * on, as in tests, every checkpoint is compared with the partitions as they are. Used by the thread
 * of the worker.
 */
final class CapturedStates {
  /** How many partitions are looked at before the worker goes on. */
  static final int SLICE = 64;

  private final Long2ObjectHashMap<Partition> partitions;
  private final LongHashSet changed = new LongHashSet();
  private final LongArrayQueue order = new LongArrayQueue();
  private final Long2ObjectHashMap<PartitionState> states = new Long2ObjectHashMap<>();
  private final Long2ObjectHashMap<Checkpoint> forces = new Long2ObjectHashMap<>();
  private boolean preparing;
  private int left;

  /**
   * @param partitions those of the worker
   */
  CapturedStates(Long2ObjectHashMap<Partition> partitions) {
    this.partitions = partitions;
  }

  /** A partition of the worker is changed, or is new. */
  void onChange(long partition) {
    if (changed.add(partition)) {
      order.addLong(partition);
    }
  }

  /** A partition is not one of the worker's any more. */
  void forget(long partition) {
    changed.remove(partition);
    states.remove(partition);
    forces.remove(partition);
  }

  /**
   * Looks at a few of those that have changed, in the order in which they did. Ends also when as
   * many go on changing: then those of one round are more than a few, and none is left behind them.
   *
   * @return whether {@link #take} has little left to look at
   */
  boolean prepare() {
    if (!preparing) {
      preparing = true;
      left = 2 * order.size() + SLICE;
    }
    if (order.size() > SLICE && left > 0) {
      left -= SLICE;
      look(SLICE);
    }
    return order.size() <= SLICE || left <= 0;
  }

  /** The states as they are now, those that were not looked at before too. */
  CheckpointCapture take(long index, List<FedIndex> fed, List<WaitingCommand> waiting) {
    look(order.size());
    assert isComplete() : "a partition has changed and nobody said so";
    preparing = false;
    CheckpointCapture taken =
        new CheckpointCapture(index, new Long2ObjectHashMap<>(states), fed, waiting, toForce());
    forces.clear();
    return taken;
  }

  private List<Consumer<ForceSteps>> toForce() {
    List<Consumer<ForceSteps>> all = new ArrayList<>(forces.size());
    forces.forEachLong((id, segments) -> all.add(segments::force));
    return all;
  }

  /** How many have changed and were not looked at since. */
  int changedCount() {
    return changed.size();
  }

  private void look(int count) {
    for (int i = 0; i < count && !order.isEmpty(); i++) {
      long id = order.peekLong();
      Partition partition = changed.contains(id) ? partitions.get(id) : null;
      if (partition != null) {
        look(partition);
      }
      changed.remove(id);
      order.pollLong();
    }
  }

  private void look(Partition partition) {
    Checkpoint dirty = partition.log().takeCheckpoint();
    states.put(partition.id(), partition.state());
    if (dirty.isEmpty()) {
      forces.remove(partition.id());
    } else {
      forces.put(partition.id(), dirty);
    }
  }

  private boolean isComplete() {
    boolean complete = states.size() == partitions.size();
    for (Partition partition : partitions.values()) {
      Checkpoint forced = forces.get(partition.id());
      complete &= partition.state().equals(states.get(partition.id()));
      complete &= partition.log().takeCheckpoint().bytes() == (forced == null ? 0 : forced.bytes());
    }
    return complete;
  }
}
