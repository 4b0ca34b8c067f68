package dev.stator.gateway.operation;

import dev.stator.core.throughput.ThroughputQuotas;
import dev.stator.gateway.json.Structure;
import tools.jackson.core.JsonGenerator;

/** Tells the quotas of provisioned throughput that a new account has. */
final class DescribeLimits implements Operation {
  @Override
  public String name() {
    return "DescribeLimits";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeNumberProperty("AccountMaxReadCapacityUnits", ThroughputQuotas.ACCOUNT_UNITS);
      json.writeNumberProperty("AccountMaxWriteCapacityUnits", ThroughputQuotas.ACCOUNT_UNITS);
      json.writeNumberProperty("TableMaxReadCapacityUnits", ThroughputQuotas.TABLE_UNITS);
      json.writeNumberProperty("TableMaxWriteCapacityUnits", ThroughputQuotas.TABLE_UNITS);
      json.writeEndObject();
    }
    exchange.ok();
  }
}
