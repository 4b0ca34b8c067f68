package dev.stator.core.engine;

import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.KeyObserver;
import dev.stator.core.worker.Mailbox;
import java.util.ArrayDeque;

/**
 * Meters the requests of one session: gives each a {@link Metered} that admits it, waits for its
 * reply and settles what it consumed. These are used again, so that a request allocates nothing.
 *
 * <p>For the thread of the session only.
 */
final class Metering {
  private final ArrayDeque<Metered> unused = new ArrayDeque<>();
  private final FairShare shares = new FairShare();
  private final Mailbox mailbox;
  private final KeyObserver observer;
  private final IndexKeys indexKeys;
  private final boolean free;

  private Metering(Mailbox mailbox, KeyObserver observer, boolean free) {
    this.mailbox = mailbox;
    this.observer = observer;
    this.indexKeys = new IndexKeys(observer);
    this.free = free;
  }

  /** For the requests of clients. */
  static Metering of(Mailbox mailbox, KeyObserver observer) {
    return new Metering(mailbox, observer, false);
  }

  /** For what the database does by itself: it costs nothing and is never refused. */
  static Metering free(Mailbox mailbox) {
    return new Metering(mailbox, KeyObserver.NOBODY, true);
  }

  /** Begins a request about one table; the handler gets its reply. */
  Metered begin(Table table, Direction direction, ReplyHandler handler) {
    TableCalls calls = shares.of(table.throughput());
    Metered metered = unused.poll();
    if (metered == null) {
      metered = new Metered(this, table, calls);
    }
    metered.begin(table, direction, calls, handler);
    return metered;
  }

  /** Whether a table with these calls, the one that asks among them, may have that one. */
  boolean mayCall(TableCalls calls) {
    return free || FairShare.allows(calls, mailbox.free());
  }

  /** Whether nothing costs anything. */
  boolean isFree() {
    return free;
  }

  KeyObserver observer() {
    return observer;
  }

  /** Finds the partitions of indexes that its writes come to. */
  IndexKeys indexKeys() {
    return indexKeys;
  }

  void giveBack(Metered metered) {
    unused.push(metered);
  }
}
