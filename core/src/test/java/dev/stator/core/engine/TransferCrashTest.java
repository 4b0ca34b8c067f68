package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ends the engine at random points of transactions, hundreds of times. More with {@code
 * -Dstator.runs}, others with {@code -Dstator.seed}.
 */
@ExtendWith(QuietLog.class)
class TransferCrashTest {
  private static final int RUNS = Integer.getInteger("stator.runs", 8);
  private static final int CRASHES = 6;

  @Test
  void carriesTransfersOutWholeOrNotAtAllAcrossALossOfPower() {
    repeat(CrashableStore::losingPower, new Durability.Sync(), false);
  }

  @Test
  void carriesTransfersOutWholeOrNotAtAllAcrossALossOfPowerWhenForcedInIntervals() {
    repeat(CrashableStore::losingPower, new Durability.Interval(2), true);
  }

  @Test
  void carriesTransfersOutWholeOrNotAtAllAcrossAKill() {
    repeat(seed -> CrashableStore.killed(), new Durability.Sync(), false);
  }

  @Test
  void carriesTransfersOutWholeOrNotAtAllAcrossAKillWhenForcedInIntervals() {
    repeat(seed -> CrashableStore.killed(), new Durability.Interval(2), false);
  }

  private static void repeat(
      LongFunction<CrashableStore> stores, Durability durability, boolean mayForget) {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    int carriedOut = 0;
    long splits = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = first + run;
      try {
        TransferScenario scenario =
            new TransferScenario(new Random(seed), stores.apply(seed), durability, mayForget);
        carriedOut += scenario.run(CRASHES);
        splits += scenario.splitsDone();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.seed=" + seed, e);
      }
    }
    System.out.println("transfers: " + carriedOut + ", partitions split: " + splits);
    assertThat(carriedOut).isPositive();
  }
}
