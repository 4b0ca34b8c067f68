package dev.stator.core.throughput;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableDefinition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All meters of a table: its own and those of its global indexes. Lives as long as the table does
 * in this process; a restart begins with full buckets and nothing counted.
 */
public final class TableThroughput {
  private final ThroughputConfig config;
  private final String name;
  private final ResourceThroughput table;
  private final Throttle busyReads;
  private final Throttle busyWrites;
  private volatile Map<String, ResourceThroughput> indexes = Map.of();

  TableThroughput(ThroughputConfig config, String name) {
    this.config = config;
    this.name = name;
    this.table = new ResourceThroughput(config, name, null);
    this.busyReads = busy(name, Direction.READ);
    this.busyWrites = busy(name, Direction.WRITE);
  }

  /** The table without its indexes. */
  public ResourceThroughput table() {
    return table;
  }

  /** A global index, null when there is none of this name. */
  public @Nullable ResourceThroughput index(String index) {
    return indexes.get(index);
  }

  /** The global indexes by their names, in the order of the table's definition. */
  public Map<String, ResourceThroughput> indexes() {
    return indexes;
  }

  /** What to tell a request that is refused because the machine, not the table, is at its limit. */
  public Throttle busy(Direction direction) {
    return switch (direction) {
      case READ -> busyReads;
      case WRITE -> busyWrites;
    };
  }

  private static Throttle busy(String table, Direction direction) {
    return Throttle.of(
        table, null, direction, LimitType.KEY_RANGE_THROUGHPUT, BillingMode.PAY_PER_REQUEST);
  }

  /** The time that the buckets know. */
  public long nowNs() {
    return config.clock().nanoTime();
  }

  /**
   * Takes over the settings and partitions of the table as they are now. One thread.
   *
   * @param partitions the ids of its partitions
   * @param indexPartitions those of its global indexes by name
   */
  public void configure(
      TableDefinition definition, List<Long> partitions, Map<String, List<Long>> indexPartitions) {
    table.configure(Allowance.of(definition.capacity()), partitions);
    Map<String, ResourceThroughput> next = new LinkedHashMap<>();
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      ResourceThroughput present = indexes.get(index.name());
      ResourceThroughput throughput =
          present == null ? new ResourceThroughput(config, name, index.name()) : present;
      throughput.configure(
          Allowance.of(definition.capacity(), index),
          indexPartitions.getOrDefault(index.name(), List.of()));
      next.put(index.name(), throughput);
    }
    indexes = Collections.unmodifiableMap(next);
  }
}
