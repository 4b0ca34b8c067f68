package dev.stator.gateway.integration;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is promised soon, not at once. */
final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private Eventually() {}

  /** Whether the condition comes true in time. */
  static boolean holds(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(INTERVAL_NS);
    }
    return true;
  }

  /** Like {@link #holds}, failing when it does not. */
  static void await(String what, BooleanSupplier condition) {
    if (!holds(condition)) {
      throw new AssertionError("not within " + PATIENCE + ": " + what);
    }
  }
}
