package dev.stator.gateway.access;

import dev.stator.core.engine.Table;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.ItemReferences;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.partiql.StatementReferences;
import dev.stator.gateway.policy.ConditionKey;
import java.util.List;

/** What a statement says of the items of its table. */
record StatementItems(Call call, Structure request, StatementReferences statement)
    implements ItemConditions {

  @Override
  public List<String> values(ConditionKey key) {
    return switch (key) {
      case LEADING_KEYS -> leadingKeys();
      case ATTRIBUTES -> List.copyOf(statement.attributes());
      case SELECT -> select();
      case RETURN_VALUES -> returnValues();
      default -> List.of();
    };
  }

  private List<String> leadingKeys() {
    Table table = call.tables().apply(TableLookup.nameOf(statement.tableName()));
    return table == null ? List.of(ItemReferences.ANY_KEY) : statement.leadingKeys(table);
  }

  private List<String> select() {
    if (!statement.action().equals("PartiQLSelect")) {
      return List.of();
    }
    return List.of(statement.returnsEverything() ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES");
  }

  private List<String> returnValues() {
    if ("ALL_OLD".equals(request.string("ReturnValuesOnConditionCheckFailure"))) {
      return List.of("ALL_OLD");
    }
    return statement.action().equals("PartiQLSelect")
        ? List.of()
        : List.of(statement.returnValues());
  }
}
