package dev.stator.core.backup;

/** Why there is a snapshot. */
public enum SnapshotKind {
  /** A backup that somebody asked for. */
  USER,
  /** A backup of a table with point-in-time recovery that was deleted. */
  SYSTEM,
  /** What a task of the engine is reading, deleted when it is done. */
  TASK
}
