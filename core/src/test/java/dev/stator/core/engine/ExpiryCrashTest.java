package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ends the engine at random points while items expire. More with {@code -Dstator.runs}, others with
 * {@code -Dstator.seed}.
 */
@ExtendWith(QuietLog.class)
class ExpiryCrashTest {
  private static final int RUNS = Integer.getInteger("stator.runs", 6);
  private static final int CRASHES = 5;

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
