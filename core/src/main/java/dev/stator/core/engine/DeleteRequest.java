package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.expression.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the item with this key.
 *
 * @param key an item of exactly the key attributes
 * @param images which images the reply shall carry, bits of {@link Images}
 */
public record DeleteRequest(Table table, Slice key, @Nullable Condition condition, int images)
    implements WriteRequest {}
