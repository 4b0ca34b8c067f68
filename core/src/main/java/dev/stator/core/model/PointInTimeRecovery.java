package dev.stator.core.model;

import java.util.concurrent.TimeUnit;

/**
 * Whether a table can be restored as it was at a time, and how far back.
 *
 * @param sinceMs the earliest time it was ever possible for, epoch milliseconds; 0: it is off
 * @param days how many days back
 */
public record PointInTimeRecovery(long sinceMs, int days) {
  public static final int MAX_DAYS = 35;
  public static final PointInTimeRecovery OFF = new PointInTimeRecovery(0, MAX_DAYS);

  /** What is being written this long before is not told yet. */
  private static final long LAG_MS = 1000;

  public PointInTimeRecovery {
    if (sinceMs < 0 || days < 1 || days > MAX_DAYS) {
      throw new IllegalArgumentException("sinceMs=" + sinceMs + ", days=" + days);
    }
  }

  public boolean isEnabled() {
    return sinceMs > 0;
  }

  /** The earliest time that the table can be restored to, epoch milliseconds. */
  public long earliestMs(long nowMs) {
    return Math.max(sinceMs, nowMs - TimeUnit.DAYS.toMillis(days));
  }

  /** The latest time that the table can be restored to: a whole second, epoch milliseconds. */
  public long latestMs(long nowMs) {
    long second = TimeUnit.SECONDS.toMillis(1);
    return Math.max(sinceMs, (nowMs - LAG_MS) / second * second);
  }

  /**
   * The time that is meant: any in the second of the earliest one is not before it, since many
   * clients know whole seconds only and send back what they were told without the rest.
   */
  public long meantMs(long timeMs, long nowMs) {
    long earliestMs = earliestMs(nowMs);
    boolean sameSecond =
        TimeUnit.MILLISECONDS.toSeconds(timeMs) == TimeUnit.MILLISECONDS.toSeconds(earliestMs);
    return sameSecond ? Math.max(timeMs, earliestMs) : timeMs;
  }

  /** The same for so many days: what was out of reach stays so. */
  public PointInTimeRecovery withDays(int other, long nowMs) {
    long reach = nowMs - TimeUnit.DAYS.toMillis(Math.min(days, other));
    return new PointInTimeRecovery(Math.max(sinceMs, reach), other);
  }
}
