package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.partition.Reply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes many items one after the other, with a bounded number of them under way: whoever writes
 * waits while that many have no reply, and pauses while clients use the database. An item counts as
 * written when no loss of power can take it back. For one thread, which may wait.
 */
public final class BulkWriter {
  /** How many items may be under way. */
  static final int CALLS = 256;

  /** How many bytes may be under way, so that large items do not fill the rings. */
  private static final long MAX_BYTES = 2 * 1024 * 1024;

  private static final long RETRY_MS = 2;

  private final BlockingQueue<Runnable> replies = new LinkedBlockingQueue<>();
  private final Session session;
  private final Turn turn;
  private int itemsUnderWay;
  private long bytesUnderWay;
  private boolean refused;
  private @Nullable RequestException failure;

  BulkWriter(Function<Executor, Session> sessions, Turn turn) {
    this.session = sessions.apply(replies::add);
    this.turn = turn;
  }

  /**
   * Puts an item, whatever its key held before.
   *
   * @param size the item's size by DynamoDB's arithmetic, bytes
   * @throws RequestException when an item put before this one could not be written
   */
  public void put(Table table, Slice item, int size) throws InterruptedException {
    while (itemsUnderWay == CALLS || bytesUnderWay > MAX_BYTES) {
      replies.take().run();
    }
    throwFailure();
    PutRequest request = new PutRequest(table, item, size, null, Images.WHEN_DURABLE);
    int length = item.length();
    do {
      refused = false;
      itemsUnderWay++;
      bytesUnderWay += length;
      session.put(request, reply -> onReply(reply, length));
      if (refused) {
        awaitRoom();
      }
    } while (refused);
    if (turn.add(length)) {
      endTurn();
    }
  }

  private void endTurn() throws InterruptedException {
    if (turn.arePaced()) {
      settle();
    }
    turn.end();
  }

  /**
   * Waits until all items are written.
   *
   * @throws RequestException when one could not be
   */
  public void await() throws InterruptedException {
    settle();
    throwFailure();
    turn.begin();
  }

  private void settle() throws InterruptedException {
    while (itemsUnderWay > 0) {
      replies.take().run();
    }
  }

  /** Waits a little: the log is full, perhaps of the writes of others. */
  private void awaitRoom() throws InterruptedException {
    Runnable reply = replies.poll(RETRY_MS, TimeUnit.MILLISECONDS);
    if (reply != null) {
      reply.run();
    }
  }

  private void onReply(Reply reply, int length) {
    itemsUnderWay--;
    bytesUnderWay -= length;
    ErrorCode error = reply.error();
    if (error == ErrorCode.THROTTLING) {
      refused = true; // by the session, at once: what was taken is not throttled
    } else if (error != null && failure == null) {
      failure = new RequestException(error, reply.message());
    }
  }

  private void throwFailure() {
    RequestException failed = failure;
    if (failed != null) {
      failure = null;
      throw failed;
    }
  }
}
