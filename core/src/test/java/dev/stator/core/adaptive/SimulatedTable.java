package dev.stator.core.adaptive;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.Meter;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.throughput.TableThroughputs;
import dev.stator.core.throughput.Throttle;
import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.core.throughput.ThroughputMode;
import dev.stator.core.worker.HashRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table without items, on a clock of its own: the real token buckets, the real heat and the real
 * controller, and partitions that are no more than a range of hashes. Begins with nothing saved
 * from before, but for what a partition can do in one second. A split takes {@link #SPLIT_S}
 * seconds.
 */
final class SimulatedTable implements PartitionActions {
  static final Resource RESOURCE = Resource.table("simulated");
  static final int SPLIT_S = 2;

  private static final long HALVES = 2;

  /** What a table is made of. */
  record Setup(
      Throughput provisioned,
      int partitions,
      ThroughputConfig throughput,
      AdaptiveConfig adaptive,
      boolean localIndexes) {
    static Setup of(long reads, long writes, int partitions) {
      return new Setup(
          new Throughput(reads, writes),
          partitions,
          ThroughputConfig.standard().withMode(ThroughputMode.CONFIGURED),
          AdaptiveConfig.standard(),
          false);
    }

    /** The throughput divided equally, and partitions that are never hot. */
    Setup divided() {
      return new Setup(
          provisioned,
          partitions,
          throughput.withAdaptive(false),
          adaptive.withPartitionCaps(new AdaptiveConfig.Caps(1e9, 1e9)),
          localIndexes);
    }

    Setup with(Function<AdaptiveConfig, AdaptiveConfig> change) {
      return new Setup(provisioned, partitions, throughput, change.apply(adaptive), localIndexes);
    }

    Setup withLocalIndexes() {
      return new Setup(provisioned, partitions, throughput, adaptive, true);
    }
  }

  private static final class Partition {
    final long id;
    final HashSpan span;
    long sizeBytes;

    Partition(long id, HashSpan span) {
      this.id = id;
      this.span = span;
    }
  }

  private record Split(long partition, long hash, long endMs, CompletableFuture<Void> done) {}

  private final Setup setup;
  private final TableThroughputs throughputs;
  private final TableThroughput throughput;
  private final HeatMap heat = new HeatMap();
  private final HeatSampler sampler = heat.openSampler();
  private final CapacityController controller;
  private final List<Partition> partitions = new ArrayList<>();
  private final List<Split> splits = new ArrayList<>();
  private final Timeline timeline = new Timeline();
  private final Random random = new Random(7);
  private CapacityReport report = CapacityReport.NOTHING;
  private long nowNs = TimeUnit.HOURS.toNanos(1);
  private long nextId = 1;
  private int second;
  private @Nullable String refusesSplits;

  SimulatedTable(Setup setup) {
    this.setup = setup;
    this.throughputs = new TableThroughputs(setup.throughput().withClock(() -> nowNs));
    for (int i = 0; i < setup.partitions(); i++) {
      long last = i == setup.partitions() - 1 ? -1 : HashRange.start(i + 1, setup.partitions()) - 1;
      partitions.add(
          new Partition(nextId++, new HashSpan(HashRange.start(i, setup.partitions()), last)));
    }
    this.throughput = withoutSavings();
    this.controller = new CapacityController(setup.adaptive(), heat, this, 1);
  }

  /** Partitions that come later than a table have nothing saved; what the whole has is taken. */
  private TableThroughput withoutSavings() {
    throughputs.of(definition(setup.provisioned()), List.of(0L), Map.of());
    TableThroughput empty = configured();
    for (Direction direction : Direction.values()) {
      Meter whole = empty.table().of(direction);
      whole.take((long) (HALVES * whole.available(nowNs)), nowNs);
    }
    nowNs += TimeUnit.MILLISECONDS.toNanos(10);
    return empty;
  }

  private TableThroughput configured() {
    return throughputs.of(
        definition(setup.provisioned()),
        partitions.stream().map(partition -> partition.id).toList(),
        Map.of());
  }

  private static TableDefinition definition(Throughput provisioned) {
    KeySchema keys = new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());
    return new TableDefinition(
        RESOURCE.table(),
        "id",
        1,
        TableStatus.ACTIVE,
        new TableSchema(keys, keys.hash(), List.of(), List.of()),
        new TableCapacity(BillingMode.PROVISIONED, provisioned, null, null, 0, 0, 0, 0),
        TableOptions.DEFAULT);
  }

  /** Lets time pass without requests. */
  void idle(int seconds) {
    run(seconds, Traffic.NONE);
  }

  /** Sends the requests of so many seconds, evenly over each second. */
  void run(int seconds, Traffic traffic) {
    for (int i = 0; i < seconds; i++) {
      long startNs = nowNs;
      int requests = traffic.rate(second);
      for (int r = 0; r < requests; r++) {
        nowNs = startNs + TimeUnit.SECONDS.toNanos(1) * r / requests;
        request(traffic.direction(), traffic.key(second, random));
      }
      nowNs = startNs + TimeUnit.SECONDS.toNanos(1);
      endSecond();
    }
  }

  private void request(Direction direction, SimulatedKey key) {
    Partition partition = partitionOf(key.hash());
    Meter whole = throughput.table().of(direction);
    Meter part = throughput.table().partition(partition.id).of(direction);
    Throttle refusal = whole.refusal(nowNs);
    Meter refusing = whole;
    if (refusal == null) {
      refusal = part.refusal(nowNs);
      refusing = part;
    }
    int length = key.bytes().capacity();
    if (refusal != null) {
      refusing.throttled(refusal.type());
      sampler.throttled(direction, partition.id, HALVES, key.bytes(), 0, length);
      timeline.wasThrottled();
      return;
    }
    for (Meter meter : List.of(whole, part)) {
      meter.take(HALVES, nowNs);
      meter.consumed(HALVES, nowNs);
    }
    sampler.admitted(direction, partition.id, HALVES, key.bytes(), 0, length);
    timeline.wasAdmitted();
  }

  private Partition partitionOf(long hash) {
    for (Partition partition : partitions) {
      if (partition.span.contains(hash)) {
        return partition;
      }
    }
    throw new AssertionError("no partition has " + hash);
  }

  private void endSecond() {
    second++;
    timeline.endSecond(partitions.size());
    finishSplits();
    report =
        controller.tick(
            nowMs(),
            List.of(
                new ResourceLoad(
                    RESOURCE,
                    setup.localIndexes(),
                    (double) setup.provisioned().readUnits(),
                    (double) setup.provisioned().writeUnits(),
                    Usage.NONE,
                    partitions.stream().map(this::load).toList())));
  }

  private PartitionLoad load(Partition partition) {
    PartitionMeter meter = throughput.table().partition(partition.id);
    Usage usage =
        new Usage(MeterReading.of(meter.reads(), nowNs), MeterReading.of(meter.writes(), nowNs));
    return new PartitionLoad(partition.id, partition.span, 0, partition.sizeBytes, usage);
  }

  private long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(nowNs);
  }

  private void finishSplits() {
    for (Split split : List.copyOf(splits)) {
      if (split.endMs() <= nowMs()) {
        splits.remove(split);
        replace(split);
        split.done().complete(null);
      }
    }
  }

  private void replace(Split split) {
    Partition parent =
        partitions.stream().filter(each -> each.id == split.partition()).findFirst().orElseThrow();
    int place = partitions.indexOf(parent);
    Partition lower = new Partition(nextId++, new HashSpan(parent.span.first(), split.hash() - 1));
    Partition upper = new Partition(nextId++, new HashSpan(split.hash(), parent.span.last()));
    lower.sizeBytes = parent.sizeBytes / 2;
    upper.sizeBytes = parent.sizeBytes - lower.sizeBytes;
    partitions.set(place, lower);
    partitions.add(place + 1, upper);
    configured();
    timeline.split(second);
  }

  @Override
  public CompletableFuture<@Nullable Void> split(Resource resource, long partition, long hash) {
    if (refusesSplits != null) {
      return CompletableFuture.failedFuture(new IllegalStateException(refusesSplits));
    }
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    splits.add(new Split(partition, hash, nowMs() + TimeUnit.SECONDS.toMillis(SPLIT_S), done));
    return done;
  }

  @Override
  public CompletableFuture<@Nullable Void> move(Resource resource, long partition, int worker) {
    return NONE.move(resource, partition, worker);
  }

  /** Refuses all splits from now on. */
  void refuseSplits(String why) {
    refusesSplits = why;
  }

  /** Sets the size of the items of a partition. */
  void grow(int place, long bytes) {
    partitions.get(place).sizeBytes = bytes;
  }

  HashSpan span(int place) {
    return partitions.get(place).span;
  }

  int partitions() {
    return partitions.size();
  }

  Timeline timeline() {
    return timeline;
  }

  /** What the controller came to last for the partition in this place. */
  Decision decision(int place) {
    return report.resources().getFirst().partitions().get(place).decision();
  }

  PartitionReport report(int place) {
    return report.resources().getFirst().partitions().get(place);
  }

  CapacityReport report() {
    return report;
  }
}
