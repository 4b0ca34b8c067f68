package dev.stator.core.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.expression.Condition;
import dev.stator.core.partition.Reply;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is not needed any more from the ledger, in passes with a pause between them. A pass
 * reads one page after the other; the next is read when the deletions of the one before are done,
 * so it never has much under way. On a thread of its own.
 */
final class LedgerSweep implements AutoCloseable {
  /** Requests its session may have under way: a page and its deletions. */
  static final int CALLS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(LedgerSweep.class);
  private static final int PAGE_ITEMS = CALLS / 2;

  private final ScheduledExecutorService thread;
  private final Ledger ledger;
  private final EpochMicroClock clock;
  private final Session session;
  private final long pauseMs;
  private int deleting;
  private @Nullable Slice next;

  /**
   * @param sessions opens the session on the thread of the executor
   */
  LedgerSweep(
      Ledger ledger, EpochMicroClock clock, long pauseMs, Function<Executor, Session> sessions) {
    this.ledger = ledger;
    this.clock = clock;
    this.pauseMs = pauseMs;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> Thread.ofPlatform().name("stator-ledger").daemon().unstarted(task),
            new ThreadPoolExecutor.DiscardPolicy()); // replies that come when it is closed
    this.session = sessions.apply(thread);
    thread.execute(this::readPage);
  }

  private void readPage() {
    long nowMs = TimeUnit.MICROSECONDS.toMillis(clock.microTime());
    Condition over = ledger.over(nowMs);
    PageRequest page = new PageRequest(PAGE_ITEMS, next, over, null, false, false);
    session.scan(new ScanRequest(ledger.table(), null, 0, 1, page), reply -> onPage(reply, over));
  }

  private void onPage(Reply reply, Condition over) {
    if (reply.error() != null) {
      LOG.debug("the ledger could not be read: {}", reply.message());
      pause();
      return;
    }
    Slice last = reply.lastKey();
    next = last == null ? null : last.copy();
    int position = 0;
    deleting = 1;
    while (position < reply.pageLength()) {
      int length = reply.buffer().getInt(position, LITTLE_ENDIAN);
      delete(new Slice(reply.buffer(), position + Integer.BYTES, length), over);
      position += Integer.BYTES + length;
    }
    onDeleted();
  }

  /** Deletes the item unless it has changed meanwhile, so that it is needed. */
  private void delete(Slice item, Condition over) {
    deleting++;
    session.delete(
        new DeleteRequest(ledger.table(), item, over, Images.NONE), reply -> onDeleted());
  }

  private void onDeleted() {
    deleting--;
    if (deleting > 0) {
      return;
    }
    if (next == null) {
      pause();
    } else {
      readPage();
    }
  }

  private void pause() {
    next = null;
    if (!thread.isShutdown()) {
      var _ = thread.schedule(this::readPage, pauseMs, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
