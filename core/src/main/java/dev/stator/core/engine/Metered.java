package dev.stator.core.engine;

import dev.stator.core.capacity.CapacityUnits;
import dev.stator.core.capacity.IndexArms;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.throughput.Charge;
import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.Meter;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.Throttle;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request from its admission to its reply. What is known of its cost beforehand is taken from
 * the meters when it is admitted, the difference to what it did cost when the reply comes. Belongs
 * to a {@link Metering}, which uses it again.
 */
final class Metered implements ReplyHandler {
  private static final ReplyHandler NOBODY = reply -> {};

  /** A transaction costs twice as much of the table: to prepare and to commit. */
  private static final int TRANSACTION_FACTOR = 2;

  private final Metering metering;
  private final Charge charge = new Charge();
  private final IndexCharge indexes;
  private @Nullable Table table;
  private TableCalls calls;
  private ReplyHandler handler = NOBODY;
  private Direction direction = Direction.READ;
  private Kind kind = Kind.GET;
  private long partition;
  private boolean admitted;
  private boolean consistent;

  private enum Kind {
    GET,
    TRANSACT_GET,
    PAGE,
    PAGE_OF_LOCAL_INDEX,
    WRITE,
    TRANSACT_WRITE;

    int factor() {
      return switch (this) {
        case GET, PAGE, PAGE_OF_LOCAL_INDEX, WRITE -> 1;
        case TRANSACT_GET, TRANSACT_WRITE -> TRANSACTION_FACTOR;
      };
    }
  }

  Metered(Metering metering, Table table, TableCalls calls) {
    this.metering = metering;
    this.table = table;
    this.calls = calls;
    this.indexes = new IndexCharge(table, metering.indexKeys());
  }

  /** Begins anew. */
  void begin(Table newTable, Direction newDirection, TableCalls newCalls, ReplyHandler newHandler) {
    table = newTable;
    direction = newDirection;
    calls = newCalls;
    handler = newHandler;
    admitted = false;
    calls.begin();
  }

  /** Whether its table may have one more call under way. */
  boolean mayCall() {
    return metering.mayCall(calls);
  }

  /** Makes it the read of an item. */
  Metered get(PartitionMeter meter, boolean consistently) {
    return reads(Kind.GET, table().throughput().table(), meter, consistently);
  }

  /** Makes it the read of an item in a transaction. */
  Metered transactGet(PartitionMeter meter) {
    return reads(Kind.TRANSACT_GET, table().throughput().table(), meter, true);
  }

  /** Makes it the read of a page of the table (null) or of an index, from this partition on. */
  Metered page(@Nullable String index, PartitionMeter meter, boolean consistently) {
    ResourceThroughput global = index == null ? null : table().throughput().index(index);
    if (global != null) {
      return reads(Kind.PAGE, global, meter, consistently);
    }
    Kind page = index == null ? Kind.PAGE : Kind.PAGE_OF_LOCAL_INDEX;
    return reads(page, table().throughput().table(), meter, consistently);
  }

  private Metered reads(
      Kind newKind, ResourceThroughput resource, PartitionMeter meter, boolean consistently) {
    kind = newKind;
    consistent = consistently;
    partition = meter.partition();
    indexes.begin(table(), null);
    charge.begin(
        resource.reads(), meter.reads(), halves(kind.factor() * CapacityUnits.read(0, consistent)));
    return this;
  }

  /** Makes it a write. */
  Metered write(WriteRequest request, PartitionMeter meter) {
    return writes(Kind.WRITE, request, meter);
  }

  /** Makes it a write in a transaction. */
  Metered transactWrite(WriteRequest request, PartitionMeter meter) {
    return writes(Kind.TRANSACT_WRITE, request, meter);
  }

  private Metered writes(Kind newKind, WriteRequest request, PartitionMeter meter) {
    kind = newKind;
    partition = meter.partition();
    indexes.begin(table(), request);
    long size = request instanceof PutRequest put ? put.itemSize() : 0;
    charge.begin(
        table().throughput().table().writes(),
        meter.writes(),
        halves(kind.factor() * CapacityUnits.write(size)));
    return this;
  }

  /**
   * Admits the request, or says which limit it meets.
   *
   * @param key the encoded key, or what the keys begin with; at least its hash
   */
  @Nullable Throttle admit(DirectBuffer key, int offset, int length) {
    Throttle throttle = refusal(key, offset, length);
    if (throttle == null) {
      take();
      observe(key, offset, length);
    }
    return throttle;
  }

  /** The limit that it meets, null for none; nothing is taken yet. */
  @Nullable Throttle refusal(DirectBuffer key, int offset, int length) {
    if (metering.isFree() || !isLimited()) {
      return null;
    }
    long nowNs = nowNs();
    Throttle throttle = charge.refusal(nowNs);
    if (throttle == null) {
      throttle = indexes.refusal(nowNs);
    }
    if (throttle != null) {
      metering.observer().throttled(direction, partition, charge.taken(), key, offset, length);
    }
    return throttle;
  }

