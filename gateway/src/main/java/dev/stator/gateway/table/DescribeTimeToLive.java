package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import tools.jackson.core.JsonGenerator;

/** Tells by which attribute the items of a table expire. */
final class DescribeTimeToLive implements Operation {
  @Override
  public String name() {
    return "DescribeTimeToLive";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String name = TableLookup.nameOf(request.requiredString("TableName"));
    Table table = exchange.engine().table(name);
    if (table == null) {
      throw Refusals.tableNotFound(name);
    }
    String attribute = table.definition().options().timeToLive().attribute();
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("TimeToLiveDescription");
      json.writeStringProperty("TimeToLiveStatus", attribute == null ? "DISABLED" : "ENABLED");
      if (attribute != null) {
        json.writeStringProperty("AttributeName", attribute);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    exchange.ok();
  }
}
