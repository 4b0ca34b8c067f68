package dev.stator.core.journal;

import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command log without a thread of its own: {@link #poll} writes, forces and delivers what was
 * offered. A command takes one turn of threads less than with {@link SyncCommandLog}, but its
 * worker does nothing else while a batch is forced: for few commands that somebody waits for.
 */
public final class InlineCommandLog implements CommandLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(InlineCommandLog.class);

  private final OpenedLog opened;
  private final Runnable consumer;
  private final CommandRing ring;
  private final Batch batch;
  private volatile boolean failed;
  private volatile boolean closed;

  private InlineCommandLog(OpenedLog opened, CommitLogConfig config, Runnable consumer) {
    this.opened = opened;
    this.consumer = consumer;
    this.ring = new CommandRing(config.ringLength(), Batch.maxCommandLength(config));
    this.batch = Batch.forCommands(config, ring.maxCommandLength());
  }

  /**
   * Opens the log and replays it on this thread.
   *
   * @param consumer wakes the worker when there is something to poll; called by the producers
   * @throws dev.stator.core.error.StorageException when the log is damaged
   */
  public static InlineCommandLog open(LogPlace place, CommitListener replay, Runnable consumer) {
    return new InlineCommandLog(OpenedLog.open(place, replay), place.config(), consumer);
  }

  /** The same for a worker that never sleeps; files are made by the thread that needs them. */
  public static InlineCommandLog openAlone(
      LogPlace place, CommitListener replay, LongSupplier ids) {
    OpenedLog opened = OpenedLog.open(place, replay, ids, Runnable::run);
    return new InlineCommandLog(opened, place.config(), () -> {});
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
    batch.clear();
    ring.drainTo(batch);
    if (batch.count() == 0) {
      return 0;
    }
    try {
      commit();
    } catch (RuntimeException e) {
      fail();
      LOGGER.error("the commit log failed and commits nothing any more", e);
    } catch (Error e) {
      fail();
      batch.deliver(listener);
      throw e;
    }
    if (!batch.isFailed()) {
      opened.distance().onDelivered(batch.lastIndex(), batch.length());
    }
    return batch.deliver(listener);
  }

  private void commit() {
    if (failed || !opened.log().append(batch)) {
      batch.fail(CommitListener.Failure.REJECTED);
    } else {
      opened.log().force();
    }
  }

  private void fail() {
    failed = true;
    batch.fail(CommitListener.Failure.UNKNOWN);
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
  public long epoch() {
    return opened.log().epoch();
  }

  @Override
  public long appendedIndex() {
    return opened.log().appendedIndex();
  }

  @Override
  public long committedIndex() {
    return opened.log().durableIndex();
  }

  @Override
  public void checkpointed(long index) {
    opened.distance().onCheckpoint(index);
    opened.log().checkpointed(index);
  }

  @Override
  public long bytesSinceCheckpoint() {
    return opened.distance().bytes();
  }

  @Override
  public long waitingBytes() {
    return ring.waitingBytes();
  }

  @Override
  public CommandLogMetrics metrics() {
    return opened.metrics();
  }

  @Override
  public void close() {
    closed = true;
    opened.log().close();
  }
}
