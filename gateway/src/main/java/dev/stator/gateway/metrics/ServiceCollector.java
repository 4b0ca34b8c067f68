package dev.stator.gateway.metrics;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Table;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.Throughput;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The metrics that the service has in CloudWatch, under its names as Prometheus spells names. */
final class ServiceCollector implements MultiCollector {
  private static final Set<String> WRITES =
      Set.of(
          "PutItem",
          "UpdateItem",
          "DeleteItem",
          "BatchWriteItem",
          "TransactWriteItems",
          "ExecuteTransaction");
  private static final Set<String> READS =
      Set.of("GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems", "GetRecords");
  private static final double MS_PER_S = 1e3;
  private static final Set<String> PAGES = Set.of("Query", "Scan");

  private final RequestMetrics requests;
  private final Engine engine;
  private final int maxTables;

  ServiceCollector(RequestMetrics requests, Engine engine, int maxTables) {
    this.requests = requests;
    this.engine = engine;
    this.maxTables = maxTables;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    requests.visit(
        (table, operation, counts) -> {
          Labels labels = Labels.of("table", table, "operation", operation);
          successes(families, labels, counts);
          failures(families, labels, operation, counts);
          returned(families, labels, operation, counts);
        });
    lags(families);
    engine.tables().values().stream()
        .map(Table::definition)
        .limit(maxTables)
        .forEach(definition -> provisioned(families, definition));
    return families.build();
  }

  private static void successes(Families families, Labels labels, RequestCounts counts) {
    families.histogram(
        "dynamodb_successful_request_latency_seconds",
        "Time from the last byte of a request to its answer, of successful requests",
        labels,
        Buckets.of(RequestCounts.BOUNDS_S, counts.buckets()),
        counts.sumS());
  }

  private static void failures(
      Families families, Labels labels, String operation, RequestCounts counts) {
    families.counter(
        "dynamodb_user_errors",
        "Requests that were refused because of what they asked for",
        labels,
        counts.count(Outcome.USER_ERROR));
    families.counter(
        "dynamodb_system_errors",
        "Requests that were answered with a status of 500 or more",
        labels,
        counts.count(Outcome.SYSTEM_ERROR));
    families.counter(
        "dynamodb_conditional_check_failed_requests",
        "Writes, and parts of transactions, whose condition did not hold",
        labels,
        counts.count(Outcome.CONDITION_FAILED) + counts.failedConditions());
    families.counter(
        "dynamodb_transaction_conflict",
        "Items that a transaction was in the way of",
        labels,
        counts.count(Outcome.TRANSACTION_CONFLICT) + counts.conflicts());
    families.counter(
        "stator_transactions_canceled",
        "Transactions that were cancelled, for whatever reason",
        labels,
        counts.count(Outcome.TRANSACTION_CANCELED));
    throttled(families, labels, operation, counts.count(Outcome.THROTTLED));
  }

  private static void throttled(
      Families families, Labels labels, String operation, long throttled) {
    families.counter(
        "dynamodb_throttled_requests", "Requests that were throttled", labels, throttled);
    if (READS.contains(operation)) {
      families.counter(
          "dynamodb_read_throttle_events",
          "Requests to read that were throttled",
          labels,
          throttled);
    }
    if (WRITES.contains(operation)) {
      families.counter(
          "dynamodb_write_throttle_events",
          "Requests to write that were throttled",
          labels,
          throttled);
    }
  }

  private static void returned(
      Families families, Labels labels, String operation, RequestCounts counts) {
    if (PAGES.contains(operation)) {
      families.counter(
          "dynamodb_returned_item_count", "Items that Query and Scan gave", labels, counts.items());
    }
    if (operation.equals("GetRecords")) {
      families.counter(
          "dynamodb_returned_records_count",
          "Records that GetRecords gave",
          labels,
          counts.items());
      families.counter(
          "dynamodb_returned_bytes", "Bytes that GetRecords gave", labels, counts.bytes());
    }
  }

  private void lags(Families families) {
    Map<Labels, StreamLags.Lag> lags = new HashMap<>();
    requests
        .lags()
        .visit(
            (stream, lag) ->
                lags.put(Labels.of("table", stream.table(), "stream_label", stream.label()), lag));
    lags.entrySet().stream()
        .limit(maxTables)
        .forEach(entry -> lag(families, entry.getKey(), entry.getValue()));
  }

  private static void lag(Families families, Labels labels, StreamLags.Lag lag) {
    families.gauge(
        "dynamodb_get_records_iterator_age_seconds",
        "Age of the last change that the slowest reader of the last minute got; 0 when it had all",
        labels,
        (double) lag.ageMs() / MS_PER_S);
    families.gauge(
        "stator_stream_unread_bytes",
        "Records in a shard that the slowest reader of the last minute had not read",
        labels,
        lag.unreadBytes());
  }

  private static void provisioned(Families families, TableDefinition table) {
    provisioned(families, table.name(), "", table.capacity().provisioned());
    for (GlobalIndex index : table.schema().globalIndexes()) {
      provisioned(families, table.name(), index.name(), index.throughput());
    }
  }

  private static void provisioned(
      Families families, String table, String index, Throughput throughput) {
    Labels labels = Labels.of("table", table, "index", index);
    families.gauge(
        "dynamodb_provisioned_read_capacity_units",
        "Units a second to read with; 0 on demand",
        labels,
        throughput.readUnits());
    families.gauge(
        "dynamodb_provisioned_write_capacity_units",
        "Units a second to write with; 0 on demand",
        labels,
        throughput.writeUnits());
  }
}
