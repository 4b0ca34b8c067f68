package dev.stator.gateway.insights;

import dev.stator.core.model.ContributorInsights;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.table.DescriptionParts;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Tells whether the keys of a table or index are told, and by which rules. */
final class DescribeContributorInsights implements Operation {
  private static final String PREFIX = "DynamoDBContributorInsights-";

  @Override
  public String name() {
    return "DescribeContributorInsights";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    InsightsTarget target = InsightsTarget.of(request, exchange);
    ContributorInsights insights = target.insights();
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      target.write(json, InsightsTarget.status(insights));
      if (insights != null) {
        new DescriptionParts(json).time("LastUpdateDateTime", insights.changedMs());
      }
      if (insights != null && insights.enabled()) {
        json.writeArrayPropertyStart("ContributorInsightsRuleList");
        rules(target, insights).forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("ContributorInsightsMode", insights.mode().name());
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  /** PK of partition keys, SK of whole keys; C of the consumed, T of the throttled. */
  private static List<String> rules(InsightsTarget target, ContributorInsights insights) {
    List<String> kinds = new ArrayList<>();
    if (insights.mode() == ContributorInsights.Mode.ACCESSED_AND_THROTTLED_KEYS) {
      kinds.add("PKC");
      kinds.add("SKC");
    }
    kinds.add("PKT");
    kinds.add("SKT");
    if (!target.hasSortKey()) {
      kinds.removeIf(kind -> kind.startsWith("SK"));
    }
    return kinds.stream()
        .map(kind -> PREFIX + kind + "-" + target.tableName() + "-" + insights.changedMs())
        .toList();
  }
}
