package dev.stator.core.throughput;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a table without its indexes, or of one global index, and of its partitions.
 *
 * <p>The meter of the whole is what rations: one partition may use all of it at once. Those of the
 * partitions hold only what a partition can do at all, unless the throughput is to be divided among
 * them.
 */
public final class ResourceThroughput {
  /** Seconds of provisioned throughput that are kept when they are not used. */
  static final long BURST_S = 300;

  /** Seconds of what a partition can do that may be used at once. */
  static final long PARTITION_DEPTH_S = 1;

  private final ThroughputConfig config;
  private final String table;
  private final @Nullable String index;
  private final Meter reads = new Meter();
  private final Meter writes = new Meter();
  private volatile Map<Long, PartitionMeter> partitions = Map.of();

  ResourceThroughput(ThroughputConfig config, String table, @Nullable String index) {
    this.config = config;
    this.table = table;
    this.index = index;
  }

  /** The name of the global index; null for the table itself. */
  public @Nullable String index() {
    return index;
  }

  public Meter reads() {
    return reads;
  }

  public Meter writes() {
    return writes;
  }

  public Meter of(Direction direction) {
    return switch (direction) {
      case READ -> reads;
      case WRITE -> writes;
    };
  }

  /** The meters of its partitions, in no order. */
  public List<PartitionMeter> partitions() {
    return List.copyOf(partitions.values());
  }

  /** The meters of a partition that it was configured with. */
  public PartitionMeter partition(long id) {
    PartitionMeter meter = partitions.get(id);
    if (meter == null) {
      throw new IllegalArgumentException("no meter of partition " + id + " of " + table);
    }
    return meter;
  }

  /**
   * Takes over settings and partitions as they are now. What was counted stays, and what is in
   * buckets whose kind of limit stays. One thread.
   */
  public void configure(Allowance allowance, List<Long> ids) {
    long nowNs = config.clock().nanoTime();
    boolean first = partitions.isEmpty();
    Map<Long, PartitionMeter> next = new HashMap<>();
    List<PartitionMeter> added = new ArrayList<>();
    for (Long id : ids) {
      PartitionMeter kept = partitions.get(id);
      if (kept == null) {
        kept = new PartitionMeter(id);
        added.add(kept);
      }
      next.put(id, kept);
    }
    for (Direction direction : Direction.values()) {
      limitWhole(direction, allowance, nowNs);
      for (PartitionMeter partition : next.values()) {
        limitPartition(partition, direction, allowance, ids.size(), nowNs);
      }
      if (!first) {
        added.forEach(partition -> emptyShare(partition.of(direction), nowNs));
      }
    }
    partitions = Map.copyOf(next);
  }

  private void limitWhole(Direction direction, Allowance allowance, long nowNs) {
    Meter meter = of(direction);
    List<Gate> gates = new ArrayList<>();
    OnDemandCapability capability = null;
    long provisioned = allowance.provisioned(direction);
    if (provisioned > 0 && config.mode() != ThroughputMode.OFF) {
      Throttle throttle = throttle(direction, LimitType.PROVISIONED_THROUGHPUT, allowance);
      gates.add(gate(meter, throttle, (double) provisioned, BURST_S, nowNs));
    }
    long maximum = allowance.maximum(direction);
    if (maximum > 0 && config.mode() != ThroughputMode.OFF) {
      Throttle throttle = throttle(direction, LimitType.MAX_ON_DEMAND_THROUGHPUT, allowance);
      gates.add(gate(meter, throttle, (double) maximum, OnDemandCapability.DEPTH_S, nowNs));
    }
    if (!allowance.isProvisioned() && config.mode() == ThroughputMode.SERVICE) {
      capability = capability(meter, direction, allowance, nowNs);
      gates.add(capability.gate());
    }
    meter.limit(gates.toArray(Gate[]::new), capability);
  }

  private OnDemandCapability capability(
      Meter meter, Direction direction, Allowance allowance, long nowNs) {
    long least =
        Math.max(
            allowance.warm(direction),
            switch (direction) {
              case READ -> ThroughputQuotas.NEW_ON_DEMAND_READS;
              case WRITE -> ThroughputQuotas.NEW_ON_DEMAND_WRITES;
            });
    OnDemandCapability present = meter.growing();
    if (present != null) {
      present.raise(least, nowNs);
      return present;
    }
    return new OnDemandCapability(
        least,
        Math.max(least, ThroughputQuotas.TABLE_UNITS),
        throttle(direction, LimitType.KEY_RANGE_THROUGHPUT, allowance),
        throttle(direction, LimitType.ACCOUNT_LIMIT, allowance),
        meter.consumedHalves(),
        nowNs);
  }

  private void limitPartition(
      PartitionMeter partition, Direction direction, Allowance allowance, int count, long nowNs) {
    Meter meter = partition.of(direction);
    List<Gate> gates = new ArrayList<>();
    boolean held =
        config.mode() == ThroughputMode.SERVICE
            || (config.mode() == ThroughputMode.CONFIGURED && allowance.isProvisioned());
    long most = config.partitionUnits(direction);
    if (held && most > 0) {
      Throttle throttle = throttle(direction, LimitType.KEY_RANGE_THROUGHPUT, allowance);
      gates.add(gate(meter, throttle, (double) most, PARTITION_DEPTH_S, nowNs));
    }
    long provisioned = allowance.provisioned(direction);
    if (held && !config.adaptive() && provisioned > 0) {
      Throttle throttle = throttle(direction, LimitType.PROVISIONED_THROUGHPUT, allowance);
      gates.add(gate(meter, throttle, (double) provisioned / count, BURST_S, nowNs));
    }
    meter.limit(gates.toArray(Gate[]::new), null);
  }

  /** A partition that comes from a split has nothing saved of its share. */
  private static void emptyShare(Meter meter, long nowNs) {
    Gate share = meter.gate(LimitType.PROVISIONED_THROUGHPUT);
    if (share != null) {
      share.bucket().empty(nowNs);
    }
  }

  /** The limit of this type at this rate, with the bucket there is, or a full one. */
  private static Gate gate(Meter meter, Throttle throttle, double rate, long depthS, long nowNs) {
    Gate present = meter.gate(throttle.type());
    if (present == null) {
      return new Gate(new TokenBucket(rate, depthS, nowNs), throttle);
    }
    present.bucket().changeRate(rate, nowNs);
    return new Gate(present.bucket(), throttle);
  }

  private Throttle throttle(Direction direction, LimitType type, Allowance allowance) {
    return Throttle.of(table, index, direction, type, allowance.billing());
  }
}
