package dev.stator.core.throughput;

/**
 * The meters of one partition.
 *
 * @param partition its id
 */
public record PartitionMeter(long partition, Meter reads, Meter writes) {
  PartitionMeter(long partition) {
    this(partition, new Meter(), new Meter());
  }

  public Meter of(Direction direction) {
    return switch (direction) {
      case READ -> reads;
      case WRITE -> writes;
    };
  }
}
