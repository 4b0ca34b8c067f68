package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.Reply;
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
  private final long[][] collectionBytes;
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
    collectionBytes = new long[batch.size()][];
    consumed = new ConsumedCapacity[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      int writes = batch.get(i).writes().size();
      unprocessed[i] = new boolean[writes];
      collectionBytes[i] = new long[writes];
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
      } else if (reply.error() == null) {
        take(table, write, reply);
      }
      if (progress.isLast(reply)) {
        write();
      }
    };
  }

  private void take(int table, int write, Reply reply) {
    collectionBytes[table][write] = reply.collectionBytes();
    if (options.capacity() != CapacityDetail.NONE) {
      consumed[table].addWrite(schema(table), reply);
    }
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
        List<BatchWriteItem.Write> writes = batch.get(i).writes();
        for (Slice item : oneOfEachCollection(schema.keys(), writes)) {
          CollectionMetrics collection = CollectionMetrics.of(schema, item);
          if (collection != null) {
            collection.write(json, bytes(i, schema.keys(), item));
          }
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  /** The largest size that the collection of the item was told to have. */
  private long bytes(int table, KeySchema schema, Slice item) {
    List<BatchWriteItem.Write> writes = batch.get(table).writes();
    long largest = 0;
    for (int w = 0; w < writes.size(); w++) {
      if (BatchKeys.equal(schema.hash(), item, writes.get(w).copy())) {
        largest = Math.max(largest, collectionBytes[table][w]);
      }
    }
    return largest;
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
