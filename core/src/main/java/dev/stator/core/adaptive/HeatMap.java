package dev.stator.core.adaptive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is hit in all partitions, from the samples of all threads. Used by one thread, that of the
 * controller; samplers may be added by any.
 */
public final class HeatMap {
  /** Some 25 KB each for reads and for writes. */
  private static final int MAX_PARTITIONS = 2048;

  private static final long FORGET_MS = 60_000;

  private final List<HeatSampler> samplers = new CopyOnWriteArrayList<>();
  private final Map<Long, PartitionHeat> partitions = new HashMap<>();

  /** A sampler for a further thread; any thread. */
  public HeatSampler openSampler() {
    HeatSampler sampler = new HeatSampler(samplers.size() + 1);
    samplers.add(sampler);
    return sampler;
  }

  /** Takes in what was sampled since the tick before. */
  void tick(long nowMs, long elapsedMs) {
    samplers.forEach(sampler -> sampler.drainTo(this, nowMs));
    partitions.values().forEach(heat -> heat.endTick(elapsedMs));
    partitions.values().removeIf(heat -> nowMs - heat.lastMs() > FORGET_MS);
  }

  void add(
      Access access,
      long partition,
      double weight,
      DirectBuffer key,
      int offset,
      int length,
      long nowMs) {
    PartitionHeat heat = partitions.get(partition);
    if (heat == null) {
      if (partitions.size() >= MAX_PARTITIONS) {
        return; // it gets its turn when another has cooled
      }
      heat = new PartitionHeat(partition);
      partitions.put(partition, heat);
    }
    heat.add(access, weight, key, offset, length, nowMs);
  }

  @Nullable KeyHeat of(long partition, Access access) {
    PartitionHeat heat = partitions.get(partition);
    return heat == null ? null : heat.of(access);
  }

  /** The partition keys with most of this access in these partitions, the most first. */
  public List<HotKey> hottestCollections(Collection<Long> of, Access access, int limit) {
    return hottest(of, access, limit, heat -> heat.hottestCollections(limit));
  }

  /** The items with most of this access in these partitions, the most first. */
  public List<HotKey> hottestItems(Collection<Long> of, Access access, int limit) {
    return hottest(of, access, limit, heat -> heat.hottestItems(limit));
  }

  private List<HotKey> hottest(
      Collection<Long> of,
      Access access,
      int limit,
      Function<KeyHeat, List<TopKeys.Counted>> keys) {
    List<HotKey> all = new ArrayList<>();
    for (long partition : of) {
      KeyHeat heat = of(partition, access);
      if (heat != null) {
        keys.apply(heat).forEach(key -> all.add(HotKey.of(key)));
      }
    }
    all.sort(Comparator.comparingDouble(HotKey::unitsPerSecond).reversed());
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }
}
