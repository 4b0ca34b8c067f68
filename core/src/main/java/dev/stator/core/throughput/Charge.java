package dev.stator.core.throughput;

import org.jspecify.annotations.Nullable;

/**
 * What one request takes from the meter of a table or index and from those of the partitions it
 * comes to: first what is known of its cost, in the end what it did cost. Used again for other
 * requests; for one thread at a time.
 */
public final class Charge {
  private @Nullable Meter whole;
  private @Nullable Meter partition;
  private boolean limited;
  private long taken;
  private long takenHere;
  private long countedBefore;

  /**
   * Begins anew; takes nothing yet.
   *
   * @param halves of a unit, what the request costs at least
   */
  public void begin(Meter newWhole, Meter newPartition, long halves) {
    whole = newWhole;
    partition = newPartition;
    limited = newWhole.isLimited() || newPartition.isLimited();
    taken = halves;
    takenHere = halves;
    countedBefore = 0;
  }

  /** Whether it matters what time it is. */
  public boolean isLimited() {
    return limited;
  }

  /** Halves of a unit that were known of its cost. */
  public long taken() {
    return taken;
  }

  /** The limit that the request meets; null when it may be admitted. A refusal is counted. */
  public @Nullable Throttle refusal(long nowNs) {
    Throttle throttle = whole().refusal(nowNs);
    if (throttle == null) {
      throttle = partition().refusal(nowNs);
      if (throttle != null) {
        partition().throttled(throttle.type());
      }
    }
    if (throttle != null) {
      whole().throttled(throttle.type());
    }
    return throttle;
  }

  /** Takes what is known of the cost. */
  public void take(long nowNs) {
    if (limited) {
      whole().take(taken, nowNs);
      partition().take(takenHere, nowNs);
    }
  }

  /**
   * Goes on to another partition.
   *
   * @param halves of a unit that the request has cost so far
   */
  public void moveTo(Meter next, long halves, long nowNs) {
    settleHere(halves, nowNs);
    partition = next;
    takenHere = 0;
  }

  /** Ends: the request has cost so many halves of a unit. */
  public void settle(long halves, long nowNs) {
    settleHere(halves, nowNs);
    if (limited && halves != taken) {
      whole().take(halves - taken, nowNs);
    }
    whole().consumed(halves, nowNs);
  }

  /** Ends: the request costs nothing. */
  public void cancel(long nowNs) {
    if (limited) {
      whole().take(-taken, nowNs);
      partition().take(-takenHere, nowNs);
    }
  }

  private void settleHere(long halves, long nowNs) {
    long here = halves - countedBefore;
    if (limited && here != takenHere) {
      partition().take(here - takenHere, nowNs);
    }
    partition().consumed(here, nowNs);
    countedBefore = halves;
  }

  private Meter whole() {
    return begun(whole);
  }

  private Meter partition() {
    return begun(partition);
  }

  private static Meter begun(@Nullable Meter meter) {
    if (meter == null) {
      throw new IllegalStateException("it has not begun");
    }
    return meter;
  }
}
