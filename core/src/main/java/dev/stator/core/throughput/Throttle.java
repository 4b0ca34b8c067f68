package dev.stator.core.throughput;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.model.BillingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told whose request met a limit. Made once for each limit, so that to refuse a
 * request allocates nothing.
 *
 * @param index the global index that the limit is of, null for the table itself
 */
public record Throttle(
    ThrottlingReason reason,
    LimitType type,
    String table,
    @Nullable String index,
    ErrorCode code,
    String message) {
  private static final String PROVISIONED_TABLE =
      "The level of configured provisioned throughput for the table was exceeded. Consider"
          + " increasing your provisioning level with the UpdateTable API.";
  private static final String PROVISIONED_INDEX =
      "The level of configured provisioned throughput for one or more global secondary indexes of"
          + " the table was exceeded. Consider increasing your provisioning level for the"
          + " under-provisioned global secondary indexes with the UpdateTable API";
  private static final String ON_DEMAND =
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically"
          + " scaling your table or index so please try again shortly. If exceptions persist, check"
          + " if you have a hot key:"
          + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html.";
  private static final String MAXIMUM =
      "Throughput exceeds the maximum OnDemandThroughput configured on table or index";
  private static final String ACCOUNT =
      "Throughput exceeds the current throughput limit for your account. Please contact AWS Support"
          + " at https://aws.amazon.com/support request a limit increase";

  /** What is told of a limit of this type in a table with this billing mode. */
  static Throttle of(
      String table,
      @Nullable String index,
      Direction direction,
      LimitType type,
      BillingMode billing) {
    boolean provisioned = billing == BillingMode.PROVISIONED;
    return new Throttle(
        ThrottlingReason.of(index != null, direction, type),
        type,
        table,
        index,
        code(type, provisioned),
        message(type, provisioned, index != null));
  }

  private static ErrorCode code(LimitType type, boolean provisioned) {
    return switch (type) {
      case PROVISIONED_THROUGHPUT -> ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED;
      case KEY_RANGE_THROUGHPUT ->
          provisioned ? ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED : ErrorCode.THROTTLING;
      case MAX_ON_DEMAND_THROUGHPUT -> ErrorCode.THROTTLING;
      case ACCOUNT_LIMIT -> ErrorCode.REQUEST_LIMIT_EXCEEDED;
    };
  }

  private static String message(LimitType type, boolean provisioned, boolean index) {
    return switch (type) {
      case PROVISIONED_THROUGHPUT -> index ? PROVISIONED_INDEX : PROVISIONED_TABLE;
      case KEY_RANGE_THROUGHPUT ->
          provisioned ? (index ? PROVISIONED_INDEX : PROVISIONED_TABLE) : ON_DEMAND;
      case MAX_ON_DEMAND_THROUGHPUT -> MAXIMUM;
      case ACCOUNT_LIMIT -> ACCOUNT;
    };
  }
}
