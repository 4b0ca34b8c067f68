package dev.stator.core.worker;

import dev.stator.core.partition.ReplyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one thread and the way their replies come back to it. Workers put finished calls
 * into a queue; the owner is woken once for all that wait, through its executor.
 */
public final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final int TICKET_SHIFT = 32;

  private final int id;
  private final Executor owner;
  private final @Nullable Call[] calls;
  private final int[] free;
  private final ManyToOneConcurrentArrayQueue<Call> finished;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicLong begun = new AtomicLong();
  private final List<PartitionWorker> unsignalled = new ArrayList<>();
  private final Runnable signalling = this::signal;
  private int freeCount;

  /**
   * @param id unique among the mailboxes of an engine, not negative
   * @param capacity how many calls may be under way
   * @param owner runs tasks on the thread that owns this mailbox
   */
  Mailbox(int id, int capacity, Executor owner) {
    this.id = id;
    this.owner = owner;
    this.calls = new Call[capacity];
    this.free = new int[capacity];
    this.finished = new ManyToOneConcurrentArrayQueue<>(capacity);
    for (int i = 0; i < capacity; i++) {
      free[i] = capacity - 1 - i;
    }
    freeCount = capacity;
  }

  /**
   * A call to use, null when as many as this mailbox may have are under way; the owner's thread.
   */
  public @Nullable Call begin(ReplyHandler handler) {
    if (freeCount == 0) {
      return null;
    }
    int slot = free[--freeCount];
    Call call = calls[slot];
    if (call == null) {
      call = new Call(this, slot);
      calls[slot] = call;
    }
    call.begin(handler);
    begun.setOpaque(begun.getPlain() + 1);
    return call;
  }

  /** How many calls were begun so far; any thread. */
  long begun() {
    return begun.getOpaque();
  }

  /** How many further calls may be begun; the owner's thread. */
  public int free() {
    return freeCount;
  }

  /** Gives back a call that was not handed to a worker; the owner's thread. */
  public void abandon(Call call) {
    call.end();
    free[freeCount++] = call.slot();
  }

  long ticket(int slot) {
    return ((long) (id + 1) << TICKET_SHIFT) | slot;
  }

  static int mailboxOf(long ticket) {
    return (int) (ticket >>> TICKET_SHIFT) - 1;
  }

  @Nullable Call call(long ticket) {
    return calls[(int) ticket];
  }

  /**
   * Signals the worker that commands were enqueued, once for all that the owner's thread enqueues
   * before it comes to the tasks of its executor; the owner's thread.
   */
  public void signalSoon(PartitionWorker worker) {
    if (unsignalled.isEmpty()) {
      owner.execute(signalling);
    }
    if (!unsignalled.contains(worker)) {
      unsignalled.add(worker);
    }
  }

  private void signal() {
    for (int i = 0; i < unsignalled.size(); i++) {
      unsignalled.get(i).signal();
    }
    unsignalled.clear();
  }

  /** Puts a finished call into the queue; any thread. {@link #flush} must follow. */
  void finish(Call call) {
    if (!finished.offer(call)) {
      throw new IllegalStateException("more finished calls than calls");
    }
  }

  /** Wakes the owner when replies wait and it is not about to look; any thread. */
  void flush() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      owner.execute(this::drain);
    }
  }

  /** Delivers what is finished; the owner's thread. */
  public int drain() {
    scheduled.set(false);
    int delivered = 0;
    Call call;
    while ((call = finished.poll()) != null) {
      delivered++;
      deliver(call);
    }
    return delivered;
  }

  private void deliver(Call call) {
    try {
      call.deliver();
    } catch (RuntimeException e) {
      LOG.error("the handler of a reply failed", e); // the replies behind it must not wait for it
    } finally {
      if (call.isOver()) {
        abandon(call);
      }
    }
  }
}
