package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Update;
import org.jspecify.annotations.Nullable;

/**
 * Changes attributes of the item with this key, or creates it.
 *
 * @param key an item of exactly the key attributes
 * @param images which images the reply shall carry, bits of {@link Images}
 */
public record UpdateRequest(
    Table table, Slice key, Update update, @Nullable Condition condition, int images)
    implements WriteRequest {}
