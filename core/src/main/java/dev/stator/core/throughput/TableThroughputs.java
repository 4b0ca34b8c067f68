package dev.stator.core.throughput;

import dev.stator.core.model.TableDefinition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of all tables of an engine, by the ids of the tables. */
public final class TableThroughputs {
  private final ThroughputConfig config;
  private final Map<String, TableThroughput> tables = new ConcurrentHashMap<>();

  public TableThroughputs(ThroughputConfig config) {
    this.config = config;
  }

  /** The meters of a table, made or configured for how it is now; one thread. */
  public TableThroughput of(
      TableDefinition table, List<Long> partitions, Map<String, List<Long>> indexPartitions) {
    TableThroughput throughput =
        tables.computeIfAbsent(table.id(), id -> new TableThroughput(config, table.name()));
    throughput.configure(table, partitions, indexPartitions);
    return throughput;
  }

  /** Meters that limit nothing, for a table that no client uses. */
  public static TableThroughput unlimited(TableDefinition table, List<Long> partitions) {
    ThroughputConfig config = ThroughputConfig.standard().withMode(ThroughputMode.OFF);
    return new TableThroughputs(config).of(table, partitions, Map.of());
  }

  /** Forgets a table that is gone. */
  public void forget(TableDefinition table) {
    tables.remove(table.id());
  }
}
