package dev.stator.gateway.metrics;

import dev.stator.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What became of a request, as far as the service's metrics tell requests apart. */
public enum Outcome {
  SUCCESS(0),
  CONDITION_FAILED(1),
  TRANSACTION_CANCELED(2),
  TRANSACTION_CONFLICT(3),
  THROTTLED(4),
  USER_ERROR(5),
  SYSTEM_ERROR(6);

  private static final int SERVER_ERROR = 500;

  /** Where it is counted among all. */
  final int place;

  Outcome(int place) {
    this.place = place;
  }

  /** That of a request with this error, or none. */
  public static Outcome of(@Nullable ErrorCode error) {
    if (error == null) {
      return SUCCESS;
    }
    return switch (error) {
      case CONDITIONAL_CHECK_FAILED -> CONDITION_FAILED;
      case TRANSACTION_CANCELED -> TRANSACTION_CANCELED;
      case TRANSACTION_CONFLICT -> TRANSACTION_CONFLICT;
      case PROVISIONED_THROUGHPUT_EXCEEDED, THROTTLING, REQUEST_LIMIT_EXCEEDED -> THROTTLED;
      default -> error.httpStatus() >= SERVER_ERROR ? SYSTEM_ERROR : USER_ERROR;
    };
  }
}
