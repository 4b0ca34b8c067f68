package dev.stator.gateway.backup;

import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.table.DescriptionParts;
import tools.jackson.core.JsonGenerator;

/** What is told of a table's recovery to points in time. */
final class ContinuousBackups {
  private ContinuousBackups() {}

  /**
   * The table of this name.
   *
   * @throws RequestException TABLE_NOT_FOUND when there is none
   */
  static Table find(Exchange exchange, String name) {
    Table table = exchange.engine().table(name);
    if (table == null) {
      throw new RequestException(ErrorCode.TABLE_NOT_FOUND, "Table not found: " + name);
    }
    return table;
  }

  /** Ends the exchange with the description. */
  static void answer(Exchange exchange, Table table) {
    PointInTimeRecovery recovery = table.definition().options().recovery();
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("ContinuousBackupsDescription");
      json.writeStringProperty("ContinuousBackupsStatus", "ENABLED");
      json.writeObjectPropertyStart("PointInTimeRecoveryDescription");
      json.writeStringProperty(
          "PointInTimeRecoveryStatus", recovery.isEnabled() ? "ENABLED" : "DISABLED");
      if (recovery.isEnabled()) {
        long nowMs = exchange.engine().nowMs();
        DescriptionParts parts = new DescriptionParts(json);
        json.writeNumberProperty("RecoveryPeriodInDays", recovery.days());
        parts.time("EarliestRestorableDateTime", recovery.earliestMs(nowMs));
        parts.time("LatestRestorableDateTime", recovery.latestMs(nowMs));
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    }
    exchange.ok();
  }
}
