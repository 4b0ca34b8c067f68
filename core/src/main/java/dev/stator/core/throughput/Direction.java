package dev.stator.core.throughput;

/** Whether a request reads or writes; the two never share throughput. */
public enum Direction {
  READ,
  WRITE
}
