package dev.stator.gateway.insights;

import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on Contributor Insights. */
public final class InsightsOperations {
  private InsightsOperations() {}

  public static List<Operation> all() {
    return List.of(
        new UpdateContributorInsights(),
        new DescribeContributorInsights(),
        new ListContributorInsights());
  }
}
