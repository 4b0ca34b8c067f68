package dev.stator.gateway.table;

import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import java.util.List;
import java.util.NavigableSet;
import tools.jackson.core.JsonGenerator;

/** Lists the names of tables, a page at a time. */
final class ListTables implements Operation {
  private static final int MAX_PAGE = 100;

  @Override
  public String name() {
    return "ListTables";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    Integer requested = request.integer("Limit");
    int limit = requested == null ? MAX_PAGE : requested;
    NavigableSet<String> names = exchange.engine().tables().navigableKeySet();
    String start = request.string("ExclusiveStartTableName");
    if (start != null) {
      names = names.tailSet(start, false);
    }
    List<String> page = names.stream().limit(limit).toList();
    write(exchange, page, names.size() > page.size());
  }

  private static void write(Exchange exchange, List<String> page, boolean more) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("TableNames");
      for (String name : page) {
        json.writeString(name);
      }
      json.writeEndArray();
      if (more) {
        json.writeStringProperty("LastEvaluatedTableName", page.getLast());
      }
      json.writeEndObject();
    }
    exchange.ok();
  }
}
