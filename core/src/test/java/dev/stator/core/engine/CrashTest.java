package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ends the engine at random points, nearly two hundred times. More with {@code -Dstator.runs},
 * others with {@code -Dstator.seed}.
 */
@ExtendWith(QuietLog.class)
class CrashTest {
  private static final int RUNS = Integer.getInteger("stator.runs", 8);
  private static final int CRASHES = 6;

  private static int compacted;
  private static long splits;

  /** In a few runs perhaps none. */
  @AfterAll
  static void someSegmentsWereRemovedAndPartitionsSplit() {
    System.out.println("crash test: " + splits + " partitions split");
    assertThat(splits).as("partitions split").isPositive();
    assertThat(compacted).as("partitions with segments removed").isPositive();
  }

  @Test
  void findsEveryAcknowledgedWriteAfterALossOfPower() {
    repeat(CrashableStore::losingPower, new Durability.Sync(), false);
  }

  @Test
  void findsAPrefixOfEachLogAfterALossOfPowerWhenForcedInIntervals() {
    repeat(CrashableStore::losingPower, new Durability.Interval(2), true);
  }

  @Test
  void findsEveryAcknowledgedWriteAfterAKill() {
    repeat(seed -> CrashableStore.killed(), new Durability.Sync(), false);
  }

  @Test
  void findsEveryAcknowledgedWriteAfterAKillWhenForcedInIntervals() {
    repeat(seed -> CrashableStore.killed(), new Durability.Interval(2), false);
  }

  private static void repeat(
      LongFunction<CrashableStore> stores, Durability durability, boolean prefixes) {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    for (int run = 0; run < RUNS; run++) {
      long seed = first + run;
      try {
        CrashScenario scenario =
            new CrashScenario(new Random(seed), stores.apply(seed), durability, prefixes);
        compacted += scenario.run(CRASHES);
        splits += scenario.splitsDone();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.seed=" + seed, e);
      }
    }
  }
}
