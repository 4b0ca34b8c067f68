package dev.stator.gateway.insights;

import dev.stator.core.model.ContributorInsights;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import tools.jackson.core.JsonGenerator;

/** Begins or ends to tell the keys of a table or index that are used or throttled most. */
final class UpdateContributorInsights implements Operation {
  @Override
  public String name() {
    return "UpdateContributorInsights";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    InsightsTarget target = InsightsTarget.of(request, exchange);
    String mode = request.string("ContributorInsightsMode");
    ContributorInsights insights =
        new ContributorInsights(
            request.requiredString("ContributorInsightsAction").equals("ENABLE"),
            mode == null
                ? ContributorInsights.Mode.ACCESSED_AND_THROTTLED_KEYS
                : ContributorInsights.Mode.valueOf(mode),
            System.currentTimeMillis());
    exchange.await(
        exchange
            .engine()
            .changeOptions(target.tableName(), options -> target.change(options, insights)),
        table -> answer(exchange, target, insights));
  }

  private static void answer(
      Exchange exchange, InsightsTarget target, ContributorInsights insights) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      target.write(json, insights.enabled() ? "ENABLING" : "DISABLING");
      json.writeStringProperty("ContributorInsightsMode", insights.mode().name());
      json.writeEndObject();
    }
    exchange.ok();
  }
}
