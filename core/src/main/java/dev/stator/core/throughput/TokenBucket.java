package dev.stator.core.throughput;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that many threads share without locks. It fills at a rate, keeps what its depth
 * allows, and may be left in debt.
 *
 * <p>Its whole state is one number: the moment at which it would be empty if nothing more were
 * taken and time ran backwards, or in debt, will be. What is in it is the time since that moment
 * times the rate; to take tokens moves the moment on. So filling costs nothing, and one
 * compare-and-set is enough: whoever reads the same number sees the same bucket, no matter what
 * happened in between. This is the virtual scheduling form of the generic cell rate algorithm
 * (ITU-T I.371).
 *
 * <p>Moments are counted in sixteenths of a nanosecond since the bucket was made, which last for 18
 * years. Rounding to them is an error of less than one in a million at 40 000 units a second.
 */
public final class TokenBucket {
  private static final long TICKS_PER_NANO = 16;
  private static final long TICKS_PER_SECOND = TICKS_PER_NANO * TimeUnit.SECONDS.toNanos(1);

  /** Debt beyond this is forgiven: no single request locks a table up for longer. Seconds. */
  static final long MAX_DEBT_S = 3600;

  private static final long MAX_DEBT = MAX_DEBT_S * TICKS_PER_SECOND;

  private final AtomicLong emptyAt;
  private final long originNs;
  private final long depth;
  private volatile double rate;
  private volatile double ticksPerHalf;

  /**
   * A full bucket.
   *
   * @param unitsPerSecond more than 0
   * @param depthS how many seconds of filling it keeps
   */
  public TokenBucket(double unitsPerSecond, long depthS, long nowNs) {
    this.originNs = nowNs;
    this.depth = depthS * TICKS_PER_SECOND;
    this.rate = unitsPerSecond;
    this.ticksPerHalf = ticksPerHalf(unitsPerSecond);
    this.emptyAt = new AtomicLong(-depth);
  }

  /** Whether nothing is left, or less. */
  public boolean isEmpty(long nowNs) {
    return emptyAt.get() >= ticks(nowNs);
  }

  /** Takes so many halves of a unit, also those that are not there; gives back a negative count. */
  public void take(long halves, long nowNs) {
    long cost = Math.min(MAX_DEBT, Math.round(halves * ticksPerHalf));
    long now = ticks(nowNs);
    long before;
    long after;
    do {
      before = emptyAt.get();
      after = Math.min(Math.max(before, now - depth) + cost, now + MAX_DEBT);
    } while (!emptyAt.compareAndSet(before, after));
  }

  /** What is in it, units; negative in debt. */
  public double level(long nowNs) {
    long now = ticks(nowNs);
    return (now - Math.max(emptyAt.get(), now - depth)) / ticksPerHalf / 2;
  }

  /** Units per second. */
  public double rate() {
    return rate;
  }

  /**
   * Fills at another rate from now on. What is in it stays, as far as the new depth allows; what
   * others take in this very moment may be taken at either rate.
   */
  public synchronized void changeRate(double unitsPerSecond, long nowNs) {
    double next = ticksPerHalf(unitsPerSecond);
    double factor = next / ticksPerHalf;
    long now = ticks(nowNs);
    long before;
    long after;
    do {
      before = emptyAt.get();
      long filledFor = now - Math.max(before, now - depth);
      after = now - Math.min(depth, Math.max(-MAX_DEBT, Math.round(filledFor * factor)));
    } while (!emptyAt.compareAndSet(before, after));
    ticksPerHalf = next;
    rate = unitsPerSecond;
  }

  /** Takes everything that is in it; a debt stays. */
  void empty(long nowNs) {
    long now = ticks(nowNs);
    emptyAt.accumulateAndGet(now, Math::max);
  }

  private long ticks(long nowNs) {
    return (nowNs - originNs) * TICKS_PER_NANO;
  }

  private static double ticksPerHalf(double unitsPerSecond) {
    if (!(unitsPerSecond > 0)) {
      throw new IllegalArgumentException("unitsPerSecond=" + unitsPerSecond);
    }
    return TICKS_PER_SECOND / unitsPerSecond / 2;
  }
}
