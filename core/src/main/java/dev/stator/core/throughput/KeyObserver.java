package dev.stator.core.throughput;

import org.agrona.DirectBuffer;

/**
 * Is told of the keys that one session reads and writes, on the thread of the session. What it does
 * is on the path of each request: it must be cheap and must not keep the buffer.
 */
public interface KeyObserver {
  /** Looks away. */
  KeyObserver NOBODY =
      new KeyObserver() {
        @Override
        public void admitted(
            Direction direction,
            long partition,
            long halves,
            DirectBuffer key,
            int offset,
            int length) {}

        @Override
        public void throttled(
            Direction direction,
            long partition,
            long halves,
            DirectBuffer key,
            int offset,
            int length) {}
      };

  /**
   * A request was admitted, or a write has put, changed or removed an entry of a global index.
   *
   * @param partition the id of the partition of the table or index that was asked
   * @param halves of a unit, what was known of its cost at that time, or what the entry cost
   * @param key the encoded key, its hash first
   */
  void admitted(
      Direction direction, long partition, long halves, DirectBuffer key, int offset, int length);

  /** A request was refused for want of throughput; parameters as for {@link #admitted}. */
  void throttled(
      Direction direction, long partition, long halves, DirectBuffer key, int offset, int length);
}
