package dev.stator.core.engine;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.KeyedRead;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads items as they are at one moment. One worker reads its items at one moment anyway. Of
 * several workers all read; then all are asked for the versions again. If no version has changed
 * and no item was locked by a transaction at either time, then all items were as read at the moment
 * between the two rounds, and no transaction had written some of them and not yet the others. If a
 * version has changed, all begins anew, a few times; also when a partition was split meanwhile.
 *
 * <p>Belongs to the thread of its session, which its replies come to.
 */
final class SnapshotRead {
  private static final int ATTEMPTS = 5;

  private final Mailbox mailbox;
  private final List<Item> items;
  private final ReplyHandler handler;
  private final Reply result = new Reply();
  private List<Group> groups = List.of();
  private @Nullable Refusal failure;
  private boolean versionsOnly;
  private boolean moved;
  private boolean changed;
  private boolean locked;
  private int attempt = 1;
  private int waiting;

  /**
   * One item to read.
   *
   * @param key encoded
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Item(Table table, byte[] key, @Nullable ItemProjection projection) {
    Route route() {
      return table.route(KeyBounds.hashOf(key));
    }
  }

  /** The items of one worker. */
  private static final class Group {
    private final PartitionWorker worker;
    private final List<Integer> items = new ArrayList<>();
    private final List<KeyedRead> reads = new ArrayList<>();

    Group(PartitionWorker worker) {
      this.worker = worker;
    }

    /**
     * @param item its place in the transaction
     */
    void add(int item, KeyedRead read) {
      items.add(item);
      reads.add(read);
    }
  }

  SnapshotRead(Mailbox mailbox, List<Item> items, ReplyHandler handler) {
    this.mailbox = mailbox;
    this.items = items;
    this.handler = handler;
  }

  /** Begins; everything that follows is driven by replies. */
  void start() {
    Map<PartitionWorker, Group> byWorker = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      Route route = item.route();
      byWorker
          .computeIfAbsent(route.worker(), Group::new)
          .add(i, new KeyedRead(route.partition(), item.key(), item.projection()));
    }
    groups = List.copyOf(byWorker.values());
    read();
  }

  private void read() {
    waiting = groups.size();
    for (Group group : groups) {
      Call call = mailbox.begin(reply -> onReply(group, reply));
      if (call == null) {
        failure = Refusal.BUSY;
        waiting--;
        continue;
      }
      call.readItems(group.reads, versionsOnly);
      if (!group.worker.read(call)) {
        mailbox.abandon(call);
        failure = Refusal.BUSY;
        waiting--;
      }
    }
    if (waiting == 0) {
      endRound();
    }
  }

  private void onReply(Group group, Reply reply) {
    moved |= reply.movedFrom() != 0;
    for (int i = 0; i < group.items.size() && reply.movedFrom() == 0; i++) {
      take(reply.parts().get(i), result.part(group.items.get(i)));
    }
    waiting--;
    if (waiting == 0) {
      endRound();
    }
  }

  private void take(Reply read, Reply part) {
    ErrorCode error = read.error();
    if (error == ErrorCode.TRANSACTION_CONFLICT) {
      locked = true;
      part.refuse(error, read.message());
    } else if (error != null) {
      failure = new Refusal(error, read.message());
    } else if (!versionsOnly) {
      part.copyOf(read);
    } else if (part.version() != read.version()) {
      changed = true;
      part.refuse(ErrorCode.TRANSACTION_CONFLICT, Partition.LOCKED);
    }
  }

  private void endRound() {
    if (moved) {
      beginAnew();
    } else if (failure != null) {
      result.clear();
      failure.writeTo(result);
      handler.onReply(result);
    } else if (locked) {
      cancel();
    } else if (changed && attempt < ATTEMPTS) {
      attempt++;
      beginAnew();
    } else if (changed) {
      cancel();
    } else if (groups.size() == 1 || versionsOnly) {
      handler.onReply(result);
    } else {
      versionsOnly = true;
      read();
    }
  }

  private void beginAnew() {
    moved = false;
    changed = false;
    locked = false;
    failure = null;
    versionsOnly = false;
    start();
  }

  private void cancel() {
    result.refuse(ErrorCode.TRANSACTION_CANCELED, "");
    handler.onReply(result);
  }
}
