package dev.stator.core.partition;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ConditionEvaluator;
import dev.stator.core.expression.ExpressionCodec;
import dev.stator.core.expression.Update;
import dev.stator.core.expression.UpdateEvaluator;
import dev.stator.core.model.Limits;
import dev.stator.core.segment.RecordView;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Decides whether a write may be carried out, by its condition and by what it makes of the item;
 * changes nothing. What was decided last can be asked until the next decision.
 */
final class WriteDecider {
  private static final String CONDITION_FAILED = "The conditional request failed";
  private static final String UPDATED_ITEM_TOO_LARGE =
      "Item size to update has exceeded the maximum allowed size";

  private final ConditionEvaluator conditions = new ConditionEvaluator();
  private final UpdateEvaluator updates = new UpdateEvaluator();
  private final ExpandableArrayBuffer updated = new ExpandableArrayBuffer(4096);
  private DirectBuffer item = updated;
  private int itemOffset;
  private int itemLength;
  private int itemSize;

  /**
   * Decides a PUT, UPDATE, DELETE or CHECK; if it may not be carried out, the reply says why.
   *
   * @param current shows the item as it is, if it exists
   */
  boolean decide(CommandView command, boolean exists, RecordView current, Reply reply) {
    if (command.conditionLength() > 0 && !holds(command, exists, current)) {
      failCondition(command, exists, current, reply);
      return false;
    }
    switch (command.type()) {
      case CommandDescriptor.PUT ->
          take(command.buffer(), command.itemOffset(), command.itemLength(), command.itemSize());
      case CommandDescriptor.UPDATE -> {
        return update(command, exists, current, reply);
      }
      default -> itemSize = 0;
    }
    return true;
  }

  private boolean holds(CommandView command, boolean exists, RecordView current) {
    Condition condition =
        ExpressionCodec.viewCondition(
            command.buffer(), command.conditionOffset(), command.conditionLength());
    return exists
        ? conditions.test(condition, current.buffer(), current.itemOffset(), current.itemLength())
        : conditions.test(condition, command.buffer(), command.keyOffset(), 0);
  }

  private static void failCondition(
      CommandView command, boolean exists, RecordView current, Reply reply) {
    reply.refuse(ErrorCode.CONDITIONAL_CHECK_FAILED, CONDITION_FAILED);
    reply.sizes(exists ? current.itemSize() : 0, command.itemSize());
    if (exists && (command.images() & Images.ON_FAILURE) != 0) {
      reply.copyOldImage(current.buffer(), current.itemOffset(), current.itemLength());
    }
  }

  private boolean update(CommandView command, boolean exists, RecordView current, Reply reply) {
    try {
      update(command, exists, current);
      return true;
    } catch (RequestException e) {
      reply.sizes(exists ? current.itemSize() : 0, 0);
      reply.refuse(e.code(), e.getMessage());
      return false;
    }
  }

  private void update(CommandView command, boolean exists, RecordView current) {
    Update update =
        ExpressionCodec.viewUpdate(
            command.buffer(), command.programOffset(), command.programLength());
    int length =
        exists
            ? updates.apply(
                update, current.buffer(), current.itemOffset(), current.itemLength(), updated, 0)
            : updates.applyToNew(
                update, command.buffer(), command.itemOffset(), command.itemLength(), updated, 0);
    int size = ItemScanner.size(updated, 0, length);
    if (size > Limits.MAX_ITEM_SIZE) {
      throw RequestException.validation(UPDATED_ITEM_TOO_LARGE);
    }
    Guards.check(command.buffer(), command.guardsOffset(), command.guardsLength(), updated, length);
    take(updated, 0, length, size);
  }

  private void take(DirectBuffer newItem, int offset, int length, int size) {
    item = newItem;
    itemOffset = offset;
    itemLength = length;
    itemSize = size;
  }

  /** The item that a PUT or UPDATE stores. */
  DirectBuffer item() {
    return item;
  }

  int itemOffset() {
    return itemOffset;
  }

  int itemLength() {
    return itemLength;
  }

  /**
   * DynamoDB's size of the item after the write, bytes; 0 when there is none or it is as before.
   */
  int itemSize() {
    return itemSize;
  }
}
