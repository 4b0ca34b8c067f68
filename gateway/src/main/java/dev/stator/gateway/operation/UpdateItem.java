package dev.stator.gateway.operation;

import dev.stator.core.engine.Table;
import dev.stator.core.engine.UpdateRequest;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.Update;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes attributes of the item with a key, or creates it. */
final class UpdateItem implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(
          List.of("UpdateExpression", "ConditionExpression"),
          List.of("AttributeUpdates", "Expected"));
  private static final Update NO_CHANGE = new Update(List.of());

  @Override
  public String name() {
    return "UpdateItem";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Parameters parameters = read(request);
    Table table = TableLookup.find(exchange, parameters.tableName);
    check(table.definition().schema(), parameters);
    WriteAnswer answer =
        WriteAnswer.of(
            table,
            parameters.tableName,
            parameters.options,
            parameters.key.item(),
            touched(parameters));
    exchange
        .session()
        .update(command(table, parameters), exchange.guard(reply -> answer.write(exchange, reply)));
  }

  private record Parameters(
      String tableName,
      AttributeMap key,
      Update update,
      @Nullable Condition condition,
      WriteOptions options) {}

  private static Parameters read(Structure request) {
    ConstraintChecker.check(request);
    STYLES.check(request);
    AttributeMap key = RequestChecks.attributes(request, "Key");
    Map<String, Structure> updates = request.structureMap("AttributeUpdates");
    Update update = updates == null ? null : LegacyUpdates.read(updates);
    Condition condition = LegacyConditions.expected(request);
    if (STYLES.hasExpression(request)) {
      ExpressionParameters expressions = ExpressionParameters.read(request);
      update = expressions.update();
      condition = expressions.condition();
      expressions.checkUsed();
    }
    return new Parameters(
        request.requiredString("TableName"),
        key,
        update == null ? NO_CHANGE : update,
        condition,
        WriteOptions.read(request));
  }

  private static void check(TableSchema schema, Parameters parameters) {
    KeyChecks.key(schema.keys(), parameters.key);
    KeyPathChecks.check(schema, parameters.condition);
    UpdateChecks.check(schema, parameters.update);
  }

  private static @Nullable ItemProjection touched(Parameters parameters) {
    return parameters.options.returnValues().isPartial()
        ? ItemProjection.ofUpdate(parameters.update)
        : null;
  }

  private static UpdateRequest command(Table table, Parameters parameters) {
    return new UpdateRequest(
        table,
        parameters.key.item(),
        parameters.update,
        parameters.condition,
        parameters.options.images());
  }
}
