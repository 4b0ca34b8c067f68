package dev.stator.core.backup;

/** Why there is a snapshot. */
public enum SnapshotKind {
  /** A backup that somebody asked for. */
  USER(0),
  /** A backup of a table with point-in-time recovery that was deleted. */
  SYSTEM(1),
  /** What a task of the engine is reading, deleted when it is done. */
  TASK(2);

  private final int code;

  SnapshotKind(int code) {
    this.code = code;
  }

  /** What stands for it in a manifest. */
  int code() {
    return code;
  }

  static SnapshotKind of(int code) {
    for (SnapshotKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IndexOutOfBoundsException(code);
  }
}
