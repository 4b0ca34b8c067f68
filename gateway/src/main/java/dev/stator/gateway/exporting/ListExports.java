package dev.stator.gateway.exporting;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Table;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.transfer.TransferIds;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Lists exports of all tables or of one, a page at a time, the one that began last first. */
final class ListExports implements Operation {
  private static final int MAX_PAGE = 25;

  private final Exports exports;

  ListExports(Exports exports) {
    this.exports = exports;
  }

  @Override
  public String name() {
    return "ListExports";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String token = request.string("NextToken");
    String behind = token == null ? null : TransferIds.ofToken(token, name());
    Integer size = request.integer("MaxResults");
    int limit = size == null ? MAX_PAGE : size;
    List<ExportRecord> found =
        exports.behind(behind).stream()
            .filter(wanted(exchange.engine(), request.string("TableArn")))
            .limit(limit + 1L)
            .toList();
    write(exchange, found.subList(0, Math.min(limit, found.size())), found.size() > limit);
  }

  /** As with the service, those of a table that is gone are only among those of all. */
  private static Predicate<ExportRecord> wanted(Engine engine, @Nullable String tableArn) {
    if (tableArn == null) {
      return record -> true;
    }
    Table table = engine.table(TableLookup.nameOf(tableArn));
    return record -> table != null && record.tableId().equals(table.definition().id());
  }

  private void write(Exchange exchange, List<ExportRecord> page, boolean more) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("ExportSummaries");
      for (ExportRecord record : page) {
        json.writeStartObject();
        json.writeStringProperty("ExportArn", exports.arn(record));
        json.writeStringProperty("ExportStatus", record.status().name());
        json.writeStringProperty("ExportType", record.type());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (more) {
        json.writeStringProperty("NextToken", TransferIds.token(page.getLast().id()));
      }
      json.writeEndObject();
    }
    exchange.ok();
  }
}
