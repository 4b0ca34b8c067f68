package dev.stator.core.throughput;

/** Why a request was throttled, as the service names it: what of, doing what, by which limit. */
public enum ThrottlingReason {
  TABLE_READ_PROVISIONED_THROUGHPUT(false, Direction.READ, LimitType.PROVISIONED_THROUGHPUT),
  TABLE_READ_KEY_RANGE_THROUGHPUT(false, Direction.READ, LimitType.KEY_RANGE_THROUGHPUT),
  TABLE_READ_MAX_ON_DEMAND_THROUGHPUT(false, Direction.READ, LimitType.MAX_ON_DEMAND_THROUGHPUT),
  TABLE_READ_ACCOUNT_LIMIT(false, Direction.READ, LimitType.ACCOUNT_LIMIT),
  TABLE_WRITE_PROVISIONED_THROUGHPUT(false, Direction.WRITE, LimitType.PROVISIONED_THROUGHPUT),
  TABLE_WRITE_KEY_RANGE_THROUGHPUT(false, Direction.WRITE, LimitType.KEY_RANGE_THROUGHPUT),
  TABLE_WRITE_MAX_ON_DEMAND_THROUGHPUT(false, Direction.WRITE, LimitType.MAX_ON_DEMAND_THROUGHPUT),
  TABLE_WRITE_ACCOUNT_LIMIT(false, Direction.WRITE, LimitType.ACCOUNT_LIMIT),
  INDEX_READ_PROVISIONED_THROUGHPUT(true, Direction.READ, LimitType.PROVISIONED_THROUGHPUT),
  INDEX_READ_KEY_RANGE_THROUGHPUT(true, Direction.READ, LimitType.KEY_RANGE_THROUGHPUT),
  INDEX_READ_MAX_ON_DEMAND_THROUGHPUT(true, Direction.READ, LimitType.MAX_ON_DEMAND_THROUGHPUT),
  INDEX_READ_ACCOUNT_LIMIT(true, Direction.READ, LimitType.ACCOUNT_LIMIT),
  INDEX_WRITE_PROVISIONED_THROUGHPUT(true, Direction.WRITE, LimitType.PROVISIONED_THROUGHPUT),
  INDEX_WRITE_KEY_RANGE_THROUGHPUT(true, Direction.WRITE, LimitType.KEY_RANGE_THROUGHPUT),
  INDEX_WRITE_MAX_ON_DEMAND_THROUGHPUT(true, Direction.WRITE, LimitType.MAX_ON_DEMAND_THROUGHPUT),
  INDEX_WRITE_ACCOUNT_LIMIT(true, Direction.WRITE, LimitType.ACCOUNT_LIMIT);

  private final boolean index;
  private final Direction direction;
  private final LimitType type;
  private final String wireName;

  ThrottlingReason(boolean index, Direction direction, LimitType type) {
    this.index = index;
    this.direction = direction;
    this.type = type;
    this.wireName =
        (index ? "Index" : "Table") + direction.wireName() + type.wireName() + "Exceeded";
  }

  /** The reason of a limit of a table or of one of its global indexes. */
  public static ThrottlingReason of(boolean index, Direction direction, LimitType type) {
    for (ThrottlingReason reason : values()) {
      if (reason.index == index && reason.direction == direction && reason.type == type) {
        return reason;
      }
    }
    throw new IllegalStateException("there is one for each");
  }

  /** The name that clients know. */
  public String wireName() {
    return wireName;
  }
}
