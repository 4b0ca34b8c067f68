package dev.stator.core.worker;

import dev.stator.core.idle.ParkingIdleStrategy;
import java.util.function.LongSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sleeps until it is woken, but no longer than is asked for: what must be tried again, or waits for
 * a moment, wakes nobody when it can be done.
 */
final class RetryingIdleStrategy implements IdleStrategy {
  /** How long to sleep when there is something to try again. */
  static final long RETRY_NS = 2_000_000;

  private final ParkingIdleStrategy idle;
  private final LongSupplier maxSleepNs;

  RetryingIdleStrategy(ParkingIdleStrategy idle, LongSupplier maxSleepNs) {
    this.idle = idle;
    this.maxSleepNs = maxSleepNs;
  }

  @Override
  public void idle(int workCount) {
    if (workCount > 0) {
      idle.reset();
    } else {
      idle();
    }
  }

  @Override
  public void idle() {
    idle.idleFor(maxSleepNs.getAsLong());
  }

  @Override
  public void reset() {
    idle.reset();
  }
}
