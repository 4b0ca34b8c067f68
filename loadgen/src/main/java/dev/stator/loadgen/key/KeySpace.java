package dev.stator.loadgen.key;

import java.util.PriorityQueue;

/**
 * The numbers of the items that exist, from 0 on: grows as inserts are acknowledged, in whatever
 * order. For all threads.
 */
public final class KeySpace {
  private final PriorityQueue<Long> acknowledgedAhead = new PriorityQueue<>();
  private final PriorityQueue<Long> failed = new PriorityQueue<>();
  private volatile long count;
  private long next;

  public KeySpace(long count) {
    this.count = count;
    this.next = count;
  }

  /** Every number below is an item that was acknowledged. */
  public long count() {
    return count;
  }

  /** A number to insert: one that failed before, or the next. */
  public synchronized long reserve() {
    Long again = failed.poll();
    return again == null ? next++ : again;
  }

  /** Gives a number back whose insert failed. */
  public synchronized void fail(long number) {
    failed.add(number);
  }

  public synchronized void acknowledge(long number) {
    acknowledgedAhead.add(number);
    long contiguous = count;
    while (!acknowledgedAhead.isEmpty() && acknowledgedAhead.peek() <= contiguous) {
      if (acknowledgedAhead.remove() == contiguous) {
        contiguous++;
      }
    }
    count = contiguous;
  }
}
