package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.EngineStatistics.WorkerStatistics;
import dev.stator.core.partition.PartitionCondition;
import dev.stator.core.worker.FeedLag;
import dev.stator.core.worker.WorkerGauges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineStatisticsTest {
  private static final int ITEMS = 20;
  private static final long TIMEOUT_MS = 20_000;

  @TempDir Path directory;

  @Test
  void tellsWhatWorkersHaveDoneAndHave() {
    EngineConfig config =
        EngineConfig.at(directory)
            .withSizes(EngineSizes.standard().withWorkers(1).withPartitionsPerTable(2));
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.engine().createTable(EngineDriver.definition(true)).join();
      driver.awaitActive();
      for (int i = 0; i < ITEMS; i++) {
        driver.put("p" + i, "s", "g" + i, null, "v");
      }

      WorkerStatistics worker = betweenForces(driver, "stator-worker-0");
      var journal = Objects.requireNonNull(worker.journal());
      assertThat(journal.commands()).isGreaterThanOrEqualTo(ITEMS);
      assertThat(journal.failed()).isFalse();
      assertThat(worker.commandsNs().getTotalCount()).isPositive();
      WorkerGauges gauges = Objects.requireNonNull(worker.gauges());
      assertThat(gauges.partitions()).isGreaterThanOrEqualTo(2);
      assertThat(gauges.disk().segments()).isPositive();
      assertThat(gauges.disk().liveBytes()).isPositive();
      assertThat(gauges.indexBytesInUse()).isBetween(1L, gauges.indexBytes());
      assertThat(gauges.feeds()).isNotEmpty();
    }
  }

  @Test
  void keepsWhatTheLogHasToldBefore() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(directory))) {
      long first =
          Objects.requireNonNull(worker(driver, "stator-catalog").journal())
              .forceNs()
              .getTotalCount();
      driver.engine().createTable(EngineDriver.definition(false)).join();
      driver.awaitActive();

      var journal = Objects.requireNonNull(betweenForces(driver, "stator-catalog").journal());
      assertThat(journal.forceNs().getTotalCount()).isGreaterThan(first);
    }
  }

  @Test
  void tellsWhenIndexesHaveEverything() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.engine().createTable(EngineDriver.definition(true)).join();
      driver.awaitActive();
      driver.put("p", "s", "g", null, "v");

      List<FeedLag> behind;
      do {
        behind =
            driver.engine().statistics().workers(TIMEOUT_MS).stream()
                .flatMap(worker -> Objects.requireNonNull(worker.gauges()).feeds().stream())
                .filter(feed -> feed.oldestMicros() > 0)
                .toList();
      } while (!behind.isEmpty());
      assertThat(driver.engine().statistics().isWritable()).isTrue();
      assertThat(driver.engine().statistics().partitions())
          .containsEntry(PartitionCondition.FAILED, 0)
          .hasSize(PartitionCondition.values().length);
      assertThat(driver.engine().statistics().tablesOfPartitions().values())
          .contains(EngineDriver.TABLE);
    }
  }

  /** Looks until every force is in the histogram: one may end between the two that are read. */
  private static WorkerStatistics betweenForces(EngineDriver driver, String name) {
    List<WorkerStatistics> seen = new ArrayList<>();
    EngineDriver.await(
        () -> {
          seen.add(worker(driver, name));
          var journal = Objects.requireNonNull(seen.getLast().journal());
          return journal.forceNs().getTotalCount() == journal.forces();
        });
    return seen.getLast();
  }

  private static WorkerStatistics worker(EngineDriver driver, String name) {
    return driver.engine().statistics().workers(TIMEOUT_MS).stream()
        .filter(worker -> worker.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
