package dev.stator.core.journal;

import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;

/** A command log without threads: {@link #poll} writes, forces and delivers what was offered. */
public final class InlineCommandLog implements CommandLog {
  private final OpenedLog opened;
  private final CommandRing ring;
  private final Batch batch;
  private boolean failed;

  private InlineCommandLog(OpenedLog opened, CommitLogConfig config) {
    this.opened = opened;
    this.ring = new CommandRing(config.ringLength(), Batch.maxCommandLength(config));
    this.batch = Batch.forCommands(config, ring.maxCommandLength());
  }

  /** Opens and replays the log; files are made by the thread that needs them. */
  public static InlineCommandLog open(LogPlace place, CommitListener replay, LongSupplier ids) {
    return new InlineCommandLog(OpenedLog.open(place, replay, ids, Runnable::run), place.config());
  }

  @Override
  public Offer enqueue(DirectBuffer command, int offset, int length) {
    return failed ? Offer.FAILED : ring.offer(command, offset, length);
  }

  @Override
  public void signal() {} // nobody sleeps

  @Override
  public int poll(CommitListener listener) {
    batch.clear();
    ring.drainTo(batch);
    if (batch.count() == 0) {
      return 0;
    }
    commit();
    if (!batch.isFailed()) {
      opened.distance().onDelivered(batch.lastIndex(), batch.length());
    }
    return batch.deliver(listener);
  }

  private void commit() {
    if (failed) {
      batch.fail(CommitListener.Failure.REJECTED);
      return;
    }
    try {
      if (opened.log().append(batch)) {
        opened.log().force();
      } else {
        batch.fail(CommitListener.Failure.REJECTED);
      }
    } catch (RuntimeException e) {
      failed = true;
      batch.fail(CommitListener.Failure.UNKNOWN);
    }
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
    return 0;
  }

  @Override
  public CommandLogMetrics metrics() {
    return opened.metrics();
  }

  @Override
  public void close() {
    opened.log().close();
  }
}
