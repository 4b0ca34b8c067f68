package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** What TransactWriteItems answers once the engine has carried the transaction out. */
final class TransactWriteAnswer {
  private final WriteOptions options;
  private final TransactionCapacity capacity;
  private final Map<String, List<CollectionMetrics>> collections = new LinkedHashMap<>();

  TransactWriteAnswer(WriteOptions options) {
    this.options = options;
    this.capacity = new TransactionCapacity(options.capacity());
  }

  /** Takes the next action, as long as its values are valid. */
  void add(TransactAction action, TableSchema schema) {
    capacity.add(action.tableName(), schema);
    if (!options.collectionMetrics() || action.kind() == TransactAction.Kind.CHECK) {
      return;
    }
    CollectionMetrics collection = CollectionMetrics.of(schema, action.attributes().item());
    if (collection != null) {
      List<CollectionMetrics> known =
          collections.computeIfAbsent(action.tableName(), name -> new ArrayList<>());
      Slice key = collection.key();
      if (known.stream()
          .noneMatch(other -> BatchKeys.equal(schema.keys().hash(), other.key(), key))) {
        known.add(collection);
      }
    }
  }

  void write(Exchange exchange, Reply reply) {
    ErrorCode error = reply.error();
    if (error == ErrorCode.TRANSACTION_CANCELED) {
      CancellationReasons.fail(exchange, reply);
    } else if (error != null) {
      exchange.fail(error, reply.message());
    } else {
      writeDone(exchange, reply);
    }
  }

  private void writeDone(Exchange exchange, Reply reply) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      capacity.writeWrites(json, reply);
      if (options.collectionMetrics()) {
        writeCollections(json);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private void writeCollections(JsonGenerator json) {
    json.writeObjectPropertyStart("ItemCollectionMetrics");
    collections.forEach(
        (table, touched) -> {
          json.writeArrayPropertyStart(table);
          touched.forEach(collection -> collection.write(json, 0));
          json.writeEndArray();
        });
    json.writeEndObject();
  }
}
