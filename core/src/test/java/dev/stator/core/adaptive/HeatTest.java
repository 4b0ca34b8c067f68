package dev.stator.core.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stator.core.throughput.Direction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What samples tell of the keys of a partition. */
class HeatTest {
  private static final long PARTITION = 7;

  private final HeatMap heat = new HeatMap();
  private final HeatSampler sampler = heat.openSampler();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private long nowMs = 1_000_000;

  private void tick() {
    nowMs += 1000;
    heat.tick(nowMs, 1000);
  }

  private void read(SimulatedKey key, long halves) {
    sampler.admitted(Direction.READ, PARTITION, halves, key.bytes(), 0, key.bytes().capacity());
  }

  private KeyHeat reads() {
    return heatOf(Access.READ);
  }

  private KeyHeat heatOf(Access access) {
    KeyHeat known = heat.of(PARTITION, access);
    if (known == null) {
      throw new AssertionError("nothing is known of " + access);
    }
    return known;
  }

  @Test
  void countsFewRequestsExactly() {
    SimulatedKey often = SimulatedKey.of("a");
    SimulatedKey seldom = SimulatedKey.of("b");
    for (int second = 0; second < 120; second++) {
      for (int i = 0; i < 90; i++) {
        read(often, 2);
      }
      for (int i = 0; i < 10; i++) {
        read(seldom, 4);
      }
      tick();
    }

    List<HotKey> keys = heat.hottestItems(List.of(PARTITION), Access.READ, 25);
    assertThat(keys).hasSize(2);
    assertThat(keys.get(0).key()).isEqualTo(bytes(often));
    assertThat(keys.get(0).unitsPerSecond()).isCloseTo(90, within(6.0));
    assertThat(keys.get(1).unitsPerSecond()).isCloseTo(20, within(2.0));
    assertThat(reads().hottestItemShare()).isCloseTo(90.0 / 110, within(0.001));
  }

  @Test
  void samplesManyRequestsAndStillKnowsTheirSharesAndRates() {
    SimulatedKey hot = SimulatedKey.of("hot");
    List<SimulatedKey> others = Traffic.keys(HashSpan.WHOLE, 5000);
    for (int second = 0; second < 40; second++) {
      for (int i = 0; i < 50_000; i++) {
        read(random.nextInt(5) == 0 ? hot : others.get(random.nextInt(others.size())), 2);
      }
      tick();
    }

    assertThat(sampler.interval()).as("seed %d", seed).isBetween(20, 200);
    assertThat(reads().hottestCollectionShare()).as("seed %d", seed).isCloseTo(0.2, within(0.05));
    assertThat(heat.hottestItems(List.of(PARTITION), Access.READ, 1).getFirst().unitsPerSecond())
        .as("seed %d", seed)
        .isCloseTo(10_000, within(2500.0));
  }

  @Test
  void findsTheMedianByWeightAndNotByCount() {
    List<SimulatedKey> keys = Traffic.keys(HashSpan.WHOLE, 1000);
    HashSpan lowest = new HashSpan(0, 0x9FFF_FFFF_FFFF_FFFFL);
    for (int second = 0; second < 20; second++) {
      for (int i = 0; i < 900; i++) {
        SimulatedKey key = keys.get(random.nextInt(keys.size()));
        read(key, lowest.contains(key.hash()) ? 1 : 9);
      }
      tick();
    }

    OptionalLong median = reads().median(nowMs);
    assertThat(median).isPresent();
    double below = 0;
    double all = 0;
    for (SimulatedKey key : keys) {
      int weight = lowest.contains(key.hash()) ? 1 : 9;
      all += weight;
      below += Long.compareUnsigned(key.hash(), median.getAsLong()) < 0 ? weight : 0;
    }
    assertThat(below / all).as("seed %d", seed).isBetween(0.4, 0.6);
  }

