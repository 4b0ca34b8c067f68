package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.expression.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Puts an item whole.
 *
 * @param itemSize the item's size by DynamoDB's arithmetic, bytes
 * @param images which images the reply shall carry, bits of {@link Images}
 */
public record PutRequest(
    Table table, Slice item, int itemSize, @Nullable Condition condition, int images)
    implements WriteRequest {}
