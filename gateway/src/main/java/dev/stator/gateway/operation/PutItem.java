package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.PutRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.expression.Condition;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts an item whole, instead of the one with its key. */
final class PutItem implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(List.of("ConditionExpression"), List.of("Expected"));

  @Override
  public String name() {
    return "PutItem";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Parameters parameters = read(request);
    Table table = TableLookup.find(exchange, parameters.tableName);
    check(table.definition().schema(), parameters);
    WriteAnswer answer =
        WriteAnswer.of(table, parameters.tableName, parameters.options, parameters.item, null);
    exchange
        .session()
        .put(command(table, parameters), exchange.guard(reply -> answer.write(exchange, reply)));
  }

  private record Parameters(
      String tableName,
      Slice item,
      int itemSize,
      @Nullable Condition condition,
      WriteOptions options) {}

  private static Parameters read(Structure request) {
    ConstraintChecker.check(request);
    STYLES.check(request);
    Slice item = RequestChecks.attributes(request, "Item").item();
    WriteOptions options = WriteOptions.read(request);
    options.allowOldOnly();
    int itemSize = RequestChecks.itemSize(item);
    return new Parameters(
        request.requiredString("TableName"),
        item,
        itemSize,
        WriteConditions.read(request),
        options);
  }

  private static void check(TableSchema schema, Parameters parameters) {
    KeyChecks.keyOfItem(schema.keys(), parameters.item);
    IndexKeyChecks.item(schema, parameters.item);
    KeyPathChecks.check(schema, parameters.condition);
  }

  private static PutRequest command(Table table, Parameters parameters) {
    return new PutRequest(
        table,
        parameters.item,
        parameters.itemSize,
        parameters.condition,
        parameters.options.images());
  }
}
