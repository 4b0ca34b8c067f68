package dev.stator.core.adaptive;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a partition consumed and refused in the last seconds, from counts that only grow. */
final class Consumption {
  private record Reading(long timeMs, Usage usage) {}

  private final long windowMs;
  private final Deque<Reading> readings = new ArrayDeque<>();

  Consumption(long windowMs) {
    this.windowMs = windowMs;
  }

  void read(long nowMs, Usage usage) {
    readings.addLast(new Reading(nowMs, usage));
    while (readings.size() > 2 && nowMs - second().timeMs() >= windowMs) {
      readings.removeFirst();
    }
  }

  private Reading second() {
    var iterator = readings.iterator();
    iterator.next();
    return iterator.next();
  }

  /** Whether there were readings for all of the window. */
  boolean isFull() {
    return elapsedMs() >= windowMs;
  }

  private long elapsedMs() {
    return readings.isEmpty() ? 0 : readings.getLast().timeMs() - readings.getFirst().timeMs();
  }

  /** Units a second over the window. */
  double rate(Access access) {
    return readings.isEmpty()
        ? 0
        : perSecond(
            readings.getLast().usage().units(access) - readings.getFirst().usage().units(access));
  }

  /** Refusals a second over the window. */
  double throttleRate(Access access) {
    return readings.isEmpty()
        ? 0
        : perSecond(
            (double) readings.getLast().usage().throttles(access)
                - readings.getFirst().usage().throttles(access));
  }

  /** In how many ticks of the window something was refused. */
  int throttledTicks(Access access) {
    int ticks = 0;
    Reading before = null;
    for (Reading reading : readings) {
      if (before != null && reading.usage().throttles(access) > before.usage().throttles(access)) {
        ticks++;
      }
      before = reading;
    }
    return ticks;
  }

  private double perSecond(double amount) {
    long elapsed = elapsedMs();
    return elapsed == 0 ? 0 : amount * 1000 / elapsed;
  }
}
