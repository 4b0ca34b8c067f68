package dev.stator.core.partition;

/** Whether a partition carries out writes, and if not, why. */
public enum PartitionCondition {
  /** It does. */
  WRITABLE,
  /**
   * The disk has no room for its next segment. What it has taken already fits; it takes nothing
   * more until there is room.
   */
  SHORT_OF_ROOM,
  /** Commands wait in order until the disk has room for what they write. */
  WAITING,
  /**
   * A command could not be carried out; what follows it waits until the partition is opened anew.
   */
  FAILED
}
