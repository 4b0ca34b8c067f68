package dev.stator.core.worker;

import org.agrona.collections.Long2LongCounterMap;

/** The partitions that a snapshot is being taken of: none of their segments goes meanwhile. */
final class SegmentHolds implements SegmentNeeds {
  private static final long EVERYTHING = 0;

  private final Long2LongCounterMap holds = new Long2LongCounterMap(0);

  void hold(long partition) {
    holds.incrementAndGet(partition);
  }

  void release(long partition) {
    holds.decrementAndGet(partition);
  }

  @Override
  public long oldestNeeded(long partition) {
    return holds.get(partition) > 0 ? EVERYTHING : NOTHING;
  }
}
