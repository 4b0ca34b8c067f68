package dev.stator.gateway.operation;

import dev.stator.gateway.json.Structure;
import tools.jackson.core.JsonGenerator;

/** Tells the quotas of provisioned throughput that a new account has. */
final class DescribeLimits implements Operation {
  private static final int ACCOUNT_MAX_UNITS = 80_000;
  private static final int TABLE_MAX_UNITS = 40_000;

  @Override
  public String name() {
    return "DescribeLimits";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeNumberProperty("AccountMaxReadCapacityUnits", ACCOUNT_MAX_UNITS);
      json.writeNumberProperty("AccountMaxWriteCapacityUnits", ACCOUNT_MAX_UNITS);
      json.writeNumberProperty("TableMaxReadCapacityUnits", TABLE_MAX_UNITS);
      json.writeNumberProperty("TableMaxWriteCapacityUnits", TABLE_MAX_UNITS);
      json.writeEndObject();
    }
    exchange.ok();
  }
}
