package dev.stator.core.journal;

/** Waits for threads to end. */
final class Threads {
  private Threads() {}

  /** Waits for the end of the thread; an interrupt is kept for the caller. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
