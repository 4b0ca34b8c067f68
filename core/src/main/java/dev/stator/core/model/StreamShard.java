package dev.stator.core.model;

/**
 * The part of a stream that is in one partition: the changes there from one location to another.
 *
 * @param parent the partition whose changes come before those of this one, 0 for none
 * @param start the location of the first change
 * @param end the location behind the last one, {@link #OPEN} as long as changes are added
 */
public record StreamShard(long partition, long parent, long start, long end) {
  public static final long OPEN = Long.MAX_VALUE;

  public boolean isOpen() {
    return end == OPEN;
  }

  public StreamShard endedAt(long location) {
    return new StreamShard(partition, parent, start, location);
  }
}
