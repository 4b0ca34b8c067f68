package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.ReplyHandler;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * The writes of one BatchWriteItem under way: answers when all replies are there. What was
 * throttled is left unprocessed.
 */
final class BatchWrites {
  private final Exchange exchange;
  private final List<BatchWriteItem.TableWrites> batch;
  private final List<Table> tables;
  private final WriteOptions options;
  private final boolean[][] unprocessed;
  private final ConsumedCapacity[] consumed;
  private final BatchProgress progress;

  BatchWrites(
      Exchange exchange,
      List<BatchWriteItem.TableWrites> batch,
      List<Table> tables,
      WriteOptions options) {
    this.exchange = exchange;
    this.batch = batch;
    this.tables = tables;
    this.options = options;
    unprocessed = new boolean[batch.size()][];
    consumed = new ConsumedCapacity[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      int writes = batch.get(i).writes().size();
      unprocessed[i] = new boolean[writes];
      consumed[i] = new ConsumedCapacity(batch.get(i).tableName());
      count += writes;
    }
    progress = new BatchProgress(exchange, count);
  }

  /** Takes the reply to one write to one table. */
  ReplyHandler handler(int table, int write) {
    return reply -> {
      if (progress.isThrottled(reply)) {
        unprocessed[table][write] = true;
      } else if (reply.error() == null && options.capacity() != CapacityDetail.NONE) {
        consumed[table].addWrite(schema(table), reply);
      }
      if (progress.isLast(reply)) {
        write();
      }
    };
  }

  private void write() {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("UnprocessedItems");
      for (int i = 0; i < batch.size(); i++) {
        writeUnprocessed(json, batch.get(i), unprocessed[i]);
      }
      json.writeEndObject();
      if (options.collectionMetrics()) {
        writeCollections(json);
      }
      if (options.capacity() != CapacityDetail.NONE) {
        BatchProgress.writeCapacity(json, List.of(consumed), options.capacity());
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void writeUnprocessed(
      JsonGenerator json, BatchWriteItem.TableWrites table, boolean[] unprocessed) {
    boolean any = false;
    for (int w = 0; w < unprocessed.length; w++) {
      if (unprocessed[w]) {
        if (!any) {
          json.writeArrayPropertyStart(table.tableName());
          any = true;
        }
        writeRequest(json, table.writes().get(w));
      }
    }
    if (any) {
      json.writeEndArray();
    }
  }

  private static void writeRequest(JsonGenerator json, BatchWriteItem.Write write) {
    json.writeStartObject();
    json.writeObjectPropertyStart(write.isPut() ? "PutRequest" : "DeleteRequest");
    Items.writeProperty(json, write.isPut() ? "Item" : "Key", write.copy());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes the item collections that were touched, each once, by table. */
  private void writeCollections(JsonGenerator json) {
    json.writeObjectPropertyStart("ItemCollectionMetrics");
    for (int i = 0; i < batch.size(); i++) {
      TableSchema schema = schema(i);
      if (!schema.localIndexes().isEmpty()) {
        json.writeArrayPropertyStart(batch.get(i).tableName());
        for (Slice item : oneOfEachCollection(schema.keys(), batch.get(i).writes())) {
          CollectionMetrics collection = CollectionMetrics.of(schema, item);
          if (collection != null) {
            collection.write(json, 0);
          }
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  private static List<Slice> oneOfEachCollection(
      KeySchema schema, List<BatchWriteItem.Write> writes) {
    List<Slice> items = new ArrayList<>();
    for (BatchWriteItem.Write write : writes) {
      boolean known =
          items.stream().anyMatch(item -> BatchKeys.equal(schema.hash(), item, write.copy()));
      if (!known) {
        items.add(write.copy());
      }
    }
    return items;
  }

  private TableSchema schema(int table) {
    return tables.get(table).definition().schema();
  }
}
