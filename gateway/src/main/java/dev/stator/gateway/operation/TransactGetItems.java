package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.GetRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.model.Limits;
import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Reads up to 100 items as they are at one moment. */
final class TransactGetItems implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(List.of("ProjectionExpression"), List.of());
  private static final String TOO_LARGE =
      "Aggregated size of the items in the transaction cannot exceed "
          + Limits.MAX_TRANSACTION_SIZE
          + " bytes";

  @Override
  public String name() {
    return "TransactGetItems";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    List<Get> gets = read(request);
    List<Table> tables = new ArrayList<>(gets.size());
    for (Get get : gets) {
      tables.add(TableLookup.find(exchange, get.tableName));
    }
    Reply refusals = check(gets, tables);
    if (refusals.error() != null) {
      CancellationReasons.fail(exchange, refusals);
      return;
    }
    List<GetRequest> reads = new ArrayList<>(gets.size());
    TransactionCapacity capacity = new TransactionCapacity(CapacityDetail.of(request));
    for (int i = 0; i < gets.size(); i++) {
      reads.add(new GetRequest(tables.get(i), gets.get(i).key.item(), gets.get(i).projection));
      capacity.add(gets.get(i).tableName, tables.get(i).definition().schema());
    }
    exchange
        .session()
        .transactGet(reads, exchange.guard(reply -> write(exchange, capacity, reply)));
  }

  private record Get(String tableName, AttributeMap key, @Nullable ItemProjection projection) {}

  private static List<Get> read(Structure request) {
    ConstraintChecker.check(request);
    List<Structure> items = request.structures("TransactItems");
    List<Get> gets = new ArrayList<>();
    if (items != null) {
      for (Structure item : items) {
        Structure get = item.structure("Get");
        if (get == null) {
          throw new IllegalStateException("constraints have let a missing Get pass");
        }
        gets.add(readGet(get));
      }
    }
    return gets;
  }

  private static Get readGet(Structure get) {
    STYLES.check(get);
    AttributeMap key = RequestChecks.attributes(get, "Key");
    ItemProjection projection = null;
    if (get.has("ProjectionExpression")) {
      ExpressionParameters expressions = ExpressionParameters.read(get);
      projection = expressions.projection();
      expressions.checkUsed();
    }
    return new Get(get.requiredString("TableName"), key, projection);
  }

  private static Reply check(List<Get> gets, List<Table> tables) {
    Reply refusals = new Reply();
    for (int i = 0; i < gets.size(); i++) {
      Get get = gets.get(i);
      TableSchema schema = tables.get(i).definition().schema();
      CancellationReasons.collect(refusals, i, () -> check(schema, get));
    }
    return refusals;
  }

  private static void check(TableSchema schema, Get get) {
    KeyPathChecks.check(schema, get.projection);
    KeyChecks.key(schema.keys(), get.key);
  }

  private static void write(Exchange exchange, TransactionCapacity capacity, Reply reply) {
    ErrorCode error = reply.error();
    if (error == ErrorCode.TRANSACTION_CANCELED) {
      CancellationReasons.fail(exchange, reply);
    } else if (error != null) {
      exchange.fail(reply);
    } else if (sizeOf(reply) > Limits.MAX_TRANSACTION_SIZE) {
      exchange.fail(RequestException.validation(TOO_LARGE));
    } else {
      writeItems(exchange, capacity, reply);
    }
  }

  private static long sizeOf(Reply reply) {
    long size = 0;
    for (Reply part : reply.parts()) {
      size += part.oldSize();
    }
    return size;
  }

  private static void writeItems(Exchange exchange, TransactionCapacity capacity, Reply reply) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Responses");
      for (Reply part : reply.parts()) {
        json.writeStartObject();
        Slice item = part.item();
        if (item != null) {
          Items.writeProperty(json, "Item", item);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      capacity.writeReads(json, reply);
      json.writeEndObject();
    }
    exchange.ok();
  }
}