  /** Takes what is known of its cost. */
  void take() {
    if (metering.isFree()) {
      return;
    }
    admitted = true;
    if (isLimited()) {
      long nowNs = nowNs();
      charge.take(nowNs);
      indexes.take(nowNs);
    }
  }

  /** Tells of a request that is admitted. */
  void observe(DirectBuffer key, int offset, int length) {
    metering.observer().admitted(direction, partition, charge.taken(), key, offset, length);
  }

  /** Goes on with a page in another partition, after so many bytes. */
  void goOn(long evaluatedSize, PartitionMeter next) {
    if (admitted) {
      long halves = halves(CapacityUnits.read(evaluatedSize, consistent));
      charge.moveTo(next.reads(), halves, chargeNowNs());
    }
  }

  @Override
  public void onReply(Reply reply) {
    ReplyHandler to = handler;
    try {
      settle(reply);
    } finally {
      end();
    }
    to.onReply(reply);
  }

  private void settle(Reply reply) {
    ErrorCode error = reply.error();
    explain(reply);
    if (!admitted) {
      return;
    }
    if (error == null) {
      settleDone(reply);
    } else if (error == ErrorCode.CONDITIONAL_CHECK_FAILED) {
      charge.settle(writeHalves(reply), chargeNowNs());
      indexes.cancel(nowNs());
    } else {
      cancel();
    }
  }

  /** Names the table to a client that was refused because the machine has enough to do. */
  void explain(Reply reply) {
    if (reply.error() == ErrorCode.THROTTLING && reply.throttle() == null && !metering.isFree()) {
      reply.refuse(table().throughput().busy(direction));
    }
  }

  /** Settles what was done; of a transaction its part. */
  void settleDone(Reply reply) {
    switch (kind) {
      case GET, TRANSACT_GET ->
          charge.settle(
              halves(kind.factor() * CapacityUnits.read(reply.oldSize(), consistent)),
              chargeNowNs());
      case PAGE ->
          charge.settle(
              halves(CapacityUnits.read(reply.evaluatedSize(), consistent)), chargeNowNs());
      case PAGE_OF_LOCAL_INDEX ->
          charge.settle(
              halves(
                  CapacityUnits.read(reply.evaluatedSize(), consistent)
                      + CapacityUnits.ofBlocks(reply.fetchedUnits(), consistent)),
              chargeNowNs());
      case WRITE, TRANSACT_WRITE -> settleWrite(reply);
    }
  }

  private void settleWrite(Reply reply) {
    IndexArms arms = table().indexArms();
    if (arms.isEmpty()) {
      charge.settle(writeHalves(reply), chargeNowNs());
      return;
    }
    double units = 0;
    for (int i = 0; i < arms.localCount(); i++) {
      units += arms.localUnits(i, reply.oldImage(), reply.newImage());
    }
    long nowNs = nowNs();
    charge.settle(writeHalves(reply) + halves(units), nowNs);
    indexes.settle(reply, nowNs);
  }

  /** Settles at what was known at admission, since nothing better is known. */
  void settleAsTaken() {
    long nowNs = nowNs();
    charge.settle(charge.taken(), nowNs);
    indexes.cancel(nowNs);
  }

  /** Settles a write that was carried out before, as the read of its item. */
  void settleAsRead(Reply part) {
    cancel();
    long size = Math.max(part.oldSize(), part.newSize());
    Meter reads = table().throughput().table().reads();
    long halves = halves(TRANSACTION_FACTOR * CapacityUnits.read(size, true));
    long nowNs = nowNs();
    reads.take(halves, nowNs);
    reads.consumed(halves, nowNs);
  }

  /** Gives back what was taken. */
  void cancel() {
    long nowNs = nowNs();
    charge.cancel(nowNs);
    indexes.cancel(nowNs);
  }

  /** Ends; whatever was taken must be settled. */
  void end() {
    calls.end();
    handler = NOBODY;
    table = null; // it may be dropped before this is used again
    indexes.end();
    metering.giveBack(this);
  }

  private long writeHalves(Reply reply) {
    return halves(kind.factor() * CapacityUnits.write(reply.oldSize(), reply.newSize()));
  }

  private boolean isLimited() {
    return charge.isLimited() || indexes.isLimited();
  }

  private long chargeNowNs() {
    return charge.isLimited() ? nowNs() : 0;
  }

  private Table table() {
    Table begun = table;
    if (begun == null) {
      throw new IllegalStateException("it has not begun");
    }
    return begun;
  }

  private long nowNs() {
    return table().throughput().nowNs();
  }

  private static long halves(double units) {
    return Math.round(units * 2);
  }
}
