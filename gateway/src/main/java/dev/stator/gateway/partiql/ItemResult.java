package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Reply;
import dev.stator.core.throughput.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * What became of a statement about one item.
 *
 * @param error null when it was carried out
 * @param message of the error
 * @param item what the statement returns, or the item that failed the condition if asked for; valid
 *     during the reply only
 * @param throttle the limit of throughput that it met, if any
 */
record ItemResult(
    @Nullable ErrorCode error, String message, @Nullable Slice item, @Nullable Throttle throttle) {
  static ItemResult of(@Nullable Slice item) {
    return new ItemResult(null, "", item, null);
  }

  static ItemResult failed(ErrorCode error, String message) {
    return new ItemResult(error, message, null, null);
  }

  /** The error of a reply. */
  static ItemResult failed(ErrorCode error, Reply reply) {
    return new ItemResult(error, reply.message(), null, reply.throttle());
  }
}
