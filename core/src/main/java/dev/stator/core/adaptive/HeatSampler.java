package dev.stator.core.adaptive;

import static dev.stator.core.adaptive.SampleDescriptor.KEY_OFFSET;
import static dev.stator.core.adaptive.SampleDescriptor.PARTITION_OFFSET;
import static dev.stator.core.adaptive.SampleDescriptor.WEIGHT_OFFSET;

import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.KeyObserver;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Takes samples of the keys that one thread reads and writes, and keeps them until the controller
 * fetches them. Few requests are all sampled, of many so few that it costs next to nothing; a
 * sample says how much it stands for. What finds no room is forgotten: samples tell shares, what
 * was consumed is counted elsewhere.
 *
 * <p>On the path of each request: one decrement when the request is not sampled. Allocates nothing.
 */
public final class HeatSampler implements KeyObserver {
  /** Samples of each kind that are wanted in a second. */
  static final int WANTED = 1000;

  private static final int RING_LENGTH = 1 << 18;
  private static final double UNITS_PER_HALF = 0.5;

  private final RingBuffer ring;
  private final SkippingCount admitted;
  private final SkippingCount throttled;
  private int admittedSamples;
  private int throttledSamples;

  /**
   * @param seed of the draws
   */
  public HeatSampler(int seed) {
    int length = RING_LENGTH + RingBufferDescriptor.TRAILER_LENGTH;
    this.ring = new OneToOneRingBuffer(new UnsafeBuffer(ByteBuffer.allocateDirect(length)));
    this.admitted = new SkippingCount(seed);
    this.throttled = new SkippingCount(~seed);
  }

  @Override
  public void admitted(
      Direction direction, long partition, long halves, DirectBuffer key, int offset, int length) {
    if (admitted.picks()) {
      sample(
          Access.of(direction, false), partition, halves, admitted.drawNext(), key, offset, length);
    }
  }

  @Override
  public void throttled(
      Direction direction, long partition, long halves, DirectBuffer key, int offset, int length) {
    if (throttled.picks()) {
      sample(
          Access.of(direction, true), partition, halves, throttled.drawNext(), key, offset, length);
    }
  }

  /**
   * @param represented requests that this one stands for
   */
  private void sample(
      Access access,
      long partition,
      long halves,
      int represented,
      DirectBuffer key,
      int offset,
      int length) {
    int message = KEY_OFFSET + length;
    if (length < Long.BYTES || message > ring.maxMsgLength()) {
      return; // a Scan names no key; no key of a table is so long
    }
    int index = ring.tryClaim(access.messageType(), message);
    if (index < 0) {
      return;
    }
    MutableDirectBuffer buffer = ring.buffer();
    buffer.putLong(index + PARTITION_OFFSET, partition);
    buffer.putDouble(index + WEIGHT_OFFSET, UNITS_PER_HALF * halves * represented);
    buffer.putBytes(index + KEY_OFFSET, key, offset, length);
    ring.commit(index);
  }

  /** Gives the samples that wait to the heat of their partitions; one other thread. */
  void drainTo(HeatMap heat, long nowMs) {
    admittedSamples = 0;
    throttledSamples = 0;
    ring.read(
        (type, buffer, index, length) -> {
          Access access = Access.ofMessageType(type);
          if (access.isThrottled()) {
            throttledSamples++;
          } else {
            admittedSamples++;
          }
          heat.add(
              access,
              buffer.getLong(index + PARTITION_OFFSET),
              buffer.getDouble(index + WEIGHT_OFFSET),
              buffer,
              index + KEY_OFFSET,
              length - KEY_OFFSET,
              nowMs);
        });
    admitted.aimAt(WANTED, admittedSamples);
    throttled.aimAt(WANTED, throttledSamples);
  }

  /** Of how many requests one is sampled. */
  public int interval() {
    return admitted.interval();
  }
}
