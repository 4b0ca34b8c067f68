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
  private final List<Target> targets = new ArrayList<>();
  private final Map<String, List<CollectionMetrics>> collections = new LinkedHashMap<>();

  /** Where an action wrote. */
  private record Target(String tableName, TableSchema schema) {}

  TransactWriteAnswer(WriteOptions options) {
    this.options = options;
  }

  /** Takes the next action, as long as its values are valid. */
  void add(TransactAction action, TableSchema schema) {
    targets.add(new Target(action.tableName(), schema));
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
      if (options.capacity() != CapacityDetail.NONE) {
        BatchProgress.writeCapacity(json, consumed(reply), options.capacity());
      }
      if (options.collectionMetrics()) {
        writeCollections(json);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  /** The units by table; those of a request that was carried out before are units of reading. */
  private List<ConsumedCapacity> consumed(Reply reply) {
    Map<String, ConsumedCapacity> tables = new LinkedHashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      Reply part = reply.parts().get(i);
      ConsumedCapacity table =
          tables.computeIfAbsent(
              target.tableName,
              name ->
                  reply.replayed()
                      ? ConsumedCapacity.ofTransactRead(name)
                      : ConsumedCapacity.ofTransactWrite(name));
      if (reply.replayed()) {
        table.addTransactRead(Math.max(part.oldSize(), part.newSize()));
      } else {
        table.addTransactWrite(target.schema, part);
      }
    }
    return List.copyOf(tables.values());
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
