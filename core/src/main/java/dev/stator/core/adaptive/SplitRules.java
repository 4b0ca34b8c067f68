package dev.stator.core.adaptive;

import dev.stator.core.adaptive.Reason.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a partition should be split, where, and if not, why not. For consumption it is split at
 * the median of the heat, and only where both halves would be cooler; for size and for raised
 * throughput in the middle of its hashes.
 */
final class SplitRules {
  /** Fewer samples do not say where the median is. */
  static final int MIN_SAMPLES = 100;

  /** A key with more than this leaves one half as hot as the whole. */
  private static final double DOMINANT = 0.5;

  /** A partition that refuses again and again is hot when it consumes so much of its cap. */
  private static final double THROTTLED_RATIO = 0.5;

  private static final int THROTTLED_TICKS = 3;
  private static final double PERCENT = 100;

  private final AdaptiveConfig config;
  private final HeatMap heat;

  SplitRules(AdaptiveConfig config, HeatMap heat) {
    this.config = config;
    this.heat = heat;
  }

  /** What should be done to a partition of this table or index, whatever else is under way. */
  Decision decide(long nowMs, ResourceLoad resource, PartitionLoad load, Consumption consumption) {
    Decision hot = forConsumption(nowMs, resource, load, consumption);
    if (hot.reason().outcome() == Outcome.SPLIT) {
      return hot;
    }
    if (load.sizeBytes() >= config.sizeLimitBytes() && load.span().isDivisible()) {
      return Decision.split(
          nowMs,
          load.partition(),
          Reason.SIZE,
          load.span().middle(),
          "has %d bytes of items; the limit is %d"
              .formatted(load.sizeBytes(), config.sizeLimitBytes()));
    }
    if (hot.reason() == Reason.CALM && isNextForThroughput(resource, load)) {
      return Decision.split(
          nowMs,
          load.partition(),
          Reason.RAISED_THROUGHPUT,
          load.span().middle(),
          String.format(
              Locale.ROOT,
              "%.0f read and %.0f write units a second take %d partitions; there are %d",
              resource.readLimit(),
              resource.writeLimit(),
              neededPartitions(resource),
              resource.partitions().size()));
    }
    return hot;
  }

  private Decision forConsumption(
      long nowMs, ResourceLoad resource, PartitionLoad load, Consumption consumption) {
    double reads = ratio(consumption, Access.READ);
    double writes = ratio(consumption, Access.WRITE);
    Access access = writes >= reads ? Access.WRITE : Access.READ;
    if (!load.usage().isLimited(access)) {
      return Decision.of(
          nowMs,
          load.partition(),
          Reason.CALM,
          String.format(
              Locale.ROOT,
              "consumes %.0f reads and %.0f writes a second, and nothing limits a partition",
              consumption.rate(Access.READ),
              consumption.rate(Access.WRITE)));
    }
    if (!isHot(consumption, access)) {
      return Decision.of(
          nowMs,
          load.partition(),
          Reason.CALM,
          String.format(
              Locale.ROOT,
              "consumes %.0f %% of the reads and %.0f %% of the writes of a partition",
              PERCENT * reads,
              PERCENT * writes));
    }
    String hot =
        String.format(
            Locale.ROOT,
            "consumes %.0f %% of the %s of a partition",
            PERCENT * Math.max(reads, writes),
            access == Access.READ ? "reads" : "writes");
    if (!consumption.isFull()) {
      return Decision.of(
          nowMs,
          load.partition(),
          Reason.WATCHED,
          hot + "; is watched for " + config.sustainedMs() / 1000 + " s");
    }
    return forHeat(nowMs, resource, load, access, hot);
  }

  private double ratio(Consumption consumption, Access access) {
    return consumption.rate(access) / config.partitionCaps().of(access);
  }

  private boolean isHot(Consumption consumption, Access access) {
    double ratio = ratio(consumption, access);
    return ratio >= config.hotRatio()
        || (consumption.throttledTicks(access) >= THROTTLED_TICKS && ratio >= THROTTLED_RATIO);
  }

  /** A partition that is hot: where it can be split, or why that would not help. */
  private Decision forHeat(
      long nowMs, ResourceLoad resource, PartitionLoad load, Access access, String hot) {
    KeyHeat keys = heat.of(load.partition(), access);
    if (keys == null || keys.samples(nowMs) < MIN_SAMPLES) {
      return refused(nowMs, load, Reason.UNKNOWN_KEYS, hot, "too few keys were seen to divide it");
    }
    if (keys.isSequential()) {
      return refused(nowMs, load, Reason.SEQUENTIAL, hot, "its keys are hit in order");
    }
    Decision dominated = dominated(nowMs, resource, load, keys, hot);
    if (dominated != null) {
      return dominated;
    }
    OptionalLong median = keys.median(nowMs);
    if (median.isEmpty() || !load.span().canSplitAt(median.getAsLong())) {
      return refused(nowMs, load, Reason.SINGLE_HOT_KEY, hot, "all of it with one partition key");
    }
    return Decision.split(
        nowMs,
        load.partition(),
        Reason.CONSUMPTION,
        median.getAsLong(),
        "%s; half of it before the hash %016x".formatted(hot, median.getAsLong()));
  }

  /** Refuses when one partition key has most of the heat; null when none has. */
  private @Nullable Decision dominated(
      long nowMs, ResourceLoad resource, PartitionLoad load, KeyHeat keys, String hot) {
    double collection = keys.hottestCollectionShare();
    if (collection <= DOMINANT) {
      return null;
    }
    double item = keys.hottestItemShare();
    if (item > DOMINANT) {
      return refused(
          nowMs, load, Reason.SINGLE_HOT_KEY, hot, percent(item) + " of it with one item");
    }
    String share = percent(collection) + " of it with one partition key";
    if (keys.isSequentialInCollection()) {
      return refused(nowMs, load, Reason.SEQUENTIAL, hot, share + ", whose items are hit in order");
    }
    return resource.keepsCollections()
        ? refused(nowMs, load, Reason.LOCAL_INDEX, hot, share + "; local indexes keep it together")
        : refused(nowMs, load, Reason.ITEM_COLLECTION, hot, share + "; only hashes are divided");
  }

  private static Decision refused(
      long nowMs, PartitionLoad load, Reason reason, String hot, String why) {
    return Decision.of(nowMs, load.partition(), reason, hot + ", " + why);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", PERCENT * share);
  }

  /** Whether this is the partition to split so that there are as many as the limits take. */
  private boolean isNextForThroughput(ResourceLoad resource, PartitionLoad load) {
    return load.usage().isLimited(Access.READ)
        && resource.partitions().size() < neededPartitions(resource)
        && widest(resource.partitions()).partition() == load.partition()
        && load.span().isDivisible();
  }

  private long neededPartitions(ResourceLoad resource) {
    double reads = Math.ceil(resource.readLimit() / config.partitionCaps().read());
    double writes = Math.ceil(resource.writeLimit() / config.partitionCaps().write());
    return Math.min((long) Math.max(reads, writes), config.maxPartitions());
  }

  private static PartitionLoad widest(List<PartitionLoad> partitions) {
    return partitions.stream().max(Comparator.comparingLong(SplitRules::width)).orElseThrow();
  }

  /** The order of this number is that of the widths, which are unsigned. */
  private static long width(PartitionLoad load) {
    return (load.span().last() - load.span().first()) ^ Long.MIN_VALUE;
  }
}
