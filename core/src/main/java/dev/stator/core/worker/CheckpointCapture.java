package dev.stator.core.worker;

import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.ForceSteps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What a checkpoint is made of, as the worker's thread hands it over: nobody changes it any more.
 *
 * @param states by partition id
 * @param fed how far indexes are fed from these partitions
 * @param forces make the segments durable up to what the states say, in such steps
 */
record CheckpointCapture(
    long index,
    Long2ObjectHashMap<PartitionState> states,
    List<FedIndex> fed,
    List<WaitingCommand> waiting,
    List<Consumer<ForceSteps>> forces) {
  CheckpointCapture {
    waiting = List.copyOf(waiting);
    forces = List.copyOf(forces);
  }

  /** The checkpoint; takes its time, for another thread than the worker's. */
  Checkpoint checkpoint() {
    Map<Long, Map<Long, FeedPosition>> feeds = new HashMap<>();
    for (FedIndex feed : fed) {
      feeds.computeIfAbsent(feed.base(), _ -> new HashMap<>()).put(feed.index(), feed.position());
    }
    Map<Long, CheckpointEntry> entries = new HashMap<>();
    states.forEachLong(
        (id, state) ->
            entries.put(id, new CheckpointEntry(state, feeds.getOrDefault(id, Map.of()))));
    return new Checkpoint(index, entries, waiting);
  }
}
