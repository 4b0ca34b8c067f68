package dev.stator.core.partition;

/** What happened to an item. */
public enum ChangeKind {
  INSERT,
  MODIFY,
  REMOVE,

  /** The service removed it because its time to live was over. */
  EXPIRE;

  static final ChangeKind[] ALL = values();
}
