package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import org.jspecify.annotations.Nullable;

/**
 * What a Query and a Scan have in common: one page of at most 1 MB of evaluated items.
 *
 * @param limit how many items may be evaluated, {@link Integer#MAX_VALUE} for no limit
 * @param exclusiveStartKey an item of the key attributes of the table and of the index, where a
 *     page before ended
 * @param allAttributes for a local index: return whole items, whatever the index projects
 * @param countOnly return counts without items
 * @param consistent whether it is charged as a strongly consistent read; every read of a table or
 *     local index is one
 */
public record PageRequest(
    int limit,
    @Nullable Slice exclusiveStartKey,
    @Nullable Condition filter,
    @Nullable ItemProjection projection,
    boolean allAttributes,
    boolean countOnly,
    boolean consistent) {
  /** A page that is charged as an eventually consistent read. */
  public PageRequest(
      int limit,
      @Nullable Slice exclusiveStartKey,
      @Nullable Condition filter,
      @Nullable ItemProjection projection,
      boolean allAttributes,
      boolean countOnly) {
    this(limit, exclusiveStartKey, filter, projection, allAttributes, countOnly, false);
  }
}
