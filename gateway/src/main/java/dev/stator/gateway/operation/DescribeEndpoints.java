package dev.stator.gateway.operation;

import dev.stator.gateway.json.Structure;
import tools.jackson.core.JsonGenerator;

/** Tells clients which discover endpoints to stay where they are. */
final class DescribeEndpoints implements Operation {
  private static final int CACHE_PERIOD_MINUTES = 1440;

  @Override
  public String name() {
    return "DescribeEndpoints";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Endpoints");
      json.writeStartObject();
      json.writeStringProperty("Address", exchange.host());
      json.writeNumberProperty("CachePeriodInMinutes", CACHE_PERIOD_MINUTES);
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    exchange.ok();
  }
}
