package dev.stator.gateway.operation;

import dev.stator.core.engine.Table;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.expression.KeyConditionAnalyzer;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.json.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which items of a table and what of them is wanted, by the expressions of a Query: with a key
 * condition it is a Query, without one a Scan. All of its parts may be absent.
 */
public final class ItemSelection {
  private static final ParameterStyles STYLES =
      new ParameterStyles(
          List.of("ProjectionExpression", "FilterExpression", "KeyConditionExpression"), List.of());

  private final @Nullable KeyConditionAnalyzer keys;
  private final @Nullable Condition filter;
  private final @Nullable ItemProjection projection;

  private ItemSelection(
      @Nullable KeyConditionAnalyzer keys,
      @Nullable Condition filter,
      @Nullable ItemProjection projection) {
    this.keys = keys;
    this.filter = filter;
    this.projection = projection;
  }

  /**
   * Reads the members that Query has for this; what is read is valid as long as the structure.
   *
   * @throws dev.stator.core.error.RequestException as Query refuses them whatever the table is
   */
  public static ItemSelection read(Structure expressions) {
    STYLES.check(expressions);
    ExpressionParameters parameters = ExpressionParameters.read(expressions);
    Condition keyCondition = parameters.keyCondition();
    Condition filter = parameters.filter();
    ItemProjection projection = parameters.projection();
    parameters.checkUsed();
    KeyConditionAnalyzer keys =
        keyCondition == null
            ? null
            : KeyConditionAnalyzer.ofExpression(
                keyCondition, KeyConditionAnalyzer.MAX_TABLE_KEY_ATTRIBUTES);
    return new ItemSelection(keys, filter, projection);
  }

  /**
   * Checks it against the table.
   *
   * @throws dev.stator.core.error.RequestException as Query or Scan refuses it
   */
  public void check(Table table) {
    KeyCondition condition = keys(table.keys());
    if (condition != null) {
      Query.checkSizes(condition);
    }
    KeyPathChecks.check(table.definition().schema(), projection);
    if (condition != null && filter != null) {
      Query.checkFilter(table.keys(), filter, false);
    }
    KeyPathChecks.check(table.definition().schema(), filter);
  }

  /** The keys of the items, null for all. */
  public @Nullable KeyCondition keys(KeySchema schema) {
    return keys == null ? null : keys.resolve(schema);
  }

  /** What the items must meet, null for nothing. */
  public @Nullable Condition filter() {
    return filter;
  }

  /** What of the items is wanted, null for all. */
  public @Nullable ItemProjection projection() {
    return projection;
  }
}
