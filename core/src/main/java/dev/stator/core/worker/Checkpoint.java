package dev.stator.core.worker;

import java.util.List;
import java.util.Map;

/**
 * The state of all partitions of a worker as of one command of its log.
 *
 * @param index the last command whose effects are included, unless it waits
 * @param entries by partition id
 * @param waiting the commands up to there that are not included, in their order
 */
public record Checkpoint(
    long index, Map<Long, CheckpointEntry> entries, List<WaitingCommand> waiting) {
  public static final Checkpoint NONE = new Checkpoint(0, Map.of());

  public Checkpoint {
    entries = Map.copyOf(entries);
    waiting = List.copyOf(waiting);
  }

  /** One at which no command waits. */
  public Checkpoint(long index, Map<Long, CheckpointEntry> entries) {
    this(index, entries, List.of());
  }
}
