package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.DeleteRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.expression.Condition;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes the item with a key, if there is one. */
final class DeleteItem implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(List.of("ConditionExpression"), List.of("Expected"));

  @Override
  public String name() {
    return "DeleteItem";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Parameters parameters = read(request);
    Table table = TableLookup.find(exchange, parameters.tableName);
    check(table.definition().schema(), parameters);
    WriteAnswer answer =
        WriteAnswer.of(
            table, parameters.tableName, parameters.options, parameters.key.item(), null);
    exchange
        .session()
        .delete(command(table, parameters), exchange.guard(reply -> answer.write(exchange, reply)));
  }

  private record Parameters(
      String tableName, AttributeMap key, @Nullable Condition condition, WriteOptions options) {}

  private static Parameters read(Structure request) {
    ConstraintChecker.check(request);
    STYLES.check(request);
    AttributeMap key = RequestChecks.attributes(request, "Key");
    WriteOptions options = WriteOptions.read(request);
    options.allowOldOnly();
    return new Parameters(
        request.requiredString("TableName"), key, WriteConditions.read(request), options);
  }

  private static void check(TableSchema schema, Parameters parameters) {
    KeyChecks.key(schema.keys(), parameters.key);
    KeyPathChecks.check(schema, parameters.condition);
  }

  private static DeleteRequest command(Table table, Parameters parameters) {
    Slice key = parameters.key.item();
    return new DeleteRequest(table, key, parameters.condition, parameters.options.images());
  }
}
