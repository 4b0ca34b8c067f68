package dev.stator.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.QuietLog;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Thousands of short lives that end at any step, of two forms. More of both with {@code
 * -Dstator.runs}, the same ones with {@code -Dstator.seed}; {@code ./stator test simulation} passes
 * both.
 */
@ExtendWith(QuietLog.class)
class SimulationTest {
  private static final int WORKERS_RUNS = Integer.getInteger("stator.runs", 1500);
  private static final int ENGINE_RUNS = Integer.getInteger("stator.runs", 150);

  /** So many that everything happens in one of them. */
  private static final int ENOUGH = 1000;

  private static final int ENOUGH_OF_ENGINES = 150;

  @Test
  void nothingAcknowledgedIsLostWhereverItEnds() {
    Map<String, Integer> counts = new TreeMap<>();
    repeat(
        "workers",
        WORKERS_RUNS,
        counts,
        seed -> {
          Simulation simulation = new Simulation(seed);
          simulation.run();
          return simulation.counts();
        });
    if (WORKERS_RUNS >= ENOUGH) {
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
  void tablesAndBackupsAreWholeOrGoneWhereverItEnds() {
    Map<String, Integer> counts = new TreeMap<>();
    repeat(
        "tables",
        ENGINE_RUNS,
        counts,
        seed -> {
          EngineSimulation simulation = new EngineSimulation(seed);
          simulation.run();
          return simulation.counts();
        });
    if (ENGINE_RUNS >= ENOUGH_OF_ENGINES) {
      assertThat(counts)
          .containsOnlyKeys(
              "backups compared",
              "backups deleted",
              "crashes while opening",
              "deleted tables kept",
              "indexes added",
              "indexes dropped",
              "pasts begun",
              "pasts ended",
              "restored from backups",
              "restored to times",
              "tables created",
              "tables deleted");
    }
  }

  private static void repeat(
      String what, int runs, Map<String, Integer> counts, LongFunction<Map<String, Integer>> run) {
    long first = Long.getLong("stator.seed", new Random().nextLong());
    System.out.println("simulation of " + what + ": " + runs + " runs from seed " + first);
    for (int i = 0; i < runs; i++) {
      long seed = first + i;
      try {
        run.apply(seed).forEach((name, count) -> counts.merge(name, count, Integer::sum));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dstator.runs=1 -Dstator.seed=" + seed, e);
      }
    }
    System.out.println("simulation of " + what + ": " + counts);
  }

  @Test
  void theSameSeedTakesTheSameSteps() {
    long seed = new Random().nextLong();
    for (int i = 0; i < 20; i++) {
      assertThat(new Simulation(seed + i).run())
          .as("seed %d", seed + i)
          .isEqualTo(new Simulation(seed + i).run());
    }
    for (int i = 0; i < 5; i++) {
      assertThat(new EngineSimulation(seed + i).run())
          .as("seed %d", seed + i)
          .isEqualTo(new EngineSimulation(seed + i).run());
    }
  }
}
