package dev.stator.gateway.table;

import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import tools.jackson.core.JsonGenerator;

/** Lets the items of a table expire by an attribute, or stops that. */
final class UpdateTimeToLive implements Operation {
  private final ChangeLimits limits;

  UpdateTimeToLive(ChangeLimits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return "UpdateTimeToLive";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    Structure specification = request.structure("TimeToLiveSpecification");
    if (specification == null) {
      throw new IllegalStateException("constraints require TimeToLiveSpecification");
    }
    TimeToLiveChange change =
        new TimeToLiveChange(
            specification.requiredString("AttributeName"), specification.isTrue("Enabled"), limits);
    long now = System.currentTimeMillis();
    exchange.await(
        exchange
            .engine()
            .changeOptions(
                TableLookup.nameOf(request.requiredString("TableName")),
                options -> change.apply(options, now)),
        table -> answer(exchange, change));
  }

  private static void answer(Exchange exchange, TimeToLiveChange change) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("TimeToLiveSpecification");
      json.writeStringProperty("AttributeName", change.attribute());
      json.writeBooleanProperty("Enabled", change.enables());
      json.writeEndObject();
      json.writeEndObject();
    }
    exchange.ok();
  }
}
