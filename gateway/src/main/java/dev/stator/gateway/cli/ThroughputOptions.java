package dev.stator.gateway.cli;

import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.core.throughput.ThroughputMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options about throughput. */
final class ThroughputOptions {
  @Option(
      names = "--throughput",
      defaultValue = "configured",
      description =
          "Which limits of throughput are held: off (none), configured (provisioned throughput and"
              + " maxima on demand) or service (also what the service gives tables on demand).")
  private ThroughputMode mode = ThroughputMode.CONFIGURED;

  @Option(
      names = "--partition-limits",
      paramLabel = "READS:WRITES",
      defaultValue = "3000:1000",
      converter = LimitsConverter.class,
      description = "Units per second that one partition serves where limits are held, or off.")
  private PartitionLimits partitionLimits = new PartitionLimits(0, 0);

  @Option(
      names = "--adaptive-capacity",
      defaultValue = "on",
      description =
          "on: a partition may use all of its table's throughput; off: an equal share of it.")
  private Switch adaptiveCapacity = Switch.ON;

  /** Whether something is done. */
  enum Switch {
    OFF,
    ON
  }

  /** Units per second of one partition, 0 for no limit. */
  record PartitionLimits(long reads, long writes) {
    @Override
    public String toString() {
      return reads == 0 ? "off" : reads + ":" + writes;
    }
  }

  ThroughputConfig config() {
    return ThroughputConfig.standard()
        .withMode(mode)
        .withPartitionLimits(partitionLimits.reads, partitionLimits.writes)
        .withAdaptive(adaptiveCapacity == Switch.ON);
  }

  static final class LimitsConverter implements ITypeConverter<PartitionLimits> {
    @Override
    public PartitionLimits convert(String text) {
      if (text.equals("off")) {
        return new PartitionLimits(0, 0);
      }
      if (!text.matches("[1-9][0-9]{0,8}:[1-9][0-9]{0,8}")) {
        throw new TypeConversionException("off, or reads and writes such as 3000:1000: " + text);
      }
      int colon = text.indexOf(':');
      return new PartitionLimits(
          Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }
  }
}
