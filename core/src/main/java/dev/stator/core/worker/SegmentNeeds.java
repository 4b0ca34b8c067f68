package dev.stator.core.worker;

/** Something that reads the records of partitions after others have superseded them. */
public interface SegmentNeeds {
  /** What is returned when nothing is needed. */
  long NOTHING = Long.MAX_VALUE;

  /**
   * The location from which on it follows the changes of a partition, each with the record that the
   * change superseded. Segments that were emptied before that location may go. The worker's thread.
   */
  long oldestNeeded(long partition);
}
