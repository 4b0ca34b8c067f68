package dev.stator.core.worker;

import dev.stator.core.capacity.IndexProjection;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.model.KeySchema;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the changes of one base partition into one global index: reads the segments of the
 * partition from where everything before is known to be in the index, makes an INDEX command of
 * each change that concerns the index, and moves on when the commands are applied.
 *
 * <p>A crash sends what was not yet known to be applied again; the partitions of the index apply a
 * change once because its commands carry the sequence number of the base record. Filling a new
 * index is the same, from the first record. Belongs to the thread of the worker of the base
 * partition.
 */
final class IndexFeed {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFeed.class);

  /** Records that may be under way at once. */
  private static final int WINDOW = 512;

  private static final long NO_LOCATION = 0;
  private static final int KEY_OFFSET = CommandEncoder.KEY_OFFSET;

  private final Partition base;
  private final IndexTarget target;
  private final Mailbox mailbox;
  private final KeySchema entryKey;
  private final IndexProjection projection;
  private final RecordCursor cursor;
  private final RecordView after = new RecordView();
  private final RecordView before = new RecordView();
  private final CommandEncoder encoder = new CommandEncoder();
  private final ExpandableArrayBuffer removedKey = new ExpandableArrayBuffer(256);
  private final ExpandableArrayBuffer entry = new ExpandableArrayBuffer(4096);
  private final ArrayDeque<Sent> window = new ArrayDeque<>();
  private int removedKeyLength;
  private boolean mustRemove;
  private boolean mustPut;
  private @Nullable Sent sending;
  private final long goal;
  private long applied;
  private boolean failed;

  /**
   * @param from the location before which all changes are in the index
   */
  IndexFeed(Partition base, IndexTarget target, Mailbox mailbox, long from) {
    this.base = base;
    this.target = target;
    this.mailbox = mailbox;
    this.entryKey = target.entryKey();
    this.projection = target.projection();
    this.cursor = base.log().cursor(from);
    this.applied = cursor.position();
    this.goal = base.log().head();
  }

  IndexTarget target() {
    return target;
  }

  long basePartition() {
    return base.id();
  }

  /** The location before which all changes are in the index. */
  long appliedLocation() {
    return applied;
  }

  /** Whether the index has everything that the partition had when this feed began. */
  boolean isCaughtUp() {
    return applied >= goal;
  }

  /** Sends what can be sent; returns the number of records looked at. */
  int poll(int limit) {
    int count = 0;
    while (!failed && count < limit && window.size() < WINDOW) {
      if (sending == null) {
        if (!cursor.next(after)) {
          break;
        }
        count++;
        takeChange();
      }
      if (sending != null && !send(sending)) {
        break;
      }
    }
    return count;
  }

  /** Decides what the record that {@link #after} shows means for the index. */
  private void takeChange() {
    boolean had = false;
    if (after.previous() != NO_LOCATION) {
      base.log().read(after.previous(), before);
      had = isEntry(before);
    }
    boolean has = isEntry(after);
    mustPut = has && !(had && sameEntry());
    mustRemove = had && !(has && sameKey());
    if (mustPut || mustRemove) {
      sending = new Sent(cursor.position());
      removedKeyLength = mustRemove ? encodeKey(before, removedKey, 0) : 0;
    } else if (window.isEmpty()) {
      applied = cursor.position();
    } else {
      window.peekLast().end = cursor.position();
    }
  }

  private boolean isEntry(RecordView record) {
    return record.type() == RecordDescriptor.PUT
        && projection.indexes(record.buffer(), record.itemOffset(), record.itemLength());
  }

  private boolean sameEntry() {
    return projection.sameEntry(
        before.buffer(),
        before.itemOffset(),
        before.itemLength(),
        after.buffer(),
        after.itemOffset(),
        after.itemLength());
  }

  private boolean sameKey() {
    return projection.sameKey(
        before.buffer(),
        before.itemOffset(),
        before.itemLength(),
        after.buffer(),
        after.itemOffset(),
        after.itemLength());
  }

  /**
   * Sends the commands of one record; false when a log or the mailbox is full, to be tried again.
   */
  private boolean send(Sent record) {
    Route putRoute = null;
    int keyLength = 0;
    if (mustPut) {
      keyLength = encodeKey(after, encoder.keyBuffer(), KEY_OFFSET);
      putRoute = target.route(encoder.keyBuffer().getLong(KEY_OFFSET, ByteOrder.BIG_ENDIAN));
    }
    if (mustRemove) {
      Route removeRoute = target.route(removedKey.getLong(0, ByteOrder.BIG_ENDIAN));
      boolean together = putRoute != null && putRoute.partition() == removeRoute.partition();
      if (!together) {
        if (!offer(record, removeRoute, 0, removedKeyLength)) {
          return false;
        }
        mustRemove = false;
        if (mustPut) {
          keyLength = encodeKey(after, encoder.keyBuffer(), KEY_OFFSET);
        }
      }
    }
    if (putRoute != null) {
      if (!offer(record, putRoute, keyLength, mustRemove ? removedKeyLength : 0)) {
        return false;
      }
    }
    window.add(record);
    sending = null;
    advance();
    return true;
  }

  private boolean offer(Sent record, Route route, int keyLength, int removeLength) {
    Call call = mailbox.begin(reply -> onApplied(record, reply));
    if (call == null) {
      return false;
    }
    encoder.begin(
        CommandDescriptor.INDEX,
        call.ticket(),
        route.partition(),
        after.timestampMicros(),
        keyLength);
    if (keyLength > 0) {
      int length =
          projection.project(after.buffer(), after.itemOffset(), after.itemLength(), entry, 0);
      encoder.item(entry, 0, length, ItemScanner.size(entry, 0, length));
    }
    encoder.source(base.id(), after.sequence(), removedKey, 0, removeLength);
    CommandLog.Offer offer = route.worker().offer(encoder.buffer(), 0, encoder.length());
    if (offer != CommandLog.Offer.ACCEPTED) {
      mailbox.abandon(call);
      failed = offer == CommandLog.Offer.FAILED;
      return false;
    }
    record.missing++;
    return true;
  }

  private int encodeKey(RecordView record, ExpandableArrayBuffer key, int offset) {
    return KeyCodec.encode(
        entryKey, record.buffer(), record.itemOffset(), record.itemLength(), key, offset);
  }

  private void onApplied(Sent record, Reply reply) {
    if (reply.error() != null) {
      LOG.error(
          "index {} of partition {} is no longer fed: {}",
          target.index().name(),
          base.id(),
          reply.message());
      failed = true;
      return;
    }
    record.missing--;
    advance();
  }

  private void advance() {
    while (!failed && !window.isEmpty() && window.peekFirst().missing == 0) {
      applied = window.removeFirst().end;
    }
  }

  /** A record whose commands are under way. */
  private static final class Sent {
    private long end;
    private int missing;

    Sent(long end) {
      this.end = end;
    }
  }
}
