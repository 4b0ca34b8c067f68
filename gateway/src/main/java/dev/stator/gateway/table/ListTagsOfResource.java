package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Lists the tags of a table in the order of their keys; one page takes as many as it can have. */
final class ListTagsOfResource implements Operation {
  @Override
  public String name() {
    return "ListTagsOfResource";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    TaggedTable.requireArn(name(), request);
    ConstraintChecker.check(request);
    TaggedTable tagged = TaggedTable.of(request);
    if (request.has("NextToken")) {
      throw RequestException.validation("Invalid NextToken");
    }
    Table table = exchange.engine().table(tagged.name());
    if (table == null) {
      throw TaggedTable.denied(name(), tagged.arn());
    }
    write(exchange, new TreeMap<>(table.definition().options().tags()));
  }

  private static void write(Exchange exchange, SortedMap<String, String> tags) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Tags");
      tags.forEach(
          (key, value) -> {
            json.writeStartObject();
            json.writeStringProperty("Key", key);
            json.writeStringProperty("Value", value);
            json.writeEndObject();
          });
      json.writeEndArray();
      json.writeEndObject();
    }
    exchange.ok();
  }
}
