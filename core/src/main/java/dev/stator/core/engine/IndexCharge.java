package dev.stator.core.engine;

import dev.stator.core.capacity.IndexArms;
import dev.stator.core.expression.UpdateAction;
import dev.stator.core.partition.Reply;
import dev.stator.core.throughput.Meter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.Throttle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one write takes from the meters of the global indexes of its table. Which it touches is
 * known only when it is carried out; those that it may touch must have something left: of a put
 * those that have an entry for the new item, of an update those that hold an attribute it names, of
 * a delete all.
 */
final class IndexCharge {
  /** Halves of a unit: what a touched index costs at least. */
  private static final long MINIMUM = 2;

  private IndexArms arms;
  private List<ResourceThroughput> indexes = List.of();
  private long taken;

  IndexCharge(Table table) {
    this.arms = table.indexArms();
  }

  /** Begins anew; takes nothing yet. */
  void begin(Table table, @Nullable WriteRequest write) {
    arms = table.indexArms();
    indexes = write == null ? List.of() : table.meters().globalIndexes();
    taken = 0;
    for (int i = 0; i < indexes.size(); i++) {
      if (write != null && indexes.get(i).writes().isLimited() && mayTouch(write, i)) {
        taken |= 1L << i;
      }
    }
  }

  /** Whether it matters what time it is. */
  boolean isLimited() {
    return taken != 0;
  }

  /** The limit that the write meets; null when it may be admitted. A refusal is counted. */
  @Nullable Throttle refusal(long nowNs) {
    for (int i = 0; i < indexes.size(); i++) {
      Meter index = indexes.get(i).writes();
      Throttle throttle = isTaken(i) ? index.refusal(nowNs) : null;
      if (throttle != null) {
        index.throttled(throttle.type());
        return throttle;
      }
    }
    return null;
  }

  /** Takes the least from those that it may touch. */
  void take(long nowNs) {
    takeFromEach(MINIMUM, nowNs);
  }

  /** Ends: the write was carried out. */
  void settle(Reply reply, long nowNs) {
    for (int i = 0; i < indexes.size(); i++) {
      Meter index = indexes.get(i).writes();
      long halves = Math.round(2 * arms.globalUnits(i, reply.oldImage(), reply.newImage()));
      long before = isTaken(i) ? MINIMUM : 0;
      if (halves != before) {
        index.take(halves - before, nowNs);
      }
      if (halves > 0) {
        index.consumed(halves, nowNs);
      }
    }
  }

  /** Ends: no index was touched. */
  void cancel(long nowNs) {
    takeFromEach(-MINIMUM, nowNs);
  }

  private void takeFromEach(long halves, long nowNs) {
    for (int i = 0; i < indexes.size(); i++) {
      if (isTaken(i)) {
        indexes.get(i).writes().take(halves, nowNs);
      }
    }
  }

  private boolean isTaken(int index) {
    return (taken >>> index & 1) != 0;
  }

  private boolean mayTouch(WriteRequest write, int index) {
    return switch (write) {
      case PutRequest put -> arms.globalIndexes(index, put.item());
      case UpdateRequest update -> mayTouch(update.update().actions(), index);
      case DeleteRequest _ -> true;
      case CheckRequest _ -> false;
    };
  }

  private boolean mayTouch(List<UpdateAction> actions, int index) {
    for (UpdateAction action : actions) {
      if (arms.globalKeeps(index, action.path().head().utf8())) {
        return true;
      }
    }
    return false;
  }
}
