package dev.stator.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.QuietLog;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Thousands of short lives that end at any step. More with {@code -Dstator.runs}, the same ones
 * with {@code -Dstator.seed}; {@code ./stator test simulation} passes both.
 */
@ExtendWith(QuietLog.class)
class SimulationTest {
  private static final int RUNS = Integer.getInteger("stator.runs", 2000);

  /** So many that everything happens in one of them. */
  private static final int ENOUGH = 1000;

  @Test
  void nothingAcknowledgedIsLostWhereverItEnds() {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    System.out.println("simulation: " + RUNS + " runs from seed " + first);
    Map<String, Integer> counts = new TreeMap<>();
    for (int run = 0; run < RUNS; run++) {
      long seed = first + run;
      try {
        Simulation simulation = new Simulation(seed);
        simulation.run();
        simulation.counts().forEach((what, count) -> counts.merge(what, count, Integer::sum));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.runs=1 -Dstator.seed=" + seed, e);
      }
    }
    System.out.println("simulation: " + counts);
    if (RUNS >= ENOUGH) {
      assertThat(counts)
          .containsOnlyKeys(
              "index splits",
              "index splits begun",
              "indexes added",
              "indexes dropped",
              "logs recycled",
              "split partitions dropped",
              "splits",
              "splits begun",
              "splits given up",
              "tables compacted",
              "tables dropped");
    }
  }

  @Test
  void theSameSeedTakesTheSameSteps() {
    long seed = new Random().nextLong();
    for (int i = 0; i < 20; i++) {
      assertThat(new Simulation(seed + i).run())
          .as("seed %d", seed + i)
          .isEqualTo(new Simulation(seed + i).run());
    }
  }
}
