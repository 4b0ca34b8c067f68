package dev.stator.gateway.connection;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The connections of one event loop, their bodies that arrive and their answers that are not taken.
 * Looks at all of them again and again: a look costs some nanoseconds for each, and takes the place
 * of a timer for each. Used by the event loop; {@link #closed} and {@link #lookedAtMs} by any
 * thread.
 */
public final class LoopConnections {
  private static final long MIN_PERIOD_MS = 20;
  private static final long MAX_PERIOD_MS = 1000;

  /** A limit is exceeded by a quarter of it at most. */
  private static final long LOOKS_PER_LIMIT = 4;

  /** Counts are told to the other event loops when they differ by this. */
  private static final long STEP_BYTES = 256 * 1024;

  private final EventLoop eventLoop;
  private final ConnectionLimits limits;
  private final BufferBudget budget;
  private final LongSupplier clockMs;
  private final List<ConnectionGuard> guards = new ArrayList<>();
  private final IncomingBodies bodies = new IncomingBodies();
  private final Map<ClosingReason, LongAdder> closed = new EnumMap<>(ClosingReason.class);
  private long nowMs;
  private long untoldBytes;
  private volatile long lookedAtMs;

  LoopConnections(
      EventLoop eventLoop, ConnectionLimits limits, BufferBudget budget, LongSupplier clockMs) {
    this.eventLoop = eventLoop;
    this.limits = limits;
    this.budget = budget;
    this.clockMs = clockMs;
    this.nowMs = clockMs.getAsLong();
    this.lookedAtMs = nowMs;
    for (ClosingReason reason : ClosingReason.values()) {
      closed.put(reason, new LongAdder());
    }
  }

  /** Begins to look; ends with the event loop. */
  void start() {
    long periodMs =
        Math.clamp(
            limits.times().shortest().toMillis() / LOOKS_PER_LIMIT, MIN_PERIOD_MS, MAX_PERIOD_MS);
    var _ = eventLoop.scheduleWithFixedDelay(this::look, periodMs, periodMs, TimeUnit.MILLISECONDS);
  }

  private void look() {
    look(clockMs.getAsLong());
  }

  void look(long now) {
    nowMs = now;
    lookedAtMs = now;
    tell();
    long late = bodies.expire(now - limits.times().body().toMillis());
    if (late > 0) {
      count(ClosingReason.SLOW_BODY, late);
    }
    for (int i = guards.size() - 1;
        i >= 0;
        i--) { // one that is closed leaves its place to the last
      guards.get(i).check(now, limits.times());
    }
    if (isFull()) {
      relieve();
    }
  }

  void add(ConnectionGuard guard) {
    guard.place = guards.size();
    guards.add(guard);
  }

  void remove(ConnectionGuard guard) {
    ConnectionGuard last = guards.removeLast();
    if (last != guard) {
      guards.set(guard.place, last);
      last.place = guard.place;
    }
  }

  /** Begins to wait for a body; false when there is no memory for more. */
  public boolean await(IncomingBody body) {
    if (isFull()) {
      return false;
    }
    bodies.add(body, nowMs);
    return true;
  }

  /** The body has arrived, or is not wanted any more. */
  public void arrived(IncomingBody body) {
    bodies.remove(body);
  }

  /** Counts bytes of bodies in, or out when negative. */
  public void hold(long bytes) {
    untoldBytes += bytes;
    if (untoldBytes >= STEP_BYTES || untoldBytes <= -STEP_BYTES) {
      tell();
    }
  }

  private void tell() {
    budget.add(untoldBytes);
    untoldBytes = 0;
  }

  /** Whether bodies and answers take all the memory that they may. */
  public boolean isFull() {
    return budget.isExceeded(untoldBytes);
  }

  void onSent(int length) {
    hold(length);
    if (isFull()) {
      relieve();
    }
  }

  void onTaken(int length) {
    hold(-length);
  }

  /** Closes connections whose clients have not taken answers for the longest time. */
  private void relieve() {
    List<ConnectionGuard> slow = new ArrayList<>(guards);
    slow.removeIf(guard -> guard.takingSinceMs() == Long.MAX_VALUE);
    slow.sort(
        Comparator.comparingLong(ConnectionGuard::takingSinceMs)
            .thenComparing(Comparator.comparingLong(ConnectionGuard::untaken).reversed()));
    long goal = budget.limit() / 2;
    for (ConnectionGuard guard : slow) {
      if (budget.bytes() + untoldBytes <= goal) {
        break;
      }
      guard.close(ClosingReason.MEMORY);
    }
  }

  void onClosing(ClosingReason reason) {
    count(reason, 1);
  }

  private void count(ClosingReason reason, long more) {
    Objects.requireNonNull(closed.get(reason)).add(more);
  }

  ConnectionLimits limits() {
    return limits;
  }

  long nowMs() {
    return nowMs;
  }

  /** How many connections, and for a slow body how many requests, were given up for this reason. */
  public long closed(ClosingReason reason) {
    return Objects.requireNonNull(closed.get(reason)).sum();
  }

  /** When it looked last, by the clock of its gate: an event loop that hangs does not look. */
  public long lookedAtMs() {
    return lookedAtMs;
  }
}
