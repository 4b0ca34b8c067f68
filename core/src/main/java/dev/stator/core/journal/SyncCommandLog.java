package dev.stator.core.journal;

import dev.stator.core.idle.ParkingIdleStrategy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command log whose commands are forced before they are delivered.
 *
 * <p>A thread of its own, the journal thread, takes everything that waits in the ring into a batch,
 * writes it with one write, forces it once, and hands the batch to the worker, which reads the
 * commands in place and gives it back. While one batch is forced, the worker applies the one before
 * it and the producers fill the next.
 *
 * <p>After a failure the journal thread goes on emptying the ring, so that every accepted command
 * is reported to the worker as failed.
 */
public final class SyncCommandLog implements CommandLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(SyncCommandLog.class);

  private final CommitLog log;
  private final CommandRing ring;
  private final Runnable consumer;
  private final CommandLogMetrics metrics;
  private final CheckpointDistance distance;
  private final int batchCount;
  private final OneToOneConcurrentArrayQueue<Batch> free;
  private final OneToOneConcurrentArrayQueue<Batch> committed;
  private final ParkingIdleStrategy journalIdle;
  private final Thread journal;
  private volatile boolean busy;
  private volatile boolean failed;
  private volatile boolean closed;

  private SyncCommandLog(OpenedLog opened, CommitLogConfig config, Runnable consumer) {
    this.log = opened.log();
    this.metrics = opened.metrics();
    this.distance = opened.distance();
    this.consumer = consumer;
    this.ring = new CommandRing(config.ringLength(), Batch.maxCommandLength(config));
    this.batchCount = config.batchCount();
    this.free = new OneToOneConcurrentArrayQueue<>(batchCount);
    this.committed = new OneToOneConcurrentArrayQueue<>(batchCount);
    for (int i = 0; i < batchCount; i++) {
      free.offer(Batch.forCommands(config, ring.maxCommandLength()));
    }
    this.journalIdle = new ParkingIdleStrategy(config.spins());
    this.journal = new Thread(this::run, "stator-journal-" + opened.name());
  }

  /**
   * Opens the log, replays it on this thread, and starts the journal thread.
   *
   * @param consumer wakes the worker when there is something to poll; called by the journal thread
   * @throws dev.stator.core.error.StorageException when the log is damaged
   */
  public static SyncCommandLog open(LogPlace place, CommitListener replay, Runnable consumer) {
    SyncCommandLog log =
        new SyncCommandLog(OpenedLog.open(place, replay), place.config(), consumer);
    log.journal.start();
    return log;
  }

  @Override
  public Offer enqueue(DirectBuffer command, int offset, int length) {
    return failed || closed ? Offer.FAILED : ring.offer(command, offset, length);
  }

  @Override
  public void signal() {
    journalIdle.wake();
  }

  @Override
  public int poll(CommitListener listener) {
    int delivered = 0;
    for (int i = 0; i < batchCount; i++) {
      Batch batch = committed.poll();
      if (batch == null) {
        break;
      }
      if (!batch.isFailed()) {
        distance.onDelivered(batch.lastIndex(), batch.length());
      }
      listener.onBatch(batch.takenNs(), batch.committedNs());
      delivered += batch.deliver(listener);
      giveBack(batch);
    }
    return delivered;
  }

  @Override
  public boolean hasCommitted() {
    return !committed.isEmpty();
  }

  @Override
  public boolean isDrained() {
    // In this order: what left the ring is in a busy thread's hands, then committed.
    return ring.isEmpty() && !busy && committed.isEmpty();
  }

  @Override
  public boolean hasFailed() {
    return failed;
  }

  @Override
  public int maxCommandLength() {
    return ring.maxCommandLength();
  }

  @Override
  public long epoch() {
    return log.epoch();
  }

  @Override
  public long appendedIndex() {
    return log.appendedIndex();
  }

  @Override
  public long committedIndex() {
    return log.durableIndex();
  }

  @Override
  public void checkpointed(long index) {
    distance.onCheckpoint(index);
    log.checkpointed(index);
  }

  @Override
  public long bytesSinceCheckpoint() {
    return distance.bytes();
  }

  @Override
  public long waitingBytes() {
    return ring.waitingBytes();
  }

  @Override
  public CommandLogMetrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      journalIdle.wake();
      Threads.join(journal);
      log.close();
    }
  }

  private void giveBack(Batch batch) {
    batch.clear();
    free.offer(batch);
    if (!ring.isEmpty()) {
      journalIdle.wake();
    }
  }

  private void run() {
    while (!closed) {
      journalIdle.idle(commitWaiting());
    }
  }

  /** Commits what waits in the ring as one batch; returns the number of commands. */
  private int commitWaiting() {
    if (ring.isEmpty()) {
      return 0;
    }
    Batch batch = free.peek();
    if (batch == null) {
      return 0;
    }
    busy = true;
    ring.drainTo(batch);
    int count = batch.count();
    if (count > 0) {
      free.poll();
      batch.taken(System.nanoTime());
      commit(batch);
      batch.committed(System.nanoTime());
      committed.offer(batch);
    }
    busy = false;
    if (count > 0) {
      consumer.run();
    }
    return count;
  }

  private void commit(Batch batch) {
    if (failed) {
      batch.fail(CommitListener.Failure.REJECTED);
      return;
    }
    try {
      if (log.append(batch)) {
        log.force();
      } else {
        batch.fail(CommitListener.Failure.REJECTED);
      }
    } catch (RuntimeException | Error e) {
      failed = true;
      batch.fail(CommitListener.Failure.UNKNOWN);
      LOGGER.error("the commit log failed and commits nothing any more", e);
    }
  }
}
