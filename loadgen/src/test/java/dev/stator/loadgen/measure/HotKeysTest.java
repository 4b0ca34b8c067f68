package dev.stator.loadgen.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HotKeysTest {
  @Test
  void findsTheHottestAmongManyMoreThanItCounts() {
    HotKeys first = count(1);
    HotKeys second = count(2);
    first.add(second);

    assertThat(first.hottest()).isEqualTo(77);
    assertThat(first.hottestShare()).isCloseTo(0.1, within(0.01));
  }

  @Test
  void findsNothingInNothing() {
    assertThat(new HotKeys().hottest()).isEqualTo(-1);
    assertThat(new HotKeys().hottestShare()).isZero();
  }

  private static HotKeys count(long seed) {
    HotKeys keys = new HotKeys();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100_000; i++) {
      keys.add(random.nextInt(10) == 0 ? 77 : 100 + random.nextInt(100_000), 1);
    }
    return keys;
  }
}
