package dev.stator.gateway.importing;

import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.transfer.TransferIds;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Lists imports, a page at a time, the one that began last first. */
final class ListImports implements Operation {
  private static final int MAX_PAGE = 25;

  private final Imports imports;

  ListImports(Imports imports) {
    this.imports = imports;
  }

  @Override
  public String name() {
    return "ListImports";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String token = request.string("NextToken");
    String behind = token == null ? null : TransferIds.ofToken(token, name());
    String arn = request.string("TableArn");
    String table = arn == null ? null : TableLookup.nameOf(arn);
    Integer size = request.integer("PageSize");
    int limit = size == null ? MAX_PAGE : size;
    List<ImportRecord> found =
        imports.behind(behind).stream()
            .filter(record -> table == null || table.equals(record.table()))
            .limit(limit + 1L)
            .toList();
    write(exchange, found.subList(0, Math.min(limit, found.size())), found.size() > limit);
  }

  private void write(Exchange exchange, List<ImportRecord> page, boolean more) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("ImportSummaryList");
      for (ImportRecord record : page) {
        json.writeStartObject();
        ImportDescription.writeSummary(json, imports, record);
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
