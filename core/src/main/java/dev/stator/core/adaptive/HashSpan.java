package dev.stator.core.adaptive;

/**
 * The hashes that one partition has, as unsigned numbers.
 *
 * @param first the least
 * @param last the greatest
 */
public record HashSpan(long first, long last) {
  /** All hashes there are. */
  public static final HashSpan WHOLE = new HashSpan(0, -1);

  public HashSpan {
    if (Long.compareUnsigned(first, last) > 0) {
      throw new IllegalArgumentException(
          "first=" + Long.toHexString(first) + ", last=" + Long.toHexString(last));
    }
  }

  public boolean contains(long hash) {
    return Long.compareUnsigned(first, hash) <= 0 && Long.compareUnsigned(hash, last) <= 0;
  }

  /** Whether a split before this hash leaves something on both sides. */
  boolean canSplitAt(long hash) {
    return contains(hash) && hash != first;
  }

  /** Where the upper half begins. */
  long middle() {
    return first + Long.divideUnsigned(last - first, 2) + 1;
  }

  boolean isDivisible() {
    return first != last;
  }
}
