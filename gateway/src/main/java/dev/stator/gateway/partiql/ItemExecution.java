package dev.stator.gateway.partiql;

import dev.stator.core.capacity.CapacityUnits;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.engine.DeleteRequest;
import dev.stator.core.engine.GetRequest;
import dev.stator.core.engine.PutRequest;
import dev.stator.core.engine.Session;
import dev.stator.core.engine.UpdateRequest;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.ItemProjector;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.gateway.operation.ConsumedCapacity;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.partiql.Statement.Returning;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out plans for one item each, on their own.
 *
 * @param capacity what takes the units used, null when nobody asks for them
 * @param itemOnFailure whether an item that fails the condition shall be told
 */
record ItemExecution(
    Exchange exchange, @Nullable ConsumedCapacity capacity, boolean itemOnFailure) {
  private static final String NESTING = "Nesting Levels have exceeded supported limits";

  /** Reads the item of a plan that has a key. */
  void read(ReadPlan plan, Slice key, boolean consistent, Consumer<ItemResult> then) {
    GetRequest request =
        new GetRequest(plan.source().table(), key, plan.columns().attributes(), consistent);
    exchange
        .session()
        .get(request, exchange.guard(reply -> then.accept(item(plan, consistent, reply))));
  }

  private ItemResult item(ReadPlan plan, boolean consistent, Reply reply) {
    ErrorCode error = reply.error();
    if (error != null) {
      return ItemResult.failed(error, reply);
    }
    if (capacity != null) {
      capacity.addTable(CapacityUnits.read(reply.oldSize(), consistent));
    }
    Slice item = reply.item();
    return ItemResult.of(item == null ? null : plan.columns().of(item));
  }

  void write(WritePlan plan, Consumer<ItemResult> then) {
    Session session = exchange.session();
    ReplyHandler handler = exchange.guard(reply -> then.accept(written(plan, reply)));
    int images = images(plan);
    switch (plan) {
      case WritePlan.Put put ->
          session.put(
              new PutRequest(put.table(), put.item(), put.itemSize(), put.condition(), images),
              handler);
      case WritePlan.Update update ->
          session.update(
              new UpdateRequest(
                  update.table(), update.key(), update.changes(), update.condition(), images),
              handler);
      case WritePlan.Delete delete ->
          session.delete(
              new DeleteRequest(delete.table(), delete.key(), delete.condition(), images), handler);
      case WritePlan.Check _ ->
          throw new IllegalArgumentException("only a transaction checks an item");
    }
  }

  private int images(WritePlan plan) {
    int images = itemOnFailure ? Images.ON_FAILURE : Images.NONE;
    Returning returning = plan.returning();
    if (returning != null) {
      images |= returning.isOld() ? Images.OLD : Images.NEW;
    }
    return images;
  }

  private ItemResult written(WritePlan plan, Reply reply) {
    ErrorCode error = reply.error();
    if (error != null) {
      return failed(plan, error, reply);
    }
    if (capacity != null) {
      capacity.addWrite(plan.table().definition().schema(), reply);
    }
    return ItemResult.of(returned(plan, reply));
  }

  private static ItemResult failed(WritePlan plan, ErrorCode error, Reply reply) {
    if (error == ErrorCode.CONDITIONAL_CHECK_FAILED) {
      return plan instanceof WritePlan.Put
          ? ItemResult.failed(ErrorCode.DUPLICATE_ITEM, Refusals.DUPLICATE_ITEM)
          : new ItemResult(error, reply.message(), reply.oldImage(), null);
    }
    return reply.message().startsWith(NESTING)
        ? ItemResult.failed(error, NESTING)
        : ItemResult.failed(error, reply);
  }

  private static @Nullable Slice returned(WritePlan plan, Reply reply) {
    Returning returning = plan.returning();
    if (returning == null) {
      return null;
    }
    Slice image = returning.isOld() ? reply.oldImage() : reply.newImage();
    if (image == null || !returning.isModified() || !(plan instanceof WritePlan.Update update)) {
      return image;
    }
    ExpandableArrayBuffer part = new ExpandableArrayBuffer();
    int length =
        new ItemProjector()
            .project(
                ItemProjection.ofUpdate(update.changes()),
                image.buffer(),
                image.offset(),
                image.length(),
                part,
                0);
    return length == 0 ? null : new Slice(part, 0, length);
  }
}
