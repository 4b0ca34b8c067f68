package dev.stator.core.throughput;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The reads or the writes of a table, of a global index, or of a partition: what they may consume,
 * what they have consumed, and what was refused.
 */
public final class Meter {
  private static final Gate[] OPEN = {};

  private final LongAdder consumedHalves = new LongAdder();
  private final Map<LimitType, LongAdder> throttled;
  private volatile Gate[] gates = OPEN;
  private volatile @Nullable OnDemandCapability capability;

  Meter() {
    Map<LimitType, LongAdder> counts = new EnumMap<>(LimitType.class);
    for (LimitType type : LimitType.values()) {
      counts.put(type, new LongAdder());
    }
    throttled = counts;
  }

  /** Whether anything limits it: if not, nobody needs to ask, nor to take. */
  public boolean isLimited() {
    return gates.length > 0;
  }

  /** What to tell a request that comes now; null when it is admitted. */
  public @Nullable Throttle refusal(long nowNs) {
    for (Gate gate : gates) {
      if (gate.bucket().isEmpty(nowNs)) {
        return gate.throttle();
      }
    }
    return null;
  }

  /** Takes so many halves of a unit from what it may consume; a negative count gives back. */
  public void take(long halves, long nowNs) {
    for (Gate gate : gates) {
      gate.bucket().take(halves, nowNs);
    }
  }

  /** Counts what was consumed; it was taken before. */
  public void consumed(long halves, long nowNs) {
    consumedHalves.add(halves);
    OnDemandCapability growing = capability;
    if (growing != null && growing.isDue(nowNs)) {
      grow(growing, nowNs);
    }
  }

  /** Counts a request that was refused. */
  public void throttled(LimitType type) {
    count(type).increment();
  }

  /** Halves of a unit that were consumed since the start of the server. */
  public long consumedHalves() {
    return consumedHalves.sum();
  }

  /** Requests that were refused since the start of the server because of limits of this type. */
  public long throttledRequests(LimitType type) {
    return count(type).sum();
  }

  /** Units per second that it may consume at length; infinite when nothing limits it. */
  public double rate() {
    double rate = Double.POSITIVE_INFINITY;
    for (Gate gate : gates) {
      rate = Math.min(rate, gate.bucket().rate());
    }
    return rate;
  }

  /** Units that it may consume at once; negative in debt, infinite when nothing limits it. */
  public double available(long nowNs) {
    double available = Double.POSITIVE_INFINITY;
    for (Gate gate : gates) {
      available = Math.min(available, gate.bucket().level(nowNs));
    }
    return available;
  }

  /** Units per second that it can serve at once on demand; 0 when that does not limit it. */
  public long capability() {
    OnDemandCapability growing = capability;
    return growing == null ? 0 : growing.limit();
  }

  private LongAdder count(LimitType type) {
    return Objects.requireNonNull(throttled.get(type));
  }

  /** Replaces the limits. */
  synchronized void limit(Gate[] newGates, @Nullable OnDemandCapability newCapability) {
    capability = newCapability;
    gates = newGates.length == 0 ? OPEN : newGates;
  }

  /** The limit of this type that there is now, null for none. */
  @Nullable Gate gate(LimitType type) {
    for (Gate gate : gates) {
      if (gate.type() == type) {
        return gate;
      }
    }
    return null;
  }

  @Nullable OnDemandCapability growing() {
    return capability;
  }

  private synchronized void grow(OnDemandCapability growing, long nowNs) {
    if (growing.observe(consumedHalves.sum(), nowNs)) {
      Gate[] changed = gates.clone();
      for (int i = 0; i < changed.length; i++) {
        if (changed[i].bucket() == growing.bucket()) {
          changed[i] = growing.gate();
        }
      }
      gates = changed;
    }
  }
}
