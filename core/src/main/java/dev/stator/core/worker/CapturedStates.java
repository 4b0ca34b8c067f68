package dev.stator.core.worker;

import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Checkpoint;
import dev.stator.core.segment.ForceSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayQueue;
import org.agrona.collections.LongHashSet;

/**
 * The states of a worker's partitions as its next checkpoint keeps them, all of the same moment.
 * Those that have changed since they were looked at last are looked at behind that moment, a few at
 * a time while the worker goes on, and one that is about to change before it does. So no more than
 * a few hold the worker up at once, however many there are and however often they change.
 *
 * <p>Whatever changes the state of a partition says so before ({@link #onChange}). With assertions
 * on, as in tests, every checkpoint is compared with the partitions as they were in its moment.
 * Used by the thread of the worker.
 */
final class CapturedStates {
  /** How many partitions are looked at before the worker goes on. */
  static final int SLICE = 64;

  /** Fewer, if what they have applied of many other partitions is together more than this. */
  static final int SLICE_SOURCES = 1024;

  private final Long2ObjectHashMap<Partition> partitions;
  private final LongHashSet changed = new LongHashSet();
  private final LongHashSet pending = new LongHashSet();
  private final LongArrayQueue order = new LongArrayQueue();
  private final LongHashSet forgotten = new LongHashSet();
  private final Long2ObjectHashMap<PartitionState> states = new Long2ObjectHashMap<>();
  private final Long2ObjectHashMap<Checkpoint> forces = new Long2ObjectHashMap<>();

  /** Filled with assertions on. */
  private final Long2ObjectHashMap<PartitionState> expected = new Long2ObjectHashMap<>();

  private final Long2LongHashMap expectedBytes = new Long2LongHashMap(-1);
  private long index;
  private List<FedIndex> fed = List.of();
  private List<WaitingCommand> waiting = List.of();
  private boolean begun;

  /**
   * @param partitions those of the worker
   */
  CapturedStates(Long2ObjectHashMap<Partition> partitions) {
    this.partitions = partitions;
  }

  /** A partition of the worker is about to be changed, or is new. */
  void onChange(long partition) {
    lookIfPending(partition);
    changed.add(partition);
  }

  /** A partition is going not to be one of the worker's any more; it is still open. */
  void forget(long partition) {
    lookIfPending(partition);
    changed.remove(partition);
    if (begun) {
      forgotten.add(partition);
    } else {
      states.remove(partition);
      forces.remove(partition);
    }
  }

  /** This is the moment: what {@link #take} gives is as of now. */
  void begin(long appliedIndex, List<FedIndex> positions, List<WaitingCommand> commands) {
    giveUp();
    begun = true;
    index = appliedIndex;
    fed = positions;
    waiting = List.copyOf(commands);
    pending.addAll(changed);
    changed.forEach(id -> order.addLong(id));
    changed.clear();
    assert remember();
  }

  /** Forgets the moment before, if that was not taken. */
  private void giveUp() {
    changed.addAll(pending);
    pending.clear();
    order.clear();
    end();
  }

  private void end() {
    begun = false;
    forgotten.forEach(
        id -> {
          states.remove(id);
          forces.remove(id);
        });
    forgotten.clear();
  }

  /** Looks at a few partitions; returns whether all have been. */
  boolean goOn() {
    int sources = 0;
    for (int i = 0; i < SLICE && sources < SLICE_SOURCES && !order.isEmpty(); i++) {
      sources += lookIfPending(order.pollLong());
    }
    return order.isEmpty();
  }

  /** The states in the moment of {@link #begin}, when {@link #goOn} has come to the end. */
  CheckpointCapture take() {
    CheckpointCapture taken =
        new CheckpointCapture(index, new Long2ObjectHashMap<>(states), fed, waiting, toForce());
    assert isAsRemembered() : "a partition has changed and nobody said so";
    forces.clear();
    end();
    return taken;
  }

  /** The states as they are now, all at once: for a worker that does nothing else any more. */
  CheckpointCapture takeAll(
      long appliedIndex, List<FedIndex> positions, List<WaitingCommand> commands) {
    begin(appliedIndex, positions, commands);
    boolean complete = goOn();
    while (!complete) {
      complete = goOn();
    }
    return take();
  }

  private List<Consumer<ForceSteps>> toForce() {
    List<Consumer<ForceSteps>> all = new ArrayList<>(forces.size());
    forces.forEachLong((id, segments) -> all.add(segments::force));
    return all;
  }

  /** How many are to be looked at yet. */
  int pendingCount() {
    return pending.size();
  }

  /** Returns of how many other partitions it has applied something. */
  private int lookIfPending(long id) {
    Partition partition = pending.remove(id) ? partitions.get(id) : null;
    if (partition == null) {
      return 0;
    }
    Checkpoint dirty = partition.log().takeCheckpoint();
    PartitionState state = partition.state();
    states.put(id, state);
    if (dirty.isEmpty()) {
      forces.remove(id);
    } else {
      forces.put(id, dirty);
    }
    return state.sources().size();
  }

  private boolean remember() {
    expected.clear();
    expectedBytes.clear();
    for (Partition partition : partitions.values()) {
      expected.put(partition.id(), partition.state());
      expectedBytes.put(partition.id(), partition.log().takeCheckpoint().bytes());
    }
    return true;
  }

  private boolean isAsRemembered() {
    boolean same = states.equals(expected);
    for (Long id : expected.keySet()) {
      Checkpoint forced = forces.get((long) id);
      same &= expectedBytes.get((long) id) == (forced == null ? 0 : forced.bytes());
    }
    return same;
  }
}
