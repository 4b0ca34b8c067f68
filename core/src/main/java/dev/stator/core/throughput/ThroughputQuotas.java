package dev.stator.core.throughput;

/** What the service gives an account and a table by default, units per second. */
public final class ThroughputQuotas {
  /** Reads, or writes, of one table or global index. */
  public static final long TABLE_UNITS = 40_000;

  /** Reads, or writes, that all tables and global indexes of an account have provisioned. */
  public static final long ACCOUNT_UNITS = 80_000;

  /** Reads that a new table on demand can serve. */
  public static final long NEW_ON_DEMAND_READS = 12_000;

  /** Writes that a new table on demand can serve. */
  public static final long NEW_ON_DEMAND_WRITES = 4_000;

  private ThroughputQuotas() {}
}
