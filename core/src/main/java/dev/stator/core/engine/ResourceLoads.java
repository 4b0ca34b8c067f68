package dev.stator.core.engine;

import dev.stator.core.adaptive.HashSpan;
import dev.stator.core.adaptive.MeterReading;
import dev.stator.core.adaptive.PartitionLoad;
import dev.stator.core.adaptive.Resource;
import dev.stator.core.adaptive.ResourceLoad;
import dev.stator.core.adaptive.Usage;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.Throughput;
import dev.stator.core.throughput.Meter;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.worker.Route;
import dev.stator.core.worker.Routes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the controller is told of all tables and global indexes. */
final class ResourceLoads {
  private final int workers;

  /**
   * @param workers how many there are
   */
  ResourceLoads(int workers) {
    this.workers = workers;
  }

  List<ResourceLoad> of(Collection<Table> tables) {
    List<ResourceLoad> loads = new ArrayList<>();
    for (Table table : tables) {
      loads.add(load(table, null, limitOfTable(table)));
      for (GlobalIndex index : table.definition().schema().globalIndexes()) {
        if (table.throughput().index(index.name()) != null) {
          loads.add(load(table, index.name(), limitOfIndex(table, index)));
        }
      }
    }
    return loads;
  }

  private ResourceLoad load(Table table, @Nullable String index, Throughput limit) {
    TableThroughput throughput = table.throughput();
    ResourceThroughput own = index == null ? null : throughput.index(index);
    ResourceThroughput meters = own == null ? throughput.table() : own;
    Map<Long, PartitionMeter> byPartition = new HashMap<>();
    meters.partitions().forEach(meter -> byPartition.put(meter.partition(), meter));
    Routes routes = table.routes(index);
    List<PartitionLoad> partitions = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      long last = i + 1 == routes.size() ? -1 : routes.start(i + 1) - 1;
      PartitionMeter meter = byPartition.get(route.partition());
      partitions.add(
          new PartitionLoad(
              route.partition(),
              new HashSpan(routes.start(i), last),
              DataDirectory.ownerOf(route.partition(), workers),
              route.state().itemBytes(),
              meter == null ? Usage.NONE : usage(meter.reads(), meter.writes(), table)));
    }
    return new ResourceLoad(
        new Resource(table.definition().name(), index),
        index == null && !table.definition().schema().localIndexes().isEmpty(),
        (double) limit.readUnits(),
        (double) limit.writeUnits(),
        usage(meters.reads(), meters.writes(), table),
        partitions);
  }

  private static Usage usage(Meter reads, Meter writes, Table table) {
    long nowNs = table.throughput().nowNs();
    return new Usage(MeterReading.of(reads, nowNs), MeterReading.of(writes, nowNs));
  }

  private static Throughput limitOfTable(Table table) {
    TableCapacity capacity = table.definition().capacity();
    return limit(capacity.billingMode(), capacity.provisioned(), capacity.warm());
  }

  private static Throughput limitOfIndex(Table table, GlobalIndex index) {
    return limit(table.definition().capacity().billingMode(), index.throughput(), index.warm());
  }

  /** What it should be able to serve: what is provisioned, and what it was warmed for. */
  private static Throughput limit(
      BillingMode billing, Throughput provisioned, @Nullable Throughput warm) {
    Throughput least = billing == BillingMode.PROVISIONED ? provisioned : Throughput.ZERO;
    return warm == null
        ? least
        : new Throughput(
            Math.max(least.readUnits(), warm.readUnits()),
            Math.max(least.writeUnits(), warm.writeUnits()));
  }
}
