package dev.stator.core.worker;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who may touch what a worker owns: one thread at a time. The thread that has it sees what those
 * before did.
 */
final class Duty {
  private final AtomicBoolean taken = new AtomicBoolean();

  /** Takes it unless somebody has it. */
  boolean tryTake() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  void giveBack() {
    taken.set(false);
  }

  /** Waits until nobody has it, which is soon, and never gives it back. */
  void takeForGood() {
    while (!tryTake()) {
      Thread.onSpinWait();
    }
  }
}
