package dev.stator.core.worker;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;
import dev.stator.core.segment.DamagedRecords;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the changes of one base partition into one global index: reads the segments of the
 * partition from where everything before is known to be in the index, makes an INDEX command of
 * each change that concerns the index, and moves on when the commands are applied.
 *
 * <p>A crash or a refusal sends what was not yet known to be applied again; the partitions of the
 * index apply a change once and in order, because its commands carry the sequence number of the
 * base record and of the one sent before it. Only what is durable in the base is sent: otherwise a
 * loss of power could leave a change in the index that its table has never seen, and whose number
 * the table gives to another.
 *
 * <p>A new index of a partition that has records is filled first, with the items as they are found
 * ({@link IndexFill}): compaction has dropped records, so that the rest does not tell which entries
 * are out of date. The changes since the filling began follow it. A crash begins it anew, and the
 * changes follow from where they did: {@link #position} is to be durable before {@link #begin}.
 *
 * <p>When a partition of the index is split, it refuses changes; its successors know which of them
 * it had. So everything that is not known to be applied is sent again from the moment on at which
 * their places are known ({@link #followRoutes}), and nothing that was sent before is waited for: a
 * change must not overtake one that went to the partition that was split.
 *
 * <p>Belongs to the thread of the worker of the base partition.
 */
final class IndexFeed {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFeed.class);

  /** Records that may be under way at once. */
  private static final int WINDOW = 512;

  /** How far behind a target may be that is called near, bytes of records. */
  private static final long NEAR_BYTES = 64 << 10;

  private static final int KEY_OFFSET = CommandEncoder.KEY_OFFSET;

  private final Partition base;
  private final IndexTarget target;
  private final Mailbox mailbox;
  private final IndexEntries entries;
  private final RecordCursor cursor;
  private final RecordView after = new RecordView();
  private final RecordView before = new RecordView();
  private final CommandEncoder encoder;
  private final ExpandableArrayBuffer removedKey;
  private final ExpandableArrayBuffer entry;
  private final ArrayDeque<Sent> window = new ArrayDeque<>();
  private final Long2LongHashMap lastSent = new Long2LongHashMap(0);
  private final FeedBackoff backoff;
  private final IndexFill fill;
  private final long goal;
  private Routes routes;
  private boolean begun;
  private boolean filling;
  private int removedKeyLength;
  private boolean mustRemove;
  private boolean mustPut;
  private @Nullable Sent sending;
  private long applied;
  private long released;
  private long laggingMicros;
  private FedIndex fed;
  private boolean inTurn;
  private boolean blocked;
  private boolean stopped;

  /**
   * @param from how far the index is fed
   */
  IndexFeed(
      Partition base,
      IndexTarget target,
      Mailbox mailbox,
      FeedPosition from,
      Pace pace,
      FeedBuffers buffers) {
    this.encoder = buffers.encoder();
    this.removedKey = buffers.removedKey();
    this.entry = buffers.entry();
    this.base = base;
    this.target = target;
    this.mailbox = mailbox;
    this.entries = target.entries();
    this.cursor = base.log().cursor(from.location());
    boolean isSplit = target.index() == null;
    this.fill =
        new IndexFill(
            base, new FillTurn(pace, isSplit ? FillTurn.SPLIT_PAUSE_FACTOR : Pace.PAUSE_FACTOR));
    this.filling = from.filling();
    this.applied = cursor.position();
    this.released = applied;
    this.goal = base.log().head();
    this.backoff = new FeedBackoff(pace.clock());
    this.fed = new FedIndex(base.id(), target.id(), from);
    this.routes = target.routing().current();
  }

  IndexTarget target() {
    return target;
  }

  long basePartition() {
    return base.id();
  }

  /** May send from now on. */
  void begin() {
    begun = true;
  }

  /** How far the index is fed. */
  FeedPosition position() {
    return fed().position();
  }

  /** The same, with what is fed from what; most feeds are where they were when asked before. */
  FedIndex fed() {
    FeedPosition known = fed.position();
    if (known.location() != applied || known.filling() != filling) {
      fed = new FedIndex(base.id(), target.id(), new FeedPosition(applied, filling));
    }
    return fed;
  }

  /** Whether it is among those that are polled. */
  boolean isInTurn() {
    return inTurn;
  }

  void inTurn(boolean nowInTurn) {
    inTurn = nowInTurn;
  }

  /** Whether a poll does nothing until the partition changes, or it {@link #begin}s. */
  boolean isIdle() {
    return stopped
        || !begun
        || (!filling && sending == null && window.isEmpty() && cursor.position() >= base.head());
  }

  /** How far the index is behind the partition. */
  FeedLag lag() {
    return new FeedLag(base.id(), target.name(), laggingMicros, window.size(), filling);
  }

  /** Whether the index has everything that the partition had when this feed began. */
  boolean isCaughtUp() {
    return !filling && applied >= goal;
  }

  /** Whether the index has everything that the partition has before this location. */
  boolean isCaughtUpTo(long location) {
    return !filling && applied >= location;
  }

  /** How far the target is behind the partition. */
  FeedDistance distance() {
    long bytes = base.head() - applied;
    if (stopped) {
      return FeedDistance.STOPPED;
    }
    if (filling || bytes > Integer.MAX_VALUE) { // places in two segments are further apart
      return FeedDistance.BEHIND;
    }
    if (bytes > NEAR_BYTES) {
      return FeedDistance.FOLLOWING;
    }
    return sending == null && cursor.position() >= base.head()
        ? FeedDistance.SENT
        : FeedDistance.NEAR;
  }

  /** Sends nothing more; what is under way is no longer waited for. */
  void stop() {
    stopped = true;
  }

  /** Whether there is something to send that no reply or command will make it send. */
  boolean mustRetry() {
    return !stopped
        && begun
        && (blocked || filling || backoff.isWaiting() || cursor.position() < base.head())
        && window.size() < windowLength();
  }

  /**
   * Allows to send what no loss of power can take back; everything where a crash would throw away
   * what it was sent to.
   */
  void release(DurableHeads heads) {
    released = target.index() == null ? base.head() : heads.of(base);
  }

  /** Sends what can be sent; returns the number of records looked at. */
  int poll(int limit) {
    if (stopped || !begun) {
      return 0;
    }
    followRoutes();
    if (backoff.isWaiting()) {
      return 0;
    }
    int count = 0;
    blocked = false;
    while (!stopped && count < limit && window.size() < windowLength()) {
      if (sending == null) {
        if (!(filling ? takeItem() : takeChange())) {
          break;
        }
        count++;
      }
      if (sending != null && !send(sending)) {
        blocked = true;
        break;
      }
    }
    return count;
  }

  /** Sends to where the partitions of the index are now, in order from what is applied on. */
  private void followRoutes() {
    Routes now = target.routing().current();
    if (now != routes) {
      boolean moved = !now.hasPlacesOf(routes);
      routes = now;
      if (moved) {
        backoff.end();
        sendAgain();
      }
    }
  }

  /** After a refusal the records go one by one until one is applied. */
  private int windowLength() {
    return backoff.isOn() ? 1 : WINDOW;
  }

  /**
   * Takes the next item that the index is filled with; false when all have been taken. No item may
   * be older than changes of it that were sent before a crash: these are all below the goal.
   */
  private boolean takeItem() {
    if (released < goal || !fill.mayGoOn(window.isEmpty())) {
      return false;
    }
    if (fill.next(after, released)) {
      mustPut = entries.has(after);
      mustRemove = false;
      sending = mustPut ? sent(applied) : null;
      return true;
    }
    filling = !window.isEmpty(); // what is under way must come before what follows
    return false;
  }

  /** Takes the next record and decides what it means for the index; false when there is none. */
  private boolean takeChange() {
    if (cursor.position() >= released || !cursor.next(after)) {
      return false;
    }
    boolean had = false;
    boolean has = false;
    if (!after.has(RecordDescriptor.COPY)) {
      if (after.previous() != Partition.NO_LOCATION
          && DamagedRecords.readPrevious(base.log(), after.previous(), before)) {
        had = entries.has(before);
      }
      has = entries.has(after);
    }
    mustPut = has && !(had && entries.sameEntry(before, after));
    mustRemove = had && !(has && entries.sameKey(before, after));
    if (mustPut || mustRemove) {
      sending = sent(cursor.position());
    } else if (window.isEmpty()) {
      applied = cursor.position();
    } else {
      window.peekLast().end = cursor.position();
    }
    return true;
  }

  /**
   * Sends the commands of one record; false when a log or the mailbox is full, to be tried again.
   */
  private boolean send(Sent record) {
    Route putRoute = mustPut ? putRoute() : null;
    if (mustRemove) {
      removedKeyLength = entries.encodeKey(before, removedKey, 0);
      Route removeRoute = routes.route(removedKey.getLong(0, ByteOrder.BIG_ENDIAN));
      if (putRoute == null || putRoute.partition() != removeRoute.partition()) {
        if (!offer(record, removeRoute, false, true)) {
          return false;
        }
        mustRemove = false;
      }
    }
    if (putRoute != null && !offer(record, putRoute, true, mustRemove)) {
      return false;
    }
    window.add(record);
    sending = null;
    advance();
    return true;
  }

  private Route putRoute() {
    entries.encodeKey(after, encoder.keyBuffer(), KEY_OFFSET);
    return routes.route(encoder.keyBuffer().getLong(KEY_OFFSET, ByteOrder.BIG_ENDIAN));
  }

  private boolean offer(Sent record, Route route, boolean put, boolean remove) {
    Call call = mailbox.begin(reply -> onReply(record, reply));
    if (call == null) {
      return false;
    }
    encode(call.ticket(), route.partition(), put, remove);
    boolean accepted =
        switch (route.offer(encoder.buffer(), 0, encoder.length())) {
          case ACCEPTED -> true;
          case FULL, NO_ROOM, NOT_LEADER -> false;
          case FAILED, TOO_LARGE -> {
            stopped = true;
            yield false;
          }
        };
    if (accepted) {
      if (!filling) {
        lastSent.put(route.partition(), after.sequence());
      }
      record.missing++;
    } else {
      mailbox.abandon(call);
    }
    return accepted;
  }

  private void encode(long ticket, long partition, boolean put, boolean remove) {
    int keyLength = put ? entries.encodeKey(after, encoder.keyBuffer(), KEY_OFFSET) : 0;
    encoder.begin(CommandDescriptor.INDEX, ticket, partition, after.timestampMicros(), keyLength);
    if (put) {
      int length =
          entries.project(after.buffer(), after.itemOffset(), after.itemLength(), entry, 0);
      encoder.item(entry, 0, length, ItemScanner.size(entry, 0, length));
    }
    if (filling) {
      encoder.source(base.id(), CommandDescriptor.FILL, 0);
    } else {
      encoder.source(base.id(), after.sequence(), lastSent.get(partition));
    }
    if (remove) {
      encoder.removedKey(removedKey, 0, removedKeyLength);
    }
  }

  private void onReply(Sent record, Reply reply) {
    if (stopped || record.givenUp) {
      return;
    }
    if (reply.error() == null) {
      backoff.end();
      record.missing--;
      advance();
    } else if (reply.movedFrom() != 0 || target.routing().current() != routes) {
      backoff.beginShort(); // its partition is being split, or was
      sendAgain();
    } else if (reply.error() == ErrorCode.RESOURCE_NOT_FOUND) {
      stopped = true; // the index is being deleted
    } else {
      LOG.warn(
          "index {} did not take a change of partition {}, which is tried again: {}",
          target.name(),
          base.id(),
          reply.message());
      backoff.begin();
      sendAgain();
    }
  }

  /** Goes back to the first record that is not known to be applied. */
  private void sendAgain() {
    window.forEach(sent -> sent.givenUp = true);
    window.clear();
    if (sending != null) {
      sending.givenUp = true;
      sending = null;
    }
    lastSent.clear();
    fill.restart();
    cursor.position(applied);
  }

  private void advance() {
    while (!window.isEmpty() && window.peekFirst().missing == 0) {
      applied = window.removeFirst().end;
    }
    Sent oldest = window.isEmpty() ? sending : window.peekFirst();
    laggingMicros = oldest == null ? 0 : oldest.timestampMicros;
  }

  private Sent sent(long end) {
    if (laggingMicros == 0) {
      laggingMicros = after.timestampMicros();
    }
    return new Sent(end, after.timestampMicros());
  }

  /** A record whose commands are under way. */
  private static final class Sent {
    private long end;
    private final long timestampMicros;
    private int missing;
    private boolean givenUp;

    Sent(long end, long timestampMicros) {
      this.end = end;
      this.timestampMicros = timestampMicros;
    }
  }
}
