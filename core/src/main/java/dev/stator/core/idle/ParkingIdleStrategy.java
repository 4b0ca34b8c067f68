package dev.stator.core.idle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * An idle strategy that spins, then parks until {@link #wake}; the waiting side belongs to one
 * thread, {@code wake} to all.
 *
 * <p>No wake-up is lost: the idle call before the one that parks only announces the sleep, and its
 * caller goes through its duty cycle once more. Whoever makes work calls {@code wake} after having
 * published it; either the duty cycle sees the work, or {@code wake} sees the announcement and
 * takes it back. Both sides put a full fence between their store and their load.
 */
public final class ParkingIdleStrategy implements IdleStrategy {
  private static final int RUNNING = 0;
  private static final int ABOUT_TO_PARK = 1;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ParkingIdleStrategy.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int maxSpins;
  private final long maxParkNs;
  private int spins;
  private volatile int state;
  private volatile @Nullable Thread sleeper;

  /** Parks without a timeout after {@code maxSpins} idle calls in a row. */
  public ParkingIdleStrategy(int maxSpins) {
    this(maxSpins, Long.MAX_VALUE);
  }

  /** Parks for {@code maxParkNs} at most after {@code maxSpins} idle calls in a row. */
  public ParkingIdleStrategy(int maxSpins, long maxParkNs) {
    this.maxSpins = maxSpins;
    this.maxParkNs = maxParkNs;
  }

  @Override
  public void idle(int workCount) {
    if (workCount > 0) {
      reset();
    } else {
      idle();
    }
  }

  @Override
  public void idle() {
    idleFor(maxParkNs);
  }

  /**
   * As {@link #idle()}, parking for at most {@code parkNs}, for a thread that awaits a deadline.
   */
  public void idleFor(long parkNs) {
    if (spins < maxSpins) {
      spins++;
      Thread.onSpinWait();
    } else if (sleeper == null) {
      announce();
    } else {
      park(Math.min(parkNs, maxParkNs));
    }
  }

  @Override
  public void reset() {
    spins = 0;
    if (sleeper != null) {
      state = RUNNING;
      sleeper = null;
    }
  }

  /** Ends the parking of the waiting thread, if it parks or is about to; cheap otherwise. */
  public void wake() {
    VarHandle.fullFence();
    if (state == ABOUT_TO_PARK && STATE.compareAndSet(this, ABOUT_TO_PARK, RUNNING)) {
      LockSupport.unpark(sleeper);
    }
  }

  @Override
  public String alias() {
    return "parking";
  }

  /** Whether the waiting thread parks or is about to, and nobody has woken it; any thread. */
  public boolean isAsleep() {
    return state == ABOUT_TO_PARK;
  }

  private void announce() {
    sleeper = Thread.currentThread();
    state = ABOUT_TO_PARK;
    VarHandle.fullFence();
  }

  private void park(long parkNs) {
    if (state == ABOUT_TO_PARK) {
      if (parkNs == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, parkNs);
      }
    }
    reset();
  }
}
