package dev.stator.loadgen;

/** Says which item each request is about; asked by all threads. */
interface RequestSource {
  /** No more requests. */
  long END = -1;

  Operation operation();

  /** The number of the item, or {@link #END}. */
  long next();

  /** Whether a request that started at this {@link System#nanoTime} is measured. */
  boolean isMeasured(long startNs);
}
