package dev.stator.gateway.access;

import dev.stator.core.engine.Table;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.ItemReferences;
import dev.stator.gateway.operation.PageSource;
import dev.stator.gateway.operation.Query;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.policy.ConditionKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What structures of a request say of the items of one table.
 *
 * @param tableName as the request names it
 */
record RequestedItems(Call call, String tableName, List<Structure> structures)
    implements ItemConditions {

  @Override
  public List<String> values(ConditionKey key) {
    return switch (key) {
      case LEADING_KEYS -> leadingKeys();
      case ATTRIBUTES -> attributes();
      case SELECT -> select();
      case RETURN_VALUES -> returnValues();
      default -> List.of();
    };
  }

  private List<String> leadingKeys() {
    Table table = call.tables().apply(TableLookup.nameOf(tableName));
    if (table == null || call.operation().equals("Scan")) {
      return List.of(ItemReferences.ANY_KEY);
    }
    List<String> keys = new ArrayList<>();
    for (Structure structure : structures) {
      if (call.operation().equals("Query")) {
        PageSource source = PageSource.of(table, structure.string("IndexName"));
        Query.partitionKey(structure, source.keys())
            .forEach(value -> keys.add(ItemReferences.text(value)));
      } else {
        keys.addAll(ItemReferences.leadingKeys(structure, table.keys()));
      }
    }
    return keys;
  }

  private List<String> attributes() {
    Set<String> names = new LinkedHashSet<>();
    structures.forEach(structure -> names.addAll(ItemReferences.attributes(structure)));
    return List.copyOf(names);
  }

  /** What reads return; they say so themselves or by naming attributes. */
  private List<String> select() {
    if (structures.isEmpty()) {
      return List.of();
    }
    return switch (call.operation()) {
      case "Query", "Scan" -> List.of(select(structures.getFirst()));
      case "GetItem", "BatchGetItem", "TransactGetItems" ->
          List.of(
              structures.stream().allMatch(ItemReferences::isProjected)
                  ? "SPECIFIC_ATTRIBUTES"
                  : "ALL_ATTRIBUTES");
      default -> List.of();
    };
  }

  private static String select(Structure page) {
    String given = page.string("Select");
    if (given != null) {
      return given;
    }
    if (ItemReferences.isProjected(page)) {
      return "SPECIFIC_ATTRIBUTES";
    }
    return page.has("IndexName") ? "ALL_PROJECTED_ATTRIBUTES" : "ALL_ATTRIBUTES";
  }

  /** The item that a failed condition returns counts as one that is asked for. */
  private List<String> returnValues() {
    for (Structure structure : structures) {
      String failure = "ReturnValuesOnConditionCheckFailure";
      if (ItemReferences.has(structure, failure) && "ALL_OLD".equals(structure.string(failure))) {
        return List.of("ALL_OLD");
      }
    }
    return switch (call.operation()) {
      case "PutItem", "UpdateItem", "DeleteItem" -> List.of(returnValues(structures.getFirst()));
      default -> List.of();
    };
  }

  private static String returnValues(Structure write) {
    String given = write.string("ReturnValues");
    return given == null ? "NONE" : given;
  }
}
