package dev.stator.core.worker;

/**
 * The turns in which one partition fills a new index, or those that take its place: while clients
 * use the database some items, until the index has them, then a pause. For the thread of the
 * worker, which waits for nothing: it asks again.
 */
final class FillTurn {
  /** Shorter pauses of what takes the place of a partition, since that relieves clients. */
  static final int SPLIT_PAUSE_FACTOR = 2;

  private final Pace pace;
  private final int pauseFactor;
  private int items;
  private long bytes;
  private long begunNs;

  /**
   * @param pauseFactor how many times as long as a turn its pause is
   */
  FillTurn(Pace pace, int pauseFactor) {
    this.pace = pace;
    this.pauseFactor = pauseFactor;
  }

  /**
   * Whether another item may be sent now.
   *
   * @param settled whether the index has all that was sent
   */
  boolean mayTake(boolean settled) {
    if (isFull() && !end(settled)) {
      return false;
    }
    if (items == 0) {
      if (pace.pauseNs() > 0) {
        return false;
      }
      begunNs = pace.clock().nanoTime();
    }
    return true;
  }

  private boolean isFull() {
    return items >= Pace.TURN_ITEMS || bytes >= Pace.TURN_BYTES;
  }

  private boolean end(boolean settled) {
    if (pace.isShared()) {
      if (!settled) {
        return false;
      }
      pace.ended(begunNs, pauseFactor);
    }
    items = 0;
    bytes = 0;
    return true;
  }

  /** Counts an item of this length. */
  void took(int length) {
    items++;
    bytes += length;
  }
}
