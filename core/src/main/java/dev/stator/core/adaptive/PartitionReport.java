package dev.stator.core.adaptive;

/**
 * What is known of a partition.
 *
 * @param load as it was at the last tick
 * @param rates of the last seconds
 * @param decision what the controller came to last
 */
public record PartitionReport(
    PartitionLoad load, Rates rates, HeatReport reads, HeatReport writes, Decision decision) {
  /**
   * Units consumed, and requests refused because the partition was at its cap, a second.
   *
   * @param readThrottles refused reads
   * @param writeThrottles refused writes
   */
  public record Rates(
      double readUnits, double writeUnits, double readThrottles, double writeThrottles) {
    static Rates of(Consumption consumption) {
      return new Rates(
          consumption.rate(Access.READ),
          consumption.rate(Access.WRITE),
          consumption.throttleRate(Access.READ),
          consumption.throttleRate(Access.WRITE));
    }
  }
}
