package dev.stator.gateway.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often a client may fail to authenticate before it is not listened to for a while: as often at
 * once as in a minute, then at that rate. Keeps a constant number of clients; when more fail,
 * forgets those that were to be forgotten soonest. Any thread.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371): all there is of a client is the time at which
 * its failures will be forgotten.
 */
public final class FailureLimit {
  private static final int SETS = 2048;
  private static final int WAYS = 4;

  private final long intervalMs;
  private final long burstMs;
  private final InstantSource clock;
  private final AtomicLongArray clients = new AtomicLongArray(SETS * WAYS);
  private final AtomicLongArray forgottenAtMs = new AtomicLongArray(SETS * WAYS);
  private final AtomicLong refused = new AtomicLong();
  private final long salt;
  private volatile long anyUntilMs = Long.MIN_VALUE;

  /**
   * @param perMinute failures of one client
   * @param salt unknown to clients, so that they cannot choose whom to push out
   */
  public FailureLimit(int perMinute, InstantSource clock, long salt) {
    if (perMinute < 1) {
      throw new IllegalArgumentException("failures must be at least 1 a minute: " + perMinute);
    }
    this.intervalMs = Math.max(1, Duration.ofMinutes(1).toMillis() / perMinute);
    this.burstMs = intervalMs * perMinute;
    this.clock = clock;
    this.salt = salt;
  }

  /** Whether the client has failed too often; cheap as long as nobody has. */
  public boolean isLimited(long client) {
    if (anyUntilMs == Long.MIN_VALUE) {
      return false;
    }
    long nowMs = clock.millis();
    if (nowMs >= anyUntilMs) {
      return false;
    }
    long mixed = mix(client);
    int place = find(mixed);
    return place >= 0 && isLimited(forgottenAtMs.get(place), nowMs);
  }

  /** The client was not listened to. */
  public void refuse() {
    refused.incrementAndGet();
  }

  /** How many requests were refused without a look at their signatures. */
  public long refused() {
    return refused.get();
  }

  /** The client has failed to authenticate. */
  public synchronized void failed(long client) {
    long nowMs = clock.millis();
    long mixed = mix(client);
    int place = find(mixed);
    if (place < 0) {
      place = soonestForgotten(mixed);
      forgottenAtMs.set(place, nowMs);
      clients.set(place, mixed);
    }
    long forgotten = Math.max(nowMs, forgottenAtMs.get(place)) + intervalMs;
    forgottenAtMs.set(place, forgotten);
    if (isLimited(forgotten, nowMs)) {
      anyUntilMs = Math.max(anyUntilMs, forgotten - burstMs + intervalMs);
    }
  }

  private boolean isLimited(long forgotten, long nowMs) {
    return forgotten - nowMs > burstMs - intervalMs;
  }

  private int find(long mixed) {
    int first = set(mixed);
    for (int place = first; place < first + WAYS; place++) {
      if (clients.get(place) == mixed) {
        return place;
      }
    }
    return -1;
  }

  private int soonestForgotten(long mixed) {
    int first = set(mixed);
    int soonest = first;
    for (int place = first + 1; place < first + WAYS; place++) {
      if (forgottenAtMs.get(place) < forgottenAtMs.get(soonest)) {
        soonest = place;
      }
    }
    return soonest;
  }

  private static int set(long mixed) {
    return (int) (mixed >>> 40) % SETS * WAYS;
  }

  /** Never 0, which is nobody. */
  private long mix(long client) {
    long mixed = (client ^ salt) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    return (mixed ^ mixed >>> 29) | 1;
  }
}
