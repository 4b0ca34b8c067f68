package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.ItemProjection;
import org.jspecify.annotations.Nullable;

/**
 * Reads the item with this key.
 *
 * @param key an item of exactly the key attributes
 */
public record GetRequest(Table table, Slice key, @Nullable ItemProjection projection) {}
