package dev.stator.core.worker;

import java.util.Map;

/**
 * The state of all partitions of a worker as of one command of its log.
 *
 * @param index the last command whose effects are included
 * @param entries by partition id
 */
public record Checkpoint(long index, Map<Long, CheckpointEntry> entries) {
  public static final Checkpoint NONE = new Checkpoint(0, Map.of());

  public Checkpoint {
    entries = Map.copyOf(entries);
  }
}