  @Test
  void followsAHotSpotThatMoves() {
    List<SimulatedKey> low = Traffic.keys(new HashSpan(0, Long.MAX_VALUE), 500);
    List<SimulatedKey> high = Traffic.keys(new HashSpan(Long.MIN_VALUE, -1), 500);
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 500; i++) {
        read((second < 20 ? low : high).get(random.nextInt(500)), 2);
      }
      tick();
    }

    assertThat(reads().median(nowMs)).isPresent();
    assertThat(reads().median(nowMs).getAsLong()).as("seed %d", seed).isNegative();
  }

  @Test
  void knowsNoPlaceToDivideASingleKey() {
    for (int i = 0; i < 500; i++) {
      read(SimulatedKey.of("one", "%d".formatted(i)), 2);
    }
    tick();

    assertThat(reads().median(nowMs)).isEmpty();
    assertThat(reads().hottestCollectionShare()).isEqualTo(1);
    assertThat(reads().hottestItemShare()).isLessThan(0.1);
  }

  @Test
  void tellsOrderFromChance() {
    for (int second = 0; second < 5; second++) {
      for (int i = 0; i < 100; i++) {
        int jittered = 1000 * second + 10 * i + random.nextInt(300) - 150;
        read(SimulatedKey.of("log", "%08d".formatted(10_000 + jittered)), 2);
        UnsafeBuffer any = SimulatedKey.of("log", "%08d".formatted(random.nextInt(10_000))).bytes();
        sampler.admitted(Direction.WRITE, PARTITION, 2, any, 0, any.capacity());
      }
      tick();
    }

    assertThat(reads().isSequential()).as("seed %d", seed).isTrue();
    assertThat(heatOf(Access.WRITE).isSequential()).as("seed %d", seed).isFalse();
  }

  @Test
  void seesOrderWithinTheHottestPartitionKey() {
    List<SimulatedKey> others = Traffic.keys(HashSpan.WHOLE, 100);
    for (int second = 0; second < 6; second++) {
      for (int i = 0; i < 100; i++) {
        read(SimulatedKey.of("log", "%08d".formatted(100 * second + i)), 2);
        read(others.get(random.nextInt(others.size())), 2);
      }
      tick();
    }

    assertThat(reads().isSequential()).isFalse();
    assertThat(reads().isSequentialInCollection()).isTrue();
  }

  @Test
  void keepsThrottledKeysApart() {
    SimulatedKey key = SimulatedKey.of("refused");
    sampler.throttled(Direction.WRITE, PARTITION, 2, key.bytes(), 0, key.bytes().capacity());
    tick();

    assertThat(heat.of(PARTITION, Access.READ)).isNull();
    assertThat(heat.of(PARTITION, Access.WRITE)).isNull();
    assertThat(heat.hottestCollections(List.of(PARTITION), Access.THROTTLED_WRITE, 25)).hasSize(1);
  }

  @Test
  void forgetsWhatIsNotUsedAnyMore() {
    read(SimulatedKey.of("once"), 2);
    tick();
    assertThat(heat.of(PARTITION, Access.READ)).isNotNull();

    for (int second = 0; second < 61; second++) {
      tick();
    }

    assertThat(heat.of(PARTITION, Access.READ)).isNull();
  }

  @Test
  void neverCountsAKeyTooHighInShares() {
    TopKeys top = new TopKeys();
    Map<Long, Double> exact = new HashMap<>();
    UnsafeBuffer key = new UnsafeBuffer(new byte[8]);
    double total = 0;
    for (int i = 0; i < 20_000; i++) {
      long identity = (long) Math.abs(random.nextGaussian() * 100);
      double weight = 1 + random.nextInt(5);
      top.add(identity, weight, key, 0, 8);
      exact.merge(identity, weight, Double::sum);
      total += weight;
    }

    double hottest = exact.values().stream().mapToDouble(each -> each).max().orElseThrow();
    assertThat(top.greatestShare()).as("seed %d", seed).isLessThanOrEqualTo(hottest / total + 1e-9);
    assertThat(top.total()).isCloseTo(total, within(1e-6));
  }

  private static byte[] bytes(SimulatedKey key) {
    byte[] bytes = new byte[key.bytes().capacity()];
    key.bytes().getBytes(0, bytes);
    return bytes;
  }
}
