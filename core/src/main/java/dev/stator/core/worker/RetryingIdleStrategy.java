package dev.stator.core.worker;

import dev.stator.core.idle.ParkingIdleStrategy;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sleeps until it is woken, but not for long while there is something to try again, which wakes
 * nobody when it can be done.
 */
final class RetryingIdleStrategy implements IdleStrategy {
  private static final long RETRY_NS = 2_000_000;

  private final ParkingIdleStrategy idle;
  private final BooleanSupplier mustRetry;

  RetryingIdleStrategy(ParkingIdleStrategy idle, BooleanSupplier mustRetry) {
    this.idle = idle;
    this.mustRetry = mustRetry;
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
    if (mustRetry.getAsBoolean()) {
      idle.idleFor(RETRY_NS);
    } else {
      idle.idle();
    }
  }

  @Override
  public void reset() {
    idle.reset();
  }
}
