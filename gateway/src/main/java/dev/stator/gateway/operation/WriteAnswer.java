package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.ItemProjector;
import dev.stator.core.partition.Reply;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What PutItem, UpdateItem and DeleteItem answer once the engine has carried the write out.
 *
 * @param tableName as the client named the table
 * @param collection the item collection to tell of, null when not asked for
 * @param updated the places an update touched, null for other writes
 */
record WriteAnswer(
    Table table,
    String tableName,
    WriteOptions options,
    @Nullable CollectionMetrics collection,
    @Nullable ItemProjection updated) {

  /** The answer to a write of this item or key. */
  static WriteAnswer of(
      Table table,
      String tableName,
      WriteOptions options,
      Slice item,
      @Nullable ItemProjection updated) {
    CollectionMetrics collection =
        options.collectionMetrics()
            ? CollectionMetrics.of(table.definition().schema(), item)
            : null;
    return new WriteAnswer(table, tableName, options, collection, updated);
  }

  void write(Exchange exchange, Reply reply) {
    ErrorCode error = reply.error();
    if (error != null) {
      fail(exchange, error, reply);
      return;
    }
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      if (!options.equals(WriteOptions.NONE)) {
        writeOptions(json, reply);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void fail(Exchange exchange, ErrorCode error, Reply reply) {
    Slice item = reply.oldImage();
    if (error == ErrorCode.CONDITIONAL_CHECK_FAILED && item != null) {
      exchange.fail(error, reply.message(), json -> Items.writeProperty(json, "Item", item));
    } else {
      exchange.fail(reply);
    }
  }

  private void writeOptions(JsonGenerator json, Reply reply) {
    Slice attributes = attributes(reply);
    if (attributes != null) {
      Items.writeProperty(json, "Attributes", attributes);
    }
    if (options.capacity() != CapacityDetail.NONE) {
      ConsumedCapacity capacity = new ConsumedCapacity(tableName);
      capacity.addWrite(table.definition().schema(), reply);
      json.writeName("ConsumedCapacity");
      capacity.write(json, options.capacity());
    }
    if (collection != null) {
      json.writeName("ItemCollectionMetrics");
      collection.write(json, reply.collectionBytes());
    }
  }

  private @Nullable Slice attributes(Reply reply) {
    ReturnValues values = options.returnValues();
    if (values == ReturnValues.NONE) {
      return null;
    }
    Slice image = values.isOld() ? reply.oldImage() : reply.newImage();
    if (image == null || updated == null || !values.isPartial()) {
      return image;
    }
    ExpandableArrayBuffer part = new ExpandableArrayBuffer();
    int length =
        new ItemProjector()
            .project(updated, image.buffer(), image.offset(), image.length(), part, 0);
    return length == 0 ? null : new Slice(part, 0, length);
  }
}
