package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.expression.Condition;

/**
 * Requires of the item with this key, which a transaction does not change, that a condition holds.
 *
 * @param key an item of exactly the key attributes
 * @param images which images the reply shall carry, bits of {@link Images}
 */
public record CheckRequest(Table table, Slice key, Condition condition, int images)
    implements WriteRequest {}
