package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.ItemProjection;
import org.jspecify.annotations.Nullable;

/**
 * Reads the item with this key.
 *
 * @param key an item of exactly the key attributes
 * @param consistent whether it is charged as a strongly consistent read; every read is one
 */
public record GetRequest(
    Table table, Slice key, @Nullable ItemProjection projection, boolean consistent) {
  /** A read that is charged as an eventually consistent one. */
  public GetRequest(Table table, Slice key, @Nullable ItemProjection projection) {
    this(table, key, projection, false);
  }
}
