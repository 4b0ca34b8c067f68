package dev.stator.core.engine;

import dev.stator.core.adaptive.Access;
import dev.stator.core.adaptive.AdaptiveConfig.Caps;
import dev.stator.core.adaptive.CapacityController;
import dev.stator.core.adaptive.CapacityReport;
import dev.stator.core.adaptive.HeatMap;
import dev.stator.core.adaptive.HotKey;
import dev.stator.core.adaptive.PartitionActions;
import dev.stator.core.engine.KeyInsights.KeyUse;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.TableOptions;
import dev.stator.core.throughput.KeyObserver;
import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the adaptive capacity controller look at the tables once a second, on the control thread,
 * and tells what it knows.
 */
final class AdaptiveCapacity {
  private static final Logger LOG = LoggerFactory.getLogger(AdaptiveCapacity.class);
  private static final long PERIOD_S = 1;
  private static final int TOLD_KEYS = 25;

  private final Tables tables;
  private final HeatMap heat = new HeatMap();
  private final ResourceLoads loads;
  private final CapacityController controller;
  private volatile CapacityReport report = CapacityReport.NOTHING;

  AdaptiveCapacity(EngineConfig config, Tables tables, PartitionActions actions) {
    this.tables = tables;
    this.loads = new ResourceLoads(config.sizes().workers());
    boolean active = config.adaptive().active() && config.throughput().adaptive();
    this.controller =
        new CapacityController(
            config.adaptive().withActive(active).withPartitionCaps(caps(config.throughput())),
            heat,
            actions,
            config.sizes().workers());
    tables.every(PERIOD_S, this::tick);
  }

  /** The caps that partitions have; those of the service where they have none. */
  private static Caps caps(ThroughputConfig throughput) {
    return new Caps(
        cap(throughput.partitionReads(), Caps.SERVICE.read()),
        cap(throughput.partitionWrites(), Caps.SERVICE.write()));
  }

  private static double cap(long limit, double service) {
    return limit > 0 ? (double) limit : service;
  }

  /** An observer for the session of a further thread. */
  KeyObserver openObserver() {
    return heat.openSampler();
  }

  /** What was known and done at the last tick; any thread. */
  CapacityReport report() {
    return report;
  }

  /** Lets the controller look now, and gives what it came to. */
  CapacityReport observe() {
    return tables
        .onControl(
            () -> {
              tick();
              return report;
            })
        .join();
  }

  private void tick() {
    try {
      report = controller.tick(tables.nowMs(), loads.of(tables.all().values()));
    } catch (RuntimeException e) {
      LOG.error("the adaptive capacity controller missed a tick", e);
    }
  }

  /** The keys of a table (null) or global index that are used most, as far as they are told. */
  CompletableFuture<KeyInsights> insights(Table table, @Nullable String index) {
    return tables.onControl(() -> read(table, index));
  }

  private KeyInsights read(Table table, @Nullable String index) {
    ContributorInsights wanted =
        table.definition().options().insights().get(index == null ? TableOptions.OF_TABLE : index);
    if (wanted == null || !wanted.enabled()) {
      return KeyInsights.NONE;
    }
    KeySchema keys = table.entryKey(index);
    List<Long> partitions = table.routes(index).all().stream().map(Route::partition).toList();
    boolean accessed = wanted.mode() == ContributorInsights.Mode.ACCESSED_AND_THROTTLED_KEYS;
    return new KeyInsights(
        accessed ? collections(partitions, keys, Access.READ, Access.WRITE) : List.of(),
        accessed ? items(partitions, keys, Access.READ, Access.WRITE) : List.of(),
        collections(partitions, keys, Access.THROTTLED_READ, Access.THROTTLED_WRITE),
        items(partitions, keys, Access.THROTTLED_READ, Access.THROTTLED_WRITE));
  }

  private List<KeyUse> collections(
      List<Long> partitions, KeySchema keys, Access reads, Access writes) {
    return merged(
        heat.hottestCollections(partitions, reads, TOLD_KEYS),
        heat.hottestCollections(partitions, writes, TOLD_KEYS),
        keys,
        KeyValues::hash);
  }

  private List<KeyUse> items(List<Long> partitions, KeySchema keys, Access reads, Access writes) {
    return merged(
        heat.hottestItems(partitions, reads, TOLD_KEYS),
        heat.hottestItems(partitions, writes, TOLD_KEYS),
        keys,
        KeyValues::whole);
  }

  private static List<KeyUse> merged(
      List<HotKey> reads,
      List<HotKey> writes,
      KeySchema keys,
      BiFunction<KeySchema, byte[], List<String>> text) {
    Map<List<String>, KeyUse> all = new HashMap<>();
    for (HotKey read : reads) {
      List<String> key = text.apply(keys, read.key());
      all.put(key, new KeyUse(key, read.unitsPerSecond(), 0));
    }
    for (HotKey write : writes) {
      List<String> key = text.apply(keys, write.key());
      KeyUse read = all.get(key);
      all.put(key, new KeyUse(key, read == null ? 0 : read.readUnits(), write.unitsPerSecond()));
    }
    List<KeyUse> sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparingDouble(KeyUse::throughputUnits).reversed());
    return List.copyOf(sorted.subList(0, Math.min(TOLD_KEYS, sorted.size())));
  }
}
