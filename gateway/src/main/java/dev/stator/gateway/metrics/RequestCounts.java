package dev.stator.gateway.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/** What one event loop has counted of one operation on one table: one writer, any reader. */
final class RequestCounts {
  /** Upper bounds of the buckets of latencies, seconds; there is one more without a bound. */
  static final double[] BOUNDS_S = {
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
    2.5, 5
  };

  private static final long[] BOUNDS_NS = new long[BOUNDS_S.length];
  private static final int BUCKETS = BOUNDS_S.length + 1;
  private static final int SUM_NS = BUCKETS;
  private static final int OUTCOMES = SUM_NS + 1;
  private static final int ITEMS = OUTCOMES + Outcome.values().length;
  private static final int BYTES = ITEMS + 1;
  private static final int CONFLICTS = BYTES + 1;
  private static final int FAILED_CONDITIONS = CONFLICTS + 1;
  private static final int LENGTH = FAILED_CONDITIONS + 1;

  static {
    for (int i = 0; i < BOUNDS_S.length; i++) {
      BOUNDS_NS[i] = Math.round(BOUNDS_S[i] * 1e9);
    }
  }

  private final AtomicLongArray values = new AtomicLongArray(LENGTH);

  void success(long ns) {
    add(bucket(ns), 1);
    add(SUM_NS, ns);
    add(OUTCOMES + Outcome.SUCCESS.place, 1);
  }

  void failure(Outcome outcome) {
    add(OUTCOMES + outcome.place, 1);
  }

  void returned(long items, long bytes) {
    add(ITEMS, items);
    add(BYTES, bytes);
  }

  void canceled(int conflicts, int failedConditions) {
    add(CONFLICTS, conflicts);
    add(FAILED_CONDITIONS, failedConditions);
  }

  private void add(int place, long more) {
    values.setOpaque(place, values.getPlain(place) + more);
  }

  private static int bucket(long ns) {
    int bucket = 0;
    while (bucket < BOUNDS_NS.length && ns > BOUNDS_NS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /** Adds what another event loop has counted. */
  void add(RequestCounts other) {
    for (int i = 0; i < LENGTH; i++) {
      add(i, other.values.getOpaque(i));
    }
  }

  /** Successful requests by the buckets of their latencies. */
  long[] buckets() {
    long[] buckets = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i] = values.getOpaque(i);
    }
    return buckets;
  }

  double sumS() {
    return (double) values.getOpaque(SUM_NS) / 1e9;
  }

  long count(Outcome outcome) {
    return values.getOpaque(OUTCOMES + outcome.place);
  }

  long items() {
    return values.getOpaque(ITEMS);
  }

  long bytes() {
    return values.getOpaque(BYTES);
  }

  /** Parts of transactions that others were in the way of. */
  long conflicts() {
    return values.getOpaque(CONFLICTS);
  }

  /** Parts of transactions whose conditions did not hold. */
  long failedConditions() {
    return values.getOpaque(FAILED_CONDITIONS);
  }
}
