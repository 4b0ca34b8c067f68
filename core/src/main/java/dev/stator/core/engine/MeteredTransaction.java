package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.Throttle;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * One transaction from its admission to its reply: all of its items are admitted or none. One that
 * is cancelled costs what was known of it at admission; one that was carried out before, with the
 * same token, costs reads of its items.
 */
final class MeteredTransaction implements ReplyHandler {
  private static final ReplyHandler NOBODY = reply -> {};

  private final Metering metering;
  private final ReplyHandler handler;
  private final List<Metered> items = new ArrayList<>();
  private final Reply refusals = new Reply();

  MeteredTransaction(Metering metering, ReplyHandler handler) {
    this.metering = metering;
    this.handler = handler;
  }

  /** Takes the next item; the buffer has its encoded key. */
  void write(WriteRequest request, DirectBuffer key, int offset, int length) {
    Metered item = add(request.table(), Direction.WRITE);
    ask(item.transactWrite(request, meter(request.table(), key, offset)), key, offset, length);
  }

  /** Takes the next item; the buffer has its encoded key. */
  void read(GetRequest request, DirectBuffer key, int offset, int length) {
    Metered item = add(request.table(), Direction.READ);
    ask(item.transactGet(meter(request.table(), key, offset)), key, offset, length);
  }

  private Metered add(Table table, Direction direction) {
    Metered item = metering.begin(table, direction, NOBODY);
    items.add(item);
    return item;
  }

  private static PartitionMeter meter(Table table, DirectBuffer key, int offset) {
    return table.meters().of(key.getLong(offset, BIG_ENDIAN));
  }

  private void ask(Metered item, DirectBuffer key, int offset, int length) {
    Throttle throttle = item.refusal(key, offset, length);
    Reply part = refusals.part(items.size() - 1);
    if (throttle == null) {
      item.observe(key, offset, length);
    } else {
      part.refuse(throttle);
      refusals.refuse(ErrorCode.TRANSACTION_CANCELED, "");
    }
  }

  /** Admits all items; or answers that the transaction is cancelled, and gives false. */
  boolean admit() {
    if (refusals.error() != null) {
      items.forEach(Metered::end);
      handler.onReply(refusals);
      return false;
    }
    items.forEach(Metered::take);
    return true;
  }

  @Override
  public void onReply(Reply reply) {
    for (int i = 0; i < items.size(); i++) {
      settle(items.get(i), i, reply);
      items.get(i).end();
    }
    handler.onReply(reply);
  }

  private static void settle(Metered item, int index, Reply reply) {
    ErrorCode error = reply.error();
    if (error == ErrorCode.TRANSACTION_CANCELED) {
      item.settleAsTaken();
    } else if (error != null) {
      item.cancel();
      item.explain(reply);
    } else if (reply.replayed()) {
      item.settleAsRead(reply.parts().get(index));
    } else {
      item.settleDone(reply.parts().get(index));
    }
  }
}
