package dev.stator.core.throughput;

import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * How throughput is limited.
 *
 * @param partitionReads units that one partition serves in a second, 0 for no limit
 * @param partitionWrites the same for writes
 * @param adaptive whether one partition may use all that a provisioned table has; if not, the
 *     table's throughput is divided equally among its partitions
 * @param clock the time of all buckets
 */
public record ThroughputConfig(
    ThroughputMode mode,
    long partitionReads,
    long partitionWrites,
    boolean adaptive,
    NanoClock clock) {
  private static final long PARTITION_READS = 3000;
  private static final long PARTITION_WRITES = 1000;

  public ThroughputConfig {
    if (partitionReads < 0 || partitionWrites < 0) {
      throw new IllegalArgumentException(
          "partitionReads=%d, partitionWrites=%d".formatted(partitionReads, partitionWrites));
    }
  }

  /**
   * The limits that tables are configured with, and those of partitions as the service has them.
   */
  public static ThroughputConfig standard() {
    return new ThroughputConfig(
        ThroughputMode.CONFIGURED,
        PARTITION_READS,
        PARTITION_WRITES,
        true,
        SystemNanoClock.INSTANCE);
  }

  public ThroughputConfig withMode(ThroughputMode other) {
    return new ThroughputConfig(other, partitionReads, partitionWrites, adaptive, clock);
  }

  /** Limits each partition to so many units per second; 0 for no limit. */
  public ThroughputConfig withPartitionLimits(long reads, long writes) {
    return new ThroughputConfig(mode, reads, writes, adaptive, clock);
  }

  public ThroughputConfig withAdaptive(boolean other) {
    return new ThroughputConfig(mode, partitionReads, partitionWrites, other, clock);
  }

  public ThroughputConfig withClock(NanoClock other) {
    return new ThroughputConfig(mode, partitionReads, partitionWrites, adaptive, other);
  }

  long partitionUnits(Direction direction) {
    return switch (direction) {
      case READ -> partitionReads;
      case WRITE -> partitionWrites;
    };
  }
}
