package dev.stator.core.throughput;

/** Whether a request reads or writes; the two never share throughput. */
public enum Direction {
  READ("Read"),
  WRITE("Write");

  private final String wireName;

  Direction(String wireName) {
    this.wireName = wireName;
  }

  /** How names of the service spell it. */
  public String wireName() {
    return wireName;
  }
}
