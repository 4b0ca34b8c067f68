package dev.stator.gateway.operation;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.model.KeySchema;
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
  private final Map<String, List<Touched>> collections = new LinkedHashMap<>();

  private int actions;

  /**
   * An item collection and the actions that wrote to it.
   *
   * @param actions their numbers in the transaction
   */
  private record Touched(CollectionMetrics collection, List<Integer> actions) {
    /** The largest size that the collection was told to have. */
    long bytes(Reply reply) {
      return actions.stream()
          .mapToLong(action -> reply.parts().get(action).collectionBytes())
          .max()
          .orElse(0);
    }
  }

  TransactWriteAnswer(WriteOptions options) {
    this.options = options;
    this.capacity = new TransactionCapacity(options.capacity());
  }

  /** Takes the next action, as long as its values are valid. */
  void add(TransactAction action, TableSchema schema) {
    capacity.add(action.tableName(), schema);
    int number = actions++;
    if (!options.collectionMetrics() || action.kind() == TransactAction.Kind.CHECK) {
      return;
    }
    CollectionMetrics collection = CollectionMetrics.of(schema, action.attributes().item());
    if (collection != null) {
      touched(action.tableName(), collection, schema.keys()).actions.add(number);
    }
  }

  private Touched touched(String table, CollectionMetrics collection, KeySchema keys) {
    List<Touched> known = collections.computeIfAbsent(table, name -> new ArrayList<>());
    for (Touched touched : known) {
      if (BatchKeys.equal(keys.hash(), touched.collection.key(), collection.key())) {
        return touched;
      }
    }
    Touched touched = new Touched(collection, new ArrayList<>());
    known.add(touched);
    return touched;
  }

  void write(Exchange exchange, Reply reply) {
    ErrorCode error = reply.error();
    if (error == ErrorCode.TRANSACTION_CANCELED) {
      CancellationReasons.fail(exchange, reply);
    } else if (error != null) {
      exchange.fail(reply);
    } else {
      writeDone(exchange, reply);
    }
  }

  private void writeDone(Exchange exchange, Reply reply) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      capacity.writeWrites(json, reply);
      if (options.collectionMetrics()) {
        writeCollections(json, reply);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private void writeCollections(JsonGenerator json, Reply reply) {
    json.writeObjectPropertyStart("ItemCollectionMetrics");
    collections.forEach(
        (table, touched) -> {
          json.writeArrayPropertyStart(table);
          touched.forEach(each -> each.collection.write(json, each.bytes(reply)));
          json.writeEndArray();
        });
    json.writeEndObject();
  }
}
