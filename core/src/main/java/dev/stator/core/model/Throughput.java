package dev.stator.core.model;

/** Read and write units per second; what -1 or 0 mean is said where it is used. */
public record Throughput(long readUnits, long writeUnits) {
  public static final Throughput ZERO = new Throughput(0, 0);
}
