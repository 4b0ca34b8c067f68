package dev.stator.core.worker;

/**
 * How far the partitions that are to take the place of another one are behind it; nearer ones last.
 */
enum FeedDistance {
  /** Nothing is sent to them any more. */
  STOPPED,
  /** They do not have all items yet, or are whole segments behind. */
  BEHIND,
  /** They have all items, and more changes are missing than a closed partition should wait for. */
  FOLLOWING,
  /** A few changes are missing. */
  NEAR,
  /** The same, and all of these are on their way. */
  SENT;

  /** Whether it is this one or nearer. */
  boolean isAtLeast(FeedDistance other) {
    return compareTo(other) >= 0;
  }
}
