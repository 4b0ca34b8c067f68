package dev.stator.core.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.Throughput;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResourceThroughputTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final List<Long> FOUR = List.of(11L, 12L, 13L, 14L);

  private long nowNs = 5;

  @Test
  void tableOnDemandIsNotLimitedByItsSettings() {
    ResourceThroughput table = resource(ThroughputConfig.standard(), onDemand(null, null));

    assertThat(table.reads().isLimited()).isFalse();
    assertThat(table.partition(11).writes().isLimited()).isFalse();
    assertThat(table.writes().refusal(nowNs)).isNull();
    assertThat(table.writes().rate()).isInfinite();
  }

  @Test
  void onePartitionMayUseAllThatTheTableHas() {
    ResourceThroughput table = resource(ThroughputConfig.standard(), provisioned(400, 400));

    assertThat(admitted(table, Direction.READ, 60, 11)).isEqualTo(400 * (300 + 60));
    assertThat(refusal(table, Direction.READ, 12))
        .isEqualTo("TableReadProvisionedThroughputExceeded");
  }

  @Test
  void aPartitionNeverServesMoreThanItCan() {
    ResourceThroughput table = resource(ThroughputConfig.standard(), provisioned(20_000, 20_000));

    assertThat(admitted(table, Direction.READ, 10, 11)).isBetween(3000L * 11, 3000L * 11 + 1);
    assertThat(refusal(table, Direction.READ, 11)).isEqualTo("TableReadKeyRangeThroughputExceeded");
    assertThat(refusal(table, Direction.READ, 12)).isNull();
    assertThat(admitted(table, Direction.WRITE, 10, 11)).isEqualTo(1000 * 11);
  }

  @Test
  void limitsOfPartitionsCanBeSwitchedOff() {
    ThroughputConfig config = ThroughputConfig.standard().withPartitionLimits(0, 0);
    ResourceThroughput table = resource(config, provisioned(5000, 5000));

    assertThat(admitted(table, Direction.WRITE, 1, 11)).isEqualTo(5000 * 301);
  }

  /** 400 units over four partitions: 100 for each, and what another does not use is of no help. */
  @Test
  void withoutAdaptivityEachPartitionHasAnEqualShare() {
    ThroughputConfig config = ThroughputConfig.standard().withAdaptive(false);
    ResourceThroughput table = resource(config, provisioned(400, 5));

    assertThat(admitted(table, Direction.READ, 60, 11)).isEqualTo(100 * (300 + 60));
    assertThat(refusal(table, Direction.READ, 11))
        .isEqualTo("TableReadProvisionedThroughputExceeded");
    assertThat(table.partition(11).writes().rate()).isEqualTo(1.25);
  }

  @Test
  void withoutAdaptivityASplitDilutesTheShares() {
    ThroughputConfig config =
        ThroughputConfig.standard().withAdaptive(false).withPartitionLimits(0, 0);
    ResourceThroughput table = resource(config, provisioned(400, 400));

    table.configure(provisioned(400, 400), List.of(11L, 12L, 13L, 15L, 16L));

    assertThat(table.partition(11).reads().rate()).isEqualTo(80);
    assertThat(table.partition(11).reads().available(nowNs)).isEqualTo(80 * 300);
    assertThat(table.partition(15).reads().available(nowNs)).isZero();
    assertThat(table.partitions()).extracting(PartitionMeter::partition).doesNotContain(14L);
  }

  @Test
  void changedThroughputIsInForceAtOnce() {
    ResourceThroughput table = resource(ThroughputConfig.standard(), provisioned(10, 10));
    spend(table, Direction.READ);

    table.configure(provisioned(100, 10), FOUR);

    assertThat(admitted(table, Direction.READ, 60, 11)).isEqualTo(100 * 60);
  }

  @Test
  void theMaximumOnDemandIsHeld() {
    ResourceThroughput table =
        resource(ThroughputConfig.standard(), onDemand(new Throughput(50, -1), null));

    assertThat(admitted(table, Direction.READ, 60, 11)).isEqualTo(50 * 61);
    assertThat(refusal(table, Direction.READ, 11))
        .isEqualTo("TableReadMaxOnDemandThroughputExceeded");
    assertThat(table.writes().isLimited()).isFalse();
  }

  @Test
  void asTheServiceATableOnDemandGrowsWithItsPeaks() {
    ThroughputConfig config =
        ThroughputConfig.standard().withMode(ThroughputMode.SERVICE).withPartitionLimits(0, 0);
    ResourceThroughput table = resource(config, onDemand(null, null));

    assertThat(table.writes().capability()).isEqualTo(4000);
    assertThat(admitted(table, Direction.WRITE, 60, 11)).isEqualTo(4000 * 61);
    assertThat(refusal(table, Direction.WRITE, 11))
        .isEqualTo("TableWriteKeyRangeThroughputExceeded");

    nowNs += TimeUnit.MINUTES.toNanos(30);
    table.writes().consumed(0, nowNs);

    assertThat(table.writes().rate()).isGreaterThanOrEqualTo(8000);
  }

  @Test
  void warmThroughputIsServedAtOnce() {
    ThroughputConfig config = ThroughputConfig.standard().withMode(ThroughputMode.SERVICE);
    ResourceThroughput table = resource(config, onDemand(null, new Throughput(50_000, 4000)));

    assertThat(table.reads().rate()).isEqualTo(50_000);
    assertThat(table.reads().gate(LimitType.ACCOUNT_LIMIT)).isNotNull();

    table.configure(onDemand(null, new Throughput(60_000, 4000)), FOUR);

    assertThat(table.reads().rate()).isEqualTo(60_000);
  }

  @Test
  void switchedOffItOnlyCounts() {
    ThroughputConfig config = ThroughputConfig.standard().withMode(ThroughputMode.OFF);
    ResourceThroughput table = resource(config, provisioned(1, 1));

    table.reads().consumed(9, nowNs);

    assertThat(table.reads().isLimited()).isFalse();
    assertThat(table.partition(11).reads().isLimited()).isFalse();
    assertThat(table.reads().consumedHalves()).isEqualTo(9);
  }

  @Test
  void countsStayWhenTheTableChanges() {
    ResourceThroughput table = resource(ThroughputConfig.standard(), provisioned(5, 5));
    table.reads().consumed(7, nowNs);
    table.partition(12).writes().throttled(LimitType.KEY_RANGE_THROUGHPUT);

    table.configure(onDemand(null, null), List.of(12L, 20L));

    assertThat(table.reads().consumedHalves()).isEqualTo(7);
    assertThat(table.partition(12).writes().throttledRequests(LimitType.KEY_RANGE_THROUGHPUT))
        .isOne();
  }

  private ResourceThroughput resource(ThroughputConfig config, Allowance allowance) {
    ResourceThroughput table = new ResourceThroughput(config.withClock(() -> nowNs), "t", null);
    table.configure(allowance, FOUR);
    return table;
  }

  private static Allowance provisioned(long reads, long writes) {
    return new Allowance(BillingMode.PROVISIONED, new Throughput(reads, writes), null, null);
  }

  private static Allowance onDemand(@Nullable Throughput maximum, @Nullable Throughput warm) {
    return new Allowance(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, maximum, warm);
  }

  private @Nullable String refusal(ResourceThroughput table, Direction direction, long partition) {
    Throttle throttle = table.partition(partition).of(direction).refusal(nowNs);
    throttle = throttle == null ? table.of(direction).refusal(nowNs) : throttle;
    return throttle == null ? null : throttle.reason().wireName();
  }

  private void spend(ResourceThroughput table, Direction direction) {
    Meter meter = table.of(direction);
    meter.take(Math.round(2 * meter.available(nowNs)), nowNs);
  }

  /** How many units a partition is admitted from now to so many seconds later, all it can get. */
  private long admitted(
      ResourceThroughput table, Direction direction, int seconds, long partition) {
    long units = 0;
    long end = nowNs + seconds * SECOND;
    while (true) {
      while (refusal(table, direction, partition) == null) {
        table.of(direction).take(2, nowNs);
        table.partition(partition).of(direction).take(2, nowNs);
        table.of(direction).consumed(2, nowNs);
        units++;
      }
      if (nowNs >= end) {
        return units;
      }
      nowNs = Math.min(end, nowNs + SECOND / 10);
    }
  }
}
