package dev.stator.core.capacity;

/**
 * The size of an item collection (all items and local index entries of one partition key) as the
 * service tells it: a range of whole gigabytes that holds it.
 */
public final class CollectionSize {
  private static final long GIGABYTE = 1L << 30;

  private CollectionSize() {}

  /** The lower bound, gigabytes. */
  public static long lowerGigabytes(long bytes) {
    return bytes / GIGABYTE;
  }

  /** The upper bound, gigabytes: one more than the lower. */
  public static long upperGigabytes(long bytes) {
    return lowerGigabytes(bytes) + 1;
  }
}
