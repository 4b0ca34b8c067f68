package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ends the engine at random points while it takes backups and restores them. More with {@code
 * -Dstator.runs}, others with {@code -Dstator.seed}.
 */
@ExtendWith(QuietLog.class)
class BackupCrashTest {
  private static final int RUNS = Integer.getInteger("stator.runs", 3);
  private static final int CRASHES = 5;

  @Test
  void losesNoBackupAndLeavesNothingHalfAfterALossOfPower() {
    repeat(CrashableStore::losingPower);
  }

  @Test
  void losesNoBackupAndLeavesNothingHalfAfterAKill() {
    repeat(seed -> CrashableStore.killed());
  }

  private static void repeat(LongFunction<CrashableStore> stores) {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    int restored = 0;
    int splits = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = first + run;
      try {
        BackupScenario scenario = new BackupScenario(new Random(seed), stores.apply(seed));
        restored += scenario.run(CRASHES);
        splits += scenario.splitsDone();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.seed=" + seed, e);
      }
    }
    assertThat(restored).as("restored tables").isPositive();
    assertThat(splits).as("partitions split").isPositive();
  }
}
