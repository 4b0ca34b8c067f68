package dev.stator.core.worker;

/**
 * How far a partition has fed a global index.
 *
 * @param location all changes before it are in the index, and none of them is needed any more
 * @param filling the index is still being filled with what was there at the location: changes from
 *     there on follow when it is
 */
public record FeedPosition(long location, boolean filling) {
  /** From the first change of a partition, which must not have lost any. */
  public static final FeedPosition START = new FeedPosition(0, false);

  /** Set in the stored number of an index that is being filled; no location is negative. */
  private static final long FILLING = Long.MIN_VALUE;

  long encoded() {
    return filling ? location | FILLING : location;
  }

  static FeedPosition decode(long encoded) {
    return new FeedPosition(encoded & ~FILLING, encoded < 0);
  }
}
