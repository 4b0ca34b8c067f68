package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What became of a statement about one item.
 *
 * @param error null when it was carried out
 * @param message of the error
 * @param item what the statement returns, or the item that failed the condition if asked for; valid
 *     during the reply only
 */
record ItemResult(@Nullable ErrorCode error, String message, @Nullable Slice item) {
  static ItemResult of(@Nullable Slice item) {
    return new ItemResult(null, "", item);
  }

  static ItemResult failed(ErrorCode error, String message) {
    return new ItemResult(error, message, null);
  }
}
