package dev.stator.core.adaptive;

/**
 * Picks one of so many events, at distances that are drawn anew each time, so that a pattern in the
 * events cannot hide from it. Counted by one thread; the distance is set by any.
 */
final class SkippingCount {
  /** Beyond this the samples of a second are too few to decide on. */
  private static final int MAX_INTERVAL = 1 << 16;

  private int left = 1;
  private int drawnFor = 1;
  private int random;
  private volatile int interval = 1;

  SkippingCount(int seed) {
    this.random = seed == 0 ? 1 : seed; // xorshift stays at 0
  }

  /** Whether this event is picked. */
  boolean picks() {
    return --left <= 0;
  }

  /** How many events the one that was picked stands for; begins the count to the next. */
  int drawNext() {
    int represented = drawnFor;
    drawnFor = interval;
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    long span = 2L * drawnFor - 1;
    left = 1 + (int) (((random & 0xFFFF_FFFFL) * span) >>> Integer.SIZE);
    return represented;
  }

  /** Picks about so many events a second from now on, when so many were picked in the last. */
  void aimAt(int wanted, int picked) {
    int now = interval;
    if (picked > wanted) {
      interval = Math.min(MAX_INTERVAL, now * ((picked + wanted - 1) / wanted));
    } else if (picked < wanted / 4) {
      interval = Math.max(1, now / 2);
    }
  }

  int interval() {
    return interval;
  }
}
