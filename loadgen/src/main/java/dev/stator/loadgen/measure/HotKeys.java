package dev.stator.loadgen.measure;

import java.util.HashMap;
import java.util.Map;

/**
 * The most popular of many keys, by the algorithm "Space-Saving" of Metwally, Agrawal and El Abbadi
 * (2005): keeps a fixed number of counters; a new key takes over the smallest one. Counts are given
 * without what a taken-over counter began with, so never too large. For one thread.
 */
public final class HotKeys {
  private static final int CAPACITY = 512;

  private final Map<Long, Integer> slots = new HashMap<>();
  private final long[] keys = new long[CAPACITY];
  private final long[] counts = new long[CAPACITY];
  private final long[] errors = new long[CAPACITY];
  private int used;
  private long total;

  public void add(long key, long count) {
    total += count;
    Integer slot = slots.get(key);
    if (slot != null) {
      counts[slot] += count;
      return;
    }
    int taken = used < CAPACITY ? used++ : smallest();
    if (counts[taken] > 0) {
      slots.remove(keys[taken]);
    }
    errors[taken] = counts[taken];
    counts[taken] += count;
    keys[taken] = key;
    slots.put(key, taken);
  }

  private int smallest() {
    int smallest = 0;
    for (int i = 1; i < CAPACITY; i++) {
      smallest = counts[i] < counts[smallest] ? i : smallest;
    }
    return smallest;
  }

  /** Adds what another one counted; errors add up too. */
  public void add(HotKeys other) {
    for (int i = 0; i < other.used; i++) {
      add(other.keys[i], other.counts[i] - other.errors[i]);
    }
    total += other.total;
    for (int i = 0; i < other.used; i++) {
      total -= other.counts[i] - other.errors[i];
    }
  }

  /** The share of the most popular key among all, at least; 0 when there were none. */
  public double hottestShare() {
    int best = best();
    return best < 0 ? 0 : (double) (counts[best] - errors[best]) / total;
  }

  /** The most popular key; -1 when there were none. */
  public long hottest() {
    int best = best();
    return best < 0 ? -1 : keys[best];
  }

  private int best() {
    int best = -1;
    for (int i = 0; i < used; i++) {
      if (best < 0 || counts[i] - errors[i] > counts[best] - errors[best]) {
        best = i;
      }
    }
    return best;
  }
}
