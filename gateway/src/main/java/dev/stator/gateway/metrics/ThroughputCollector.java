package dev.stator.gateway.metrics;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Table;
import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.LimitType;
import dev.stator.core.throughput.Meter;
import dev.stator.core.throughput.ResourceThroughput;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;

/** What tables and global indexes have consumed, and why requests were throttled. */
final class ThroughputCollector implements MultiCollector {
  private static final double HALVES_PER_UNIT = 2;

  private final Engine engine;
  private final int maxTables;

  ThroughputCollector(Engine engine, int maxTables) {
    this.engine = engine;
    this.maxTables = maxTables;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    engine.tables().values().stream().limit(maxTables).forEach(table -> add(families, table));
    return families.build();
  }

  private static void add(Families families, Table table) {
    String name = table.definition().name();
    add(families, name, "", table.throughput().table());
    table
        .throughput()
        .indexes()
        .forEach((index, throughput) -> add(families, name, index, throughput));
  }

  private static void add(
      Families families, String table, String index, ResourceThroughput throughput) {
    families.counter(
        "dynamodb_consumed_read_capacity_units",
        "Units that were read with",
        Labels.of("table", table, "index", index),
        (double) throughput.reads().consumedHalves() / HALVES_PER_UNIT);
    families.counter(
        "dynamodb_consumed_write_capacity_units",
        "Units that were written with",
        Labels.of("table", table, "index", index),
        (double) throughput.writes().consumedHalves() / HALVES_PER_UNIT);
    for (Direction direction : Direction.values()) {
      for (LimitType limit : LimitType.values()) {
        throttled(families, table, index, direction, limit, throughput.of(direction));
      }
    }
  }

  private static void throttled(
      Families families,
      String table,
      String index,
      Direction direction,
      LimitType limit,
      Meter meter) {
    families.counter(
        "stator_throttled",
        "Requests that a limit of throughput has refused",
        Labels.of(
            "table",
            table,
            "index",
            index,
            "direction",
            direction.name().toLowerCase(Locale.ROOT),
            "limit",
            limit.wireName()),
        meter.throttledRequests(limit));
  }
}
