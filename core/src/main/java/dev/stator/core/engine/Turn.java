package dev.stator.core.engine;

import dev.stator.core.worker.Pace;
import dev.stator.core.worker.Steps;
import java.util.function.LongConsumer;

/**
 * What one thread in the background does between two pauses. It counts what it does until that is
 * enough for one turn, waits until it is done while clients use the database, and ends the turn:
 * then it pauses, if the {@link Pace} says so.
 */
public final class Turn implements Steps {
  /** Shorter pauses are put off: to sleep and to be woken costs more than they are worth. */
  static final long LEAST_PAUSE_NS = 1_000_000;

  /** A thread that pauses for longer looks this often whether it still has to. */
  private static final long LONGEST_PAUSE_NS = 50_000_000;

  private final Pace pace;
  private final LongConsumer pauses;
  private int items;
  private long bytes;
  private long begunNs;

  /**
   * @param pauses waits for so many nanoseconds
   */
  Turn(Pace pace, LongConsumer pauses) {
    this.pace = pace;
    this.pauses = pauses;
    this.begunNs = pace.clock().nanoTime();
  }

  @Override
  public void begin() {
    items = 0;
    bytes = 0;
    begunNs = pace.clock().nanoTime();
  }

  /** Counts an item; returns whether that is enough for this turn. */
  boolean add(int length) {
    items++;
    bytes += length;
    return items >= Pace.TURN_ITEMS || bytes >= Pace.TURN_BYTES;
  }

  /** While this is so, what was begun in a turn is to be done before the turn ends. */
  @Override
  public boolean arePaced() {
    return pace.isShared();
  }

  @Override
  public void end() {
    pace.ended(begunNs);
    long pause = pace.pauseNs();
    if (pause >= LEAST_PAUSE_NS) {
      pauses.accept(pause);
    }
    begin();
  }

  /** Pauses so long, or until no client is there any more. */
  void pause(long ns) {
    long endNs = pace.clock().nanoTime() + ns;
    long left = ns;
    while (left > 0 && pace.isShared()) {
      pauses.accept(Math.min(left, LONGEST_PAUSE_NS));
      left = endNs - pace.clock().nanoTime();
    }
    begin();
  }

  /** Counts something that was read and is done; pauses when that is enough. */
  @Override
  public void read(int length) {
    if (add(length)) {
      end();
    }
  }
}
