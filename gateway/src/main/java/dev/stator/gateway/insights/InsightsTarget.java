package dev.stator.gateway.insights;

import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.TableOptions;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.table.Refusals;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The table or global index that a request names.
 *
 * @param index null for the table itself
 */
record InsightsTarget(Table table, @Nullable String index) {
  /**
   * The table or index of a request.
   *
   * @throws RequestException RESOURCE_NOT_FOUND
   */
  static InsightsTarget of(Structure request, Exchange exchange) {
    String name = TableLookup.nameOf(request.requiredString("TableName"));
    Table table = exchange.engine().table(name);
    if (table == null) {
      throw Refusals.tableNotFound(name);
    }
    String index = request.string("IndexName");
    if (index != null && table.globalIndex(index) == null) {
      throw new RequestException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: Table: " + name + ", Index: " + index + " not found");
    }
    return new InsightsTarget(table, index);
  }

  String tableName() {
    return table.definition().name();
  }

  boolean hasSortKey() {
    GlobalIndex global = index == null ? null : table.globalIndex(index);
    KeySchema keys = global == null ? table.keys() : global.keys();
    return !keys.range().isEmpty();
  }

  /** What was asked for, null when nothing ever was. */
  @Nullable ContributorInsights insights() {
    return table.definition().options().insights().get(key());
  }

  /** The options of the table with other insights for this. */
  TableOptions change(TableOptions options, ContributorInsights insights) {
    Map<String, ContributorInsights> changed = new HashMap<>(options.insights());
    changed.put(key(), insights);
    return options.withInsights(changed);
  }

  private String key() {
    return index == null ? TableOptions.OF_TABLE : index;
  }

  /** Writes the members that all answers begin with. */
  void write(JsonGenerator json, String status) {
    json.writeStringProperty("TableName", tableName());
    if (index != null) {
      json.writeStringProperty("IndexName", index);
    }
    json.writeStringProperty("ContributorInsightsStatus", status);
  }

  static String status(@Nullable ContributorInsights insights) {
    return insights != null && insights.enabled() ? "ENABLED" : "DISABLED";
  }
}
