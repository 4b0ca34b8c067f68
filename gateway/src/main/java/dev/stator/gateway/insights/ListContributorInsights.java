package dev.stator.gateway.insights;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.TableOptions;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.table.Refusals;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Lists the tables and indexes whose keys are told, or were, a page at a time: by the names of the
 * tables, each before its indexes.
 */
final class ListContributorInsights implements Operation {
  private static final int MAX_PAGE = 100;

  /** No name has it. */
  private static final String SEPARATOR = "/";

  @Override
  public String name() {
    return "ListContributorInsights";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String behind = behind(request.string("NextToken"));
    Integer wanted = request.integer("MaxResults");
    int limit = wanted == null || wanted == 0 ? MAX_PAGE : wanted;
    List<InsightsTarget> rest = new ArrayList<>();
    for (Table table : tables(request, exchange)) {
      for (String index : new TreeMap<>(table.definition().options().insights()).keySet()) {
        InsightsTarget target =
            new InsightsTarget(table, index.equals(TableOptions.OF_TABLE) ? null : index);
        if (behind == null || place(target).compareTo(behind) > 0) {
          rest.add(target);
        }
      }
    }
    write(exchange, rest.subList(0, Math.min(limit, rest.size())), rest.size() > limit);
  }

  private static Collection<Table> tables(Structure request, Exchange exchange) {
    Map<String, Table> all = exchange.engine().tables();
    String wanted = request.string("TableName");
    if (wanted == null) {
      return all.values();
    }
    String name = TableLookup.nameOf(wanted);
    Table table = all.get(name);
    if (table == null) {
      throw Refusals.tableNotFound(name);
    }
    return List.of(table);
  }

  private static String place(InsightsTarget target) {
    return target.tableName() + SEPARATOR + (target.index() == null ? "" : target.index());
  }

  private @Nullable String behind(@Nullable String token) {
    if (token == null) {
      return null;
    }
    try {
      String place = new String(Base64.getUrlDecoder().decode(token), UTF_8);
      if (place.contains(SEPARATOR)) {
        return place;
      }
    } catch (IllegalArgumentException noToken) {
      throw invalid();
    }
    throw invalid();
  }

  private RequestException invalid() {
    return RequestException.validation("Invalid NextToken for " + name());
  }

  private static void write(Exchange exchange, List<InsightsTarget> page, boolean more) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("ContributorInsightsSummaries");
      for (InsightsTarget target : page) {
        ContributorInsights insights = target.insights();
        json.writeStartObject();
        target.write(json, InsightsTarget.status(insights));
        if (insights != null && insights.enabled()) {
          json.writeStringProperty("ContributorInsightsMode", insights.mode().name());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      if (more) {
        byte[] last = place(page.getLast()).getBytes(UTF_8);
        json.writeStringProperty("NextToken", Base64.getUrlEncoder().encodeToString(last));
      }
      json.writeEndObject();
    }
    exchange.ok();
  }
}
