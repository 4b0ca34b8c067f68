package dev.stator.gateway.operation;

import dev.stator.core.capacity.CapacityUnits;
import dev.stator.core.codec.Slice;
import dev.stator.core.engine.GetRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Reads the item with a key. */
final class GetItem implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(List.of("ProjectionExpression"), List.of("AttributesToGet"));

  @Override
  public String name() {
    return "GetItem";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Parameters parameters = read(request);
    Table table = TableLookup.find(exchange, parameters.tableName);
    check(table.definition().schema(), parameters);
    exchange
        .session()
        .get(
            command(table, parameters),
            exchange.guard(reply -> write(exchange, parameters, reply)));
  }

  private record Parameters(
      String tableName,
      AttributeMap key,
      @Nullable ItemProjection projection,
      boolean consistent,
      CapacityDetail capacity) {}

  private static Parameters read(Structure request) {
    ConstraintChecker.check(request);
    STYLES.check(request);
    AttributeMap key = RequestChecks.attributes(request, "Key");
    return new Parameters(
        request.requiredString("TableName"),
        key,
        projection(request),
        request.isTrue("ConsistentRead"),
        CapacityDetail.of(request));
  }

  /** The projection of a read by key, in the older or the newer form. */
  static @Nullable ItemProjection projection(Structure request) {
    if (!request.has("ProjectionExpression")) {
      return ExpressionParameters.attributesToGet(request);
    }
    ExpressionParameters expressions = ExpressionParameters.read(request);
    ItemProjection projection = expressions.projection();
    expressions.checkUsed();
    return projection;
  }

  private static void check(TableSchema schema, Parameters parameters) {
    KeyChecks.key(schema.keys(), parameters.key);
    KeyPathChecks.check(schema, parameters.projection);
  }

  private static GetRequest command(Table table, Parameters parameters) {
    return new GetRequest(
        table, parameters.key.item(), parameters.projection, parameters.consistent);
  }

  private static void write(Exchange exchange, Parameters parameters, Reply reply) {
    if (reply.error() != null) {
      exchange.fail(reply);
      return;
    }
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      Slice item = reply.item();
      if (item != null) {
        Items.writeProperty(json, "Item", item);
      }
      if (parameters.capacity != CapacityDetail.NONE) {
        ConsumedCapacity capacity = new ConsumedCapacity(parameters.tableName);
        capacity.addTable(CapacityUnits.read(reply.oldSize(), parameters.consistent));
        json.writeName("ConsumedCapacity");
        capacity.write(json, parameters.capacity);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }
}
