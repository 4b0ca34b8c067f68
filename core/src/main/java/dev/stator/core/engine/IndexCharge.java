package dev.stator.core.engine;

import dev.stator.core.capacity.IndexArms;
import dev.stator.core.codec.Slice;
import dev.stator.core.expression.UpdateAction;
import dev.stator.core.partition.Reply;
import dev.stator.core.throughput.Meter;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.Throttle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one write takes from the meters of the global indexes of its table. Which it touches is
 * known only when it is carried out; those that it may touch must have something left: of a put
 * those that have an entry for the new item, of an update those that hold an attribute it names, of
 * a delete all.
 *
 * <p>The partition of an index that an entry goes to is known beforehand of a put only, which is
 * held to what that partition can do. What the others take from it is told to it afterwards.
 */
final class IndexCharge {
  /** Halves of a unit: what a touched index costs at least. */
  private static final long MINIMUM = 2;

  private final IndexKeys keys;
  private IndexArms arms;
  private List<ResourceThroughput> indexes = List.of();
  private List<PlacedMeters> partitions = List.of();
  private long taken;

  /**
   * By the place of the index: the partition that the entry of a put goes to, if that limits it.
   */
  private @Nullable PartitionMeter[] entered = {};

  private boolean enters;

  /**
   * @param keys of the session
   */
  IndexCharge(Table table, IndexKeys keys) {
    this.keys = keys;
    this.arms = table.indexArms();
  }

  /** Begins anew; takes nothing yet. */
  void begin(Table table, @Nullable WriteRequest write) {
    arms = table.indexArms();
    indexes = write == null ? List.of() : table.meters().globalIndexes();
    partitions = table.meters().globalIndexPartitions();
    taken = 0;
    enters = false;
    if (entered.length < indexes.size()) {
      entered = new PartitionMeter[indexes.size()];
    }
    for (int i = 0; i < indexes.size(); i++) {
      entered[i] = null;
      if (write != null) {
        begin(i, write);
      }
    }
  }

  private void begin(int index, WriteRequest write) {
    boolean whole = indexes.get(index).writes().isLimited();
    PutRequest put =
        write instanceof PutRequest request && partitions.get(index).limitWrites() ? request : null;
    if ((whole || put != null) && mayTouch(write, index)) {
      taken |= whole ? 1L << index : 0;
      entered[index] = put == null ? null : locate(index, put.item());
      enters |= put != null;
    }
  }

  /** Whether it matters what time it is. */
  boolean isLimited() {
    return taken != 0 || enters;
  }

  /** The limit that the write meets; null when it may be admitted. A refusal is counted. */
  @Nullable Throttle refusal(long nowNs) {
    for (int i = 0; i < indexes.size(); i++) {
      Meter index = indexes.get(i).writes();
      Throttle throttle = isTaken(i) ? index.refusal(nowNs) : null;
      if (throttle == null) {
        throttle = refusalOfPartition(i, nowNs);
      }
      if (throttle != null) {
        index.throttled(throttle.type());
        return throttle;
      }
    }
    return null;
  }

  private @Nullable Throttle refusalOfPartition(int index, long nowNs) {
    PartitionMeter partition = entered[index];
    Throttle throttle = partition == null ? null : partition.writes().refusal(nowNs);
    if (partition != null && throttle != null) {
      partition.writes().throttled(throttle.type());
    }
    return throttle;
  }

  /** Takes the least from those that it may touch. */
  void take(long nowNs) {
    takeFromEach(MINIMUM, nowNs);
  }

  /** Ends: the write was carried out. */
  void settle(Reply reply, long nowNs) {
    for (int i = 0; i < indexes.size(); i++) {
      Meter index = indexes.get(i).writes();
      Slice before = reply.oldImage();
      Slice after = reply.newImage();
      long halves = halves(i, before, after);
      long known = isTaken(i) ? MINIMUM : 0;
      if (halves != known) {
        index.take(halves - known, nowNs);
      }
      takeFromEntered(i, -MINIMUM, nowNs);
      if (halves > 0) {
        index.consumed(halves, nowNs);
        settleEntries(i, before, after, halves, nowNs);
      }
    }
  }

  private long halves(int index, @Nullable Slice before, @Nullable Slice after) {
    return Math.round(2 * arms.globalUnits(index, before, after));
  }

  /** Tells the partitions of an index of the entry that came and of the one that went. */
  private void settleEntries(
      int index, @Nullable Slice before, @Nullable Slice after, long halves, long nowNs) {
    long ofPut = 0;
    if (after != null && arms.globalIndexes(index, after)) {
      boolean moves = before != null && arms.movesGlobally(index, before, after);
      ofPut = moves ? halves(index, null, after) : halves;
      settleEntry(index, after, ofPut, nowNs);
    }
    if (before != null && halves > ofPut) {
      settleEntry(index, before, halves - ofPut, nowNs);
    }
  }

  private void settleEntry(int index, Slice item, long halves, long nowNs) {
    PartitionMeter partition = locate(index, item);
    partition.writes().take(halves, nowNs);
    partition.writes().consumed(halves, nowNs);
    keys.admitted(partition.partition(), halves);
  }

  private PartitionMeter locate(int index, Slice item) {
    return keys.locate(arms, index, partitions.get(index), item);
  }

  /** Ends: no index was touched. */
  void cancel(long nowNs) {
    takeFromEach(-MINIMUM, nowNs);
  }

  /** Lets go of the table. */
  void end() {
    indexes = List.of();
    partitions = List.of();
  }

  private void takeFromEach(long halves, long nowNs) {
    for (int i = 0; i < indexes.size(); i++) {
      if (isTaken(i)) {
        indexes.get(i).writes().take(halves, nowNs);
      }
      takeFromEntered(i, halves, nowNs);
    }
  }

  private void takeFromEntered(int index, long halves, long nowNs) {
    PartitionMeter partition = entered[index];
    if (partition != null) {
      partition.writes().take(halves, nowNs);
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
