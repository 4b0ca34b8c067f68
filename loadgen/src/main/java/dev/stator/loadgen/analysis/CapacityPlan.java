package dev.stator.loadgen.analysis;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The capacity that the traffic of a result needs: on DynamoDB capacity units and partitions, on
 * Stator memory, disk and nodes.
 *
 * @param read units per second of the table
 * @param write units per second of the table
 * @param indexWrite units per second of the global index
 * @param items how many the plan is for
 * @param bytes of all items, as DynamoDB counts
 */
public record CapacityPlan(
    Need read,
    Need write,
    Need indexWrite,
    long items,
    double bytes,
    double hottestShare,
    StatorSizes sizes) {
  /** What one partition of DynamoDB serves and holds. */
  private static final double PARTITION_READ = 3000;

  private static final double PARTITION_WRITE = 1000;
  private static final double PARTITION_BYTES = 10e9;

  /** Of a provisioned capacity no more than this is meant to be used. */
  private static final double UTILISATION = 0.7;

  private static final double PERCENTILE = 0.99;

  /** Units per second: the mean and the 99th percentile of the seconds. */
  public record Need(double mean, double peak) {
    static Need of(double[] seconds, double factor) {
      if (seconds.length == 0) {
        return new Need(0, 0);
      }
      double[] sorted = seconds.clone();
      Arrays.sort(sorted);
      int index = (int) Math.ceil(PERCENTILE * sorted.length) - 1;
      double mean = Arrays.stream(sorted).average().orElse(0);
      return new Need(factor * mean, factor * sorted[Math.max(0, index)]);
    }

    /** With headroom above the peak. */
    public double provisioned() {
      return Math.ceil(peak / UTILISATION);
    }
  }

  /**
   * What an item takes on Stator.
   *
   * @param memoryPerItem bytes of the index
   * @param diskPerItem bytes beyond the item itself
   * @param diskFactor of what is live, for compaction to have room
   * @param nodeCallsPerSecond what one node sustains; 0 when it is not known
   */
  public record StatorSizes(
      double memoryPerItem, double diskPerItem, double diskFactor, double nodeCallsPerSecond) {}

  /**
   * The plan for the traffic of a result.
   *
   * @param rateFactor by which the traffic is meant to grow
   */
  public static CapacityPlan of(
      Map<String, Object> result, long items, double rateFactor, StatorSizes sizes) {
    double bytes =
        items * Comparison.number(Comparison.member(result, "workload", "meanItemBytes"));
    return new CapacityPlan(
        Need.of(Comparison.series(result, "readUnits"), rateFactor),
        Need.of(Comparison.series(result, "writeUnits"), rateFactor),
        Need.of(Comparison.series(result, "indexWriteUnits"), rateFactor),
        items,
        bytes,
        Comparison.number(Comparison.member(result, "hottestKey", "share")),
        sizes);
  }

  /** The partitions that DynamoDB needs at least for the table. */
  public int partitions() {
    double byTraffic = read.peak() / PARTITION_READ + write.peak() / PARTITION_WRITE;
    return (int) Math.max(1, Math.ceil(Math.max(byTraffic, bytes / PARTITION_BYTES)));
  }

  /** Units per second of the hottest item, of what one partition serves: above 1 is too much. */
  public double hottestLoad() {
    return hottestShare * (read.peak() / PARTITION_READ + write.peak() / PARTITION_WRITE);
  }

  /** Whether more partitions help: not when a single item is too hot for one. */
  public boolean splitHelps() {
    return hottestLoad() <= 1;
  }

  public double memoryBytes() {
    return items * sizes.memoryPerItem();
  }

  public double diskBytes() {
    return sizes.diskFactor() * (bytes + items * sizes.diskPerItem());
  }

  /**
   * Nodes of Stator, without copies.
   *
   * @param callsPerSecond the traffic; 0 nodes when it is not known what one sustains
   */
  public int nodes(double callsPerSecond) {
    return sizes.nodeCallsPerSecond() == 0
        ? 0
        : (int) Math.ceil(callsPerSecond / (UTILISATION * sizes.nodeCallsPerSecond()));
  }

  public Map<String, Object> tree(double callsPerSecond) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "stator-loadgen-plan/1");
    tree.put("callsPerSecond", callsPerSecond);
    tree.put("read", need(read));
    tree.put("write", need(write));
    tree.put("globalIndexWrite", need(indexWrite));
    tree.put("partitions", partitions());
    tree.put("hottestKeyShare", hottestShare);
    tree.put("hottestKeyLoadOfPartition", hottestLoad());
    tree.put("splitHelps", splitHelps());
    tree.put("items", items);
    tree.put("itemBytes", bytes);
    tree.put("statorMemoryBytes", memoryBytes());
    tree.put("statorDiskBytes", diskBytes());
    tree.put("statorNodes", nodes(callsPerSecond));
    return tree;
  }

  private static Map<String, Object> need(Need need) {
    return Map.of("mean", need.mean(), "p99", need.peak(), "provisioned", need.provisioned());
  }
}
