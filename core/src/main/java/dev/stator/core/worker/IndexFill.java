package dev.stator.core.worker;

import dev.stator.core.index.IndexCursor;
import dev.stator.core.partition.Partition;
import dev.stator.core.segment.RecordView;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Walks the items of a partition in the order of their keys, while they change, to fill a new
 * index: of each item the newest record that no loss of power can take back. An item that is put or
 * removed meanwhile may be missed: its change follows.
 */
final class IndexFill {
  private final Partition base;
  private final IndexCursor cursor;
  private final ExpandableArrayBuffer lastKey = new ExpandableArrayBuffer(256);
  private final FillTurn turn;
  private int lastKeyLength;

  IndexFill(Partition base, FillTurn turn) {
    this.base = base;
    this.turn = turn;
    this.cursor = base.keyCursor();
  }

  /**
   * Whether another item may be taken now.
   *
   * @param settled whether all that were taken are in the index
   */
  boolean mayGoOn(boolean settled) {
    return turn.mayTake(settled);
  }

  /** Begins anew. */
  void restart() {
    lastKeyLength = 0;
  }

  /**
   * Moves the view to the record of the next item; false when there is none.
   *
   * @param released records before this location are durable
   */
  boolean next(RecordView view, long released) {
    boolean found = seek();
    while (found) {
      DirectBuffer keys = cursor.keyBuffer();
      lastKeyLength = cursor.keyLength();
      lastKey.putBytes(0, keys, cursor.keyOffset(), lastKeyLength);
      if (readDurable(cursor.value(), view, released)) {
        turn.took(view.length());
        return true;
      }
      found = cursor.next();
    }
    return false;
  }

  private boolean seek() {
    return lastKeyLength == 0 ? cursor.seekFirst() : cursor.seekAfter(lastKey, 0, lastKeyLength);
  }

  /** A copy whose original is gone is durable: the original went after that. */
  private boolean readDurable(long location, RecordView view, long released) {
    base.log().read(location, view);
    while (view.location() >= released) {
      long previous = view.previous();
      if (previous == Partition.NO_LOCATION) {
        return false;
      }
      if (!base.log().has(previous)) {
        return true;
      }
      base.log().read(previous, view);
    }
    return true;
  }
}
