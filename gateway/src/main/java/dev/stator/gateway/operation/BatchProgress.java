package dev.stator.gateway.operation;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Counts the replies to the members of a batch. Throttled members are left to the client, unless
 * all are: then the whole batch fails with what throttled them. Any other error fails the batch.
 */
final class BatchProgress {
  private final Exchange exchange;
  private final int count;
  private int replies;
  private int throttled;
  private @Nullable Reply failure;

  BatchProgress(Exchange exchange, int count) {
    this.exchange = exchange;
    this.count = count;
  }

  /** Whether this reply says that its member may be tried again. */
  boolean isThrottled(Reply reply) {
    ErrorCode error = reply.error();
    return error == ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED
        || error == ErrorCode.THROTTLING
        || error == ErrorCode.REQUEST_LIMIT_EXCEEDED
        || error == ErrorCode.TRANSACTION_CONFLICT;
  }

  /** Counts the reply; true when it was the last one and the batch is to be answered. */
  boolean isLast(Reply reply) {
    ErrorCode error = reply.error();
    if (error != null && isThrottled(reply)) {
      throttled++;
    } else if (error != null && failure == null) {
      failure = copy(reply);
    }
    replies++;
    if (replies < count) {
      return false;
    }
    if (failure == null && error != null && throttled == count) {
      failure = copy(reply);
    }
    if (failure != null) {
      exchange.fail(failure);
      return false;
    }
    return true;
  }

  private static Reply copy(Reply reply) {
    Reply copy = new Reply();
    copy.copyOf(reply);
    return copy;
  }

  /** Writes the member {@code ConsumedCapacity}: a list with one entry for every table. */
  static void writeCapacity(
      JsonGenerator json, List<ConsumedCapacity> tables, CapacityDetail detail) {
    json.writeArrayPropertyStart("ConsumedCapacity");
    for (ConsumedCapacity table : tables) {
      table.write(json, detail);
    }
    json.writeEndArray();
  }
}
