package dev.stator.core.throughput;

/** Why a request was throttled, as the service names it: what of, doing what, by which limit. */
public enum ThrottlingReason {
  TABLE_READ_PROVISIONED_THROUGHPUT("TableReadProvisionedThroughputExceeded"),
  TABLE_READ_KEY_RANGE_THROUGHPUT("TableReadKeyRangeThroughputExceeded"),
  TABLE_READ_MAX_ON_DEMAND_THROUGHPUT("TableReadMaxOnDemandThroughputExceeded"),
  TABLE_READ_ACCOUNT_LIMIT("TableReadAccountLimitExceeded"),
  TABLE_WRITE_PROVISIONED_THROUGHPUT("TableWriteProvisionedThroughputExceeded"),
  TABLE_WRITE_KEY_RANGE_THROUGHPUT("TableWriteKeyRangeThroughputExceeded"),
  TABLE_WRITE_MAX_ON_DEMAND_THROUGHPUT("TableWriteMaxOnDemandThroughputExceeded"),
  TABLE_WRITE_ACCOUNT_LIMIT("TableWriteAccountLimitExceeded"),
  INDEX_READ_PROVISIONED_THROUGHPUT("IndexReadProvisionedThroughputExceeded"),
  INDEX_READ_KEY_RANGE_THROUGHPUT("IndexReadKeyRangeThroughputExceeded"),
  INDEX_READ_MAX_ON_DEMAND_THROUGHPUT("IndexReadMaxOnDemandThroughputExceeded"),
  INDEX_READ_ACCOUNT_LIMIT("IndexReadAccountLimitExceeded"),
  INDEX_WRITE_PROVISIONED_THROUGHPUT("IndexWriteProvisionedThroughputExceeded"),
  INDEX_WRITE_KEY_RANGE_THROUGHPUT("IndexWriteKeyRangeThroughputExceeded"),
  INDEX_WRITE_MAX_ON_DEMAND_THROUGHPUT("IndexWriteMaxOnDemandThroughputExceeded"),
  INDEX_WRITE_ACCOUNT_LIMIT("IndexWriteAccountLimitExceeded");

  private static final ThrottlingReason[] ALL = values();

  private final String wireName;

  ThrottlingReason(String wireName) {
    this.wireName = wireName;
  }

  /** The reason of a limit of a table or of one of its global indexes. */
  public static ThrottlingReason of(boolean index, Direction direction, LimitType type) {
    int directions = Direction.values().length;
    int types = LimitType.values().length;
    int resource = index ? directions : 0;
    return ALL[(resource + direction.ordinal()) * types + type.ordinal()];
  }

  /** The name that clients know. */
  public String wireName() {
    return wireName;
  }
}
