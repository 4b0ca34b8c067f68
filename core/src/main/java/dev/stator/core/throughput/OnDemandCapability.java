package dev.stator.core.throughput;

import java.util.concurrent.TimeUnit;

/**
 * How much a table or index on demand can serve at once: twice its previous peak, and what a new
 * one has at least. A peak is the busiest minute of half an hour and counts from its end on, so
 * that what can be served at most doubles every half hour. It never goes down.
 */
final class OnDemandCapability {
  /** Seconds of it that may be used at once. */
  static final long DEPTH_S = 1;

  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
  private static final long SPAN_NS = TimeUnit.MINUTES.toNanos(30);
  private static final double PEAK_FACTOR = 2;

  private final Gate growing;
  private final Gate atQuota;
  private final long quota;
  private volatile long limit;
  private volatile long minuteEndNs;
  private long minuteStartNs;
  private long spanEndNs;
  private long halvesBefore;
  private double peak;

  /**
   * @param limit units per second at first
   * @param quota what it never exceeds by itself
   * @param growing what is told below the quota; its throttle goes with a bucket made here
   * @param atQuota what is told at it
   * @param halves counted so far
   */
  OnDemandCapability(
      long limit, long quota, Throttle growing, Throttle atQuota, long halves, long nowNs) {
    TokenBucket bucket = new TokenBucket((double) limit, DEPTH_S, nowNs);
    this.growing = new Gate(bucket, growing);
    this.atQuota = new Gate(bucket, atQuota);
    this.limit = limit;
    this.quota = quota;
    this.halvesBefore = halves;
    this.minuteStartNs = nowNs;
    this.minuteEndNs = nowNs + MINUTE_NS;
    this.spanEndNs = nowNs + SPAN_NS;
  }

  /** Units per second. */
  long limit() {
    return limit;
  }

  TokenBucket bucket() {
    return growing.bucket();
  }

  /** What limits requests now. */
  Gate gate() {
    return limit < quota ? growing : atQuota;
  }

  /** Serves at least so many units per second from now on. */
  synchronized void raise(long units, long nowNs) {
    if (units > limit) {
      limit = units;
      bucket().changeRate((double) units, nowNs);
    }
  }

  /** Whether a minute is over, so that {@link #observe} is due; cheap. */
  boolean isDue(long nowNs) {
    return nowNs - minuteEndNs >= 0;
  }

  /**
   * Takes note of what was consumed until now.
   *
   * @param halves counted so far
   * @return whether more can be served from now on
   */
  synchronized boolean observe(long halves, long nowNs) {
    if (!isDue(nowNs)) {
      return false; // another thread was faster
    }
    double seconds = (nowNs - minuteStartNs) / (double) TimeUnit.SECONDS.toNanos(1);
    peak = Math.max(peak, (halves - halvesBefore) / 2.0 / seconds);
    halvesBefore = halves;
    minuteStartNs = nowNs;
    minuteEndNs = nowNs + MINUTE_NS;
    if (nowNs - spanEndNs < 0) {
      return false;
    }
    long before = limit;
    raise(Math.min(quota, Math.round(PEAK_FACTOR * peak)), nowNs);
    peak = 0;
    spanEndNs = nowNs + SPAN_NS;
    return limit > before;
  }
}
