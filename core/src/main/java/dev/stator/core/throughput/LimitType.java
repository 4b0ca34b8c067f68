package dev.stator.core.throughput;

/** What kind of limit a throttled request met, in the service's words. */
public enum LimitType {
  /** What is provisioned for the table or index. */
  PROVISIONED_THROUGHPUT("ProvisionedThroughput"),

  /** What a partition can do. */
  KEY_RANGE_THROUGHPUT("KeyRangeThroughput"),

  /** The maximum that was set for a table or index on demand. */
  MAX_ON_DEMAND_THROUGHPUT("MaxOnDemandThroughput"),

  /** What the account may do with one table on demand. */
  ACCOUNT_LIMIT("AccountLimit");

  private final String wireName;

  LimitType(String wireName) {
    this.wireName = wireName;
  }

  /** How names of the service spell it. */
  public String wireName() {
    return wireName;
  }
}
