package dev.stator.core.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.agrona.concurrent.NanoClock;

/**
 * How fast work in the background goes: at full speed while no client uses the database, and a
 * fifth of the time while one does, which all that have the same pace share. It goes in turns. A
 * turn is followed by a pause four times as long. So whatever is short, processors, disk or log:
 * when others wait for it too, turns take longer, and then the pauses do. Any thread.
 */
public final class Pace {
  /** Enough for one turn: a worker applies as many commands in less than half a millisecond. */
  public static final int TURN_ITEMS = 64;

  /** Enough for one turn, bytes. */
  public static final int TURN_BYTES = 64 << 10;

  /** How long clients are taken to be there after one has asked for something. */
  static final long PRESENT_NS = TimeUnit.SECONDS.toNanos(1);

  /** How many times as long as the turn the pause is. */
  static final int PAUSE_FACTOR = 4;

  /** The longest pause after one turn, so that the work ends on a slow machine too. */
  static final long MOST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LongSupplier requests;
  private final NanoClock clock;
  private final AtomicLong resumeAtNs;
  private volatile long seenRequests;
  private volatile long presentUntilNs;

  /**
   * @param requests how many requests clients have made so far
   */
  public Pace(LongSupplier requests, NanoClock clock) {
    this.requests = requests;
    this.clock = clock;
    long now = clock.nanoTime();
    this.resumeAtNs = new AtomicLong(now);
    this.presentUntilNs = now;
    this.seenRequests = requests.getAsLong();
  }

  /** What turns and pauses are measured with. */
  public NanoClock clock() {
    return clock;
  }

  /** Whether clients use the database: one has asked for something within the last second. */
  public boolean isShared() {
    long count = requests.getAsLong();
    long now = clock.nanoTime();
    if (count != seenRequests) {
      seenRequests = count;
      presentUntilNs = now + PRESENT_NS;
    }
    return now - presentUntilNs < 0;
  }

  /** Says that a turn has ended that began then; everything of it is done if this is shared. */
  public void ended(long begunNs) {
    ended(begunNs, PAUSE_FACTOR);
  }

  /** The same with a pause so many times as long as the turn. */
  void ended(long begunNs, int factor) {
    if (!isShared()) {
      return;
    }
    long now = clock.nanoTime();
    long pause = Math.min(factor * (now - begunNs), MOST_PAUSE_NS);
    resumeAtNs.updateAndGet(at -> (at - now > 0 ? at : now) + pause);
  }

  /** How long to wait before the next turn; 0: not at all. */
  public long pauseNs() {
    return isShared() ? Math.max(0, resumeAtNs.get() - clock.nanoTime()) : 0;
  }
}
