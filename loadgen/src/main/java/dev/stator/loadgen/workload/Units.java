package dev.stator.loadgen.workload;

/**
 * Capacity units by the rules that DynamoDB publishes: reads by 4 KiB, half when they are
 * eventually consistent; writes by 1 KiB; transactions twice.
 */
public final class Units {
  private static final int READ_BYTES = 4096;
  private static final int WRITE_BYTES = 1024;

  private Units() {}

  public static double ofRead(long bytes, boolean strong) {
    double whole = Math.max(1, Math.ceilDiv(bytes, READ_BYTES));
    return strong ? whole : whole / 2;
  }

  public static double ofWrite(long bytes) {
    return Math.max(1, Math.ceilDiv(bytes, WRITE_BYTES));
  }
}
