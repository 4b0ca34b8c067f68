package dev.stator.gateway.operation;

import dev.stator.core.capacity.CapacityUnits;
import dev.stator.core.codec.Slice;
import dev.stator.core.model.Limits;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.gateway.json.Structure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The reads of one BatchGetItem under way: collects the items up to 16 MB, and answers when all
 * replies are there. What was too much, or throttled, is left unprocessed.
 */
final class BatchReads {
  private final Exchange exchange;
  private final List<BatchGetItem.TableKeys> batch;
  private final CapacityDetail capacity;
  private final @Nullable Slice[][] items;
  private final boolean[][] unprocessed;
  private final ConsumedCapacity[] consumed;
  private final BatchProgress progress;
  private long size;

  BatchReads(Exchange exchange, List<BatchGetItem.TableKeys> batch, CapacityDetail capacity) {
    this.exchange = exchange;
    this.batch = batch;
    this.capacity = capacity;
    items = new Slice[batch.size()][];
    unprocessed = new boolean[batch.size()][];
    consumed = new ConsumedCapacity[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      int keys = batch.get(i).keys().size();
      items[i] = new Slice[keys];
      unprocessed[i] = new boolean[keys];
      consumed[i] = new ConsumedCapacity(batch.get(i).tableName());
      count += keys;
    }
    progress = new BatchProgress(exchange, count);
  }

  /** Takes the reply for one key of one table. */
  ReplyHandler handler(int table, int key) {
    return reply -> {
      if (progress.isThrottled(reply)) {
        unprocessed[table][key] = true;
      } else if (reply.error() == null) {
        collect(table, key, reply);
      }
      if (progress.isLast(reply)) {
        write();
      }
    };
  }

  private void collect(int table, int key, Reply reply) {
    Slice item = reply.item();
    if (item != null && size + reply.oldSize() > Limits.MAX_BATCH_SIZE) {
      unprocessed[table][key] = true;
      return;
    }
    consumed[table].addTable(CapacityUnits.read(reply.oldSize(), batch.get(table).consistent()));
    if (item != null) {
      size += reply.oldSize();
      items[table][key] = item.copy();
    }
  }

  private void write() {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("Responses");
      for (int i = 0; i < batch.size(); i++) {
        json.writeArrayPropertyStart(batch.get(i).tableName());
        for (Slice item : items[i]) {
          if (item != null) {
            Items.write(json, item);
          }
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeObjectPropertyStart("UnprocessedKeys");
      for (int i = 0; i < batch.size(); i++) {
        writeUnprocessed(json, batch.get(i), unprocessed[i]);
      }
      json.writeEndObject();
      if (capacity != CapacityDetail.NONE) {
        BatchProgress.writeCapacity(json, List.of(consumed), capacity);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void writeUnprocessed(
      JsonGenerator json, BatchGetItem.TableKeys keys, boolean[] unprocessed) {
    boolean any = false;
    for (int k = 0; k < unprocessed.length; k++) {
      if (unprocessed[k]) {
        if (!any) {
          json.writeObjectPropertyStart(keys.tableName());
          json.writeArrayPropertyStart("Keys");
          any = true;
        }
        Items.write(json, keys.copies().get(k));
      }
    }
    if (any) {
      json.writeEndArray();
      writeParameters(json, keys.request());
      json.writeEndObject();
    }
  }

  private static void writeParameters(JsonGenerator json, Structure request) {
    if (request.has("ConsistentRead")) {
      json.writeBooleanProperty("ConsistentRead", request.isTrue("ConsistentRead"));
    }
    List<String> attributes = request.strings("AttributesToGet");
    if (attributes != null) {
      json.writeArrayPropertyStart("AttributesToGet");
      attributes.forEach(json::writeString);
      json.writeEndArray();
    }
    String projection = request.string("ProjectionExpression");
    if (projection != null) {
      json.writeStringProperty("ProjectionExpression", projection);
    }
    Map<String, String> names = request.stringMap("ExpressionAttributeNames");
    if (names != null) {
      json.writeObjectPropertyStart("ExpressionAttributeNames");
      names.forEach(json::writeStringProperty);
      json.writeEndObject();
    }
  }
}
