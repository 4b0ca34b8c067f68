package dev.stator.core.worker;

import org.agrona.concurrent.NanoClock;

/** Waits longer and longer while changes are refused that a feed sends. */
final class FeedBackoff {
  private static final long SHORT_NS = 1_000_000;
  private static final long FIRST_NS = 10_000_000;
  private static final long LONGEST_NS = 10_000_000_000L;

  private final NanoClock nanoClock;
  private long delayNs;
  private long untilNs;

  FeedBackoff(NanoClock nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** After a refusal. */
  void begin() {
    delayNs = Math.min(LONGEST_NS, Math.max(FIRST_NS, 2 * delayNs));
    untilNs = nanoClock.nanoTime() + delayNs;
  }

  /** After a refusal that is over soon, however often it comes. */
  void beginShort() {
    delayNs = SHORT_NS;
    untilNs = nanoClock.nanoTime() + delayNs;
  }

  /** After a change was applied. */
  void end() {
    delayNs = 0;
  }

  /** Whether nothing was applied since the last refusal. */
  boolean isOn() {
    return delayNs > 0;
  }

  boolean isWaiting() {
    return isOn() && nanoClock.nanoTime() - untilNs < 0;
  }
}
