package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ends the engine at random points while items expire. More with {@code -Dstator.runs}, others with
 * {@code -Dstator.seed}.
 */
class ExpiryCrashTest {
  private static final int RUNS = Integer.getInteger("stator.runs", 6);
  private static final int CRASHES = 5;

  private static final QuietLog LOG = new QuietLog();

  @BeforeAll
  static void silence() {
    LOG.begin();
  }

  @AfterAll
  static void speak() {
    LOG.close();
  }

  @Test
  void removesExactlyWhatHasExpiredAcrossALossOfPower() {
    repeat(CrashableStore::losingPower, new Durability.Sync());
  }

  @Test
  void removesExactlyWhatHasExpiredAcrossAKill() {
    repeat(seed -> CrashableStore.killed(), new Durability.Sync());
  }

  @Test
  void removesExactlyWhatHasExpiredAcrossAKillWhenForcedInIntervals() {
    repeat(seed -> CrashableStore.killed(), new Durability.Interval(2));
  }

  private static void repeat(LongFunction<CrashableStore> stores, Durability durability) {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    int expired = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = first + run;
      try {
        expired +=
            new ExpiryScenario(new Random(seed), stores.apply(seed), durability).run(CRASHES);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.seed=" + seed, e);
      }
    }
    assertThat(expired).isPositive();
  }
}
