package dev.stator.core.journal;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;

/** A command log that keeps nothing: what is offered is delivered in order, from the ring. */
public final class MemoryCommandLog implements CommandLog {
  private static final int MAX_COMMANDS_PER_POLL = 256;
  private static final long EPOCH = 1;

  private final CommandRing ring;
  private final Runnable consumer;
  private final CommandLogMetrics metrics = new CommandLogMetrics();
  private final CheckpointDistance distance = new CheckpointDistance(0);
  private final Delivery delivery = new Delivery();
  private volatile long deliveredIndex;
  private volatile boolean closed;

  /**
   * Creates an empty log.
   *
   * @param consumer wakes the worker when there is something to poll; called by the producers
   */
  public MemoryCommandLog(CommitLogConfig config, Runnable consumer) {
    this.ring = new CommandRing(config.ringLength(), config.ringLength());
    this.consumer = consumer;
  }

  @Override
  public Offer enqueue(DirectBuffer command, int offset, int length) {
    return closed ? Offer.FAILED : ring.offer(command, offset, length);
  }

  @Override
  public void signal() {
    consumer.run();
  }

  @Override
  public int poll(CommitListener listener) {
    delivery.begin(listener, deliveredIndex);
    int delivered = ring.read(delivery, MAX_COMMANDS_PER_POLL);
    if (delivered > 0) {
      deliveredIndex = delivery.lastIndex;
      distance.onDelivered(delivery.lastIndex, delivery.bytes);
      metrics.onBatch(delivered, delivery.bytes);
      listener.onBatchEnd(EPOCH, delivery.lastIndex);
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
    return false;
  }

  @Override
  public int maxCommandLength() {
    return ring.maxCommandLength();
  }

  @Override
  public long epoch() {
    return EPOCH;
  }

  @Override
  public long appendedIndex() {
    return deliveredIndex;
  }

  @Override
  public long committedIndex() {
    return deliveredIndex;
  }

  @Override
  public void checkpointed(long index) {
    distance.onCheckpoint(index);
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
    closed = true;
  }

  private static final class Delivery implements MessageHandler {
    private static final CommitListener NOBODY = (epoch, index, buffer, offset, length) -> {};

    private CommitListener listener = NOBODY;
    private long lastIndex;
    private int bytes;

    void begin(CommitListener newListener, long deliveredIndex) {
      listener = newListener;
      lastIndex = deliveredIndex;
      bytes = 0;
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int offset, int length) {
      lastIndex++;
      bytes += length;
      listener.onCommand(EPOCH, lastIndex, buffer, offset, length);
    }
  }
}
