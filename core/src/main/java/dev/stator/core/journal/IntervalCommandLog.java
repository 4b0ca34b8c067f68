package dev.stator.core.journal;

import dev.stator.core.idle.ParkingIdleStrategy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command log whose commands are written and delivered at once, by the worker's thread, and
 * forced every so often by another one, or when somebody hurries it: a loss of power takes back
 * what the last interval delivered, the end of the process nothing.
 */
public final class IntervalCommandLog implements CommandLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(IntervalCommandLog.class);

  private final CommitLog log;
  private final CommandRing ring;
  private final Runnable consumer;
  private final CommandLogMetrics metrics;
  private final CheckpointDistance distance;
  private final int batchLimit;
  private final Batch batch;
  private final long intervalNs;
  private final ParkingIdleStrategy forcerIdle = new ParkingIdleStrategy(0);
  private final Thread forcer;
  private volatile boolean hurried;
  private volatile boolean failed;
  private volatile boolean closed;

  private IntervalCommandLog(
      OpenedLog opened, CommitLogConfig config, long intervalMs, Runnable consumer) {
    this.log = opened.log();
    this.metrics = opened.metrics();
    this.distance = opened.distance();
    this.consumer = consumer;
    this.ring = new CommandRing(config.ringLength(), Batch.maxCommandLength(config));
    this.batchLimit = config.batchCount();
    this.batch = Batch.forCommands(config, ring.maxCommandLength());
    this.intervalNs = TimeUnit.MILLISECONDS.toNanos(intervalMs);
    this.forcer = new Thread(this::run, "stator-forcer-" + opened.name());
  }

  /**
   * Opens the log, replays it on this thread, and starts the thread that forces.
   *
   * @param intervalMs from the first command that is not forced to the force
   * @param consumer wakes the worker when there is something to poll; called by the producers
   * @throws dev.stator.core.error.StorageException when the log is damaged
   */
  public static IntervalCommandLog open(
      LogPlace place, long intervalMs, CommitListener replay, Runnable consumer) {
    IntervalCommandLog log =
        new IntervalCommandLog(OpenedLog.open(place, replay), place.config(), intervalMs, consumer);
    log.forcer.start();
    return log;
  }

  @Override
  public Offer enqueue(DirectBuffer command, int offset, int length) {
    return failed || closed ? Offer.FAILED : ring.offer(command, offset, length);
  }

  @Override
  public void signal() {
    consumer.run();
  }

  @Override
  public int poll(CommitListener listener) {
    int delivered = 0;
    for (int i = 0; i < batchLimit && !ring.isEmpty(); i++) {
      batch.clear();
      ring.drainTo(batch);
      if (batch.count() == 0) {
        break;
      }
      append();
      delivered += batch.deliver(listener);
    }
    return delivered;
  }

  @Override
  public boolean hasCommitted() {
    return !ring.isEmpty();
  }

  @Override
  public boolean isDrained() {
    return ring.isEmpty();
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
  public void hurry() {
    hurried = true;
    LockSupport.unpark(forcer);
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

  /** Forces what was delivered, then closes. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      forcerIdle.wake();
      LockSupport.unpark(forcer);
      Threads.join(forcer);
      log.close();
    }
  }

  private void append() {
    if (failed) {
      batch.fail(CommitListener.Failure.REJECTED);
      return;
    }
    try {
      if (log.append(batch)) {
        distance.onDelivered(batch.lastIndex(), batch.length());
        forcerIdle.wake();
      } else {
        batch.fail(CommitListener.Failure.REJECTED);
      }
    } catch (RuntimeException | Error e) {
      batch.fail(CommitListener.Failure.UNKNOWN);
      fail(e);
    }
  }

  private void run() {
    while (!closed) {
      if (log.appendedIndex() > log.durableIndex() && !failed) {
        awaitInterval();
        hurried = false; // whoever hurries from now on wants another force perhaps
        force();
        forcerIdle.reset();
      } else {
        forcerIdle.idle();
      }
    }
    force();
  }

  private void awaitInterval() {
    long deadlineNs = System.nanoTime() + intervalNs;
    long leftNs = intervalNs;
    while (!closed && !hurried && leftNs > 0) {
      LockSupport.parkNanos(this, leftNs);
      leftNs = deadlineNs - System.nanoTime();
    }
  }

  private void force() {
    if (!failed) {
      try {
        log.force();
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    }
  }

  private void fail(Throwable cause) {
    failed = true;
    LOGGER.error("the commit log failed and commits nothing any more", cause);
  }
}
