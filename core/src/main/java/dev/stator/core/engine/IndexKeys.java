package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.capacity.IndexArms;
import dev.stator.core.codec.Slice;
import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.KeyObserver;
import dev.stator.core.throughput.PartitionMeter;
import org.agrona.ExpandableArrayBuffer;

/**
 * Finds out which partitions of global indexes the writes of one session come to, and tells whoever
 * observes keys. For the thread of the session only.
 */
final class IndexKeys {
  private final KeyObserver observer;
  private final ExpandableArrayBuffer key = new ExpandableArrayBuffer(256);
  private int length;

  IndexKeys(KeyObserver observer) {
    this.observer = observer;
  }

  /** The meters of the partition that has the entry of an item in the global index at a place. */
  PartitionMeter locate(IndexArms arms, int index, PlacedMeters partitions, Slice item) {
    length = arms.encodeGlobalKey(index, item, key);
    return partitions.of(key.getLong(0, BIG_ENDIAN));
  }

  /** Tells of what was written of the key that was located last. */
  void admitted(long partition, long halves) {
    observer.admitted(Direction.WRITE, partition, halves, key, 0, length);
  }
}
