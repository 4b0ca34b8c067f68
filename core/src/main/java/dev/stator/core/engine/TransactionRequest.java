package dev.stator.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are carried out all or not at all.
 *
 * @param writes of distinct items
 * @param token makes the request one that is carried out once within ten minutes, null for none
 */
public record TransactionRequest(List<WriteRequest> writes, @Nullable String token) {
  public TransactionRequest {
    writes = List.copyOf(writes);
  }
}
