package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.adaptive.PartitionReport;
import dev.stator.core.adaptive.Reason;
import dev.stator.core.adaptive.Resource;
import dev.stator.core.adaptive.ResourceReport;
import dev.stator.core.engine.KeyInsights.KeyUse;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.TableOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The controller in an engine, with its real ticks of a second. */
class AdaptiveCapacityTest {
  private static final Resource TABLE = Resource.table(EngineDriver.TABLE);
  private static final Resource INDEX = new Resource(EngineDriver.TABLE, "by-g");

  @Test
  void tellsWhatEachPartitionConsumesAndWhatWasDecided() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.createTable();
      for (int i = 0; i < 40; i++) {
        driver.put("customer-" + i, "1", "g", "l", "v");
      }
      assertThat(driver.get("customer-1", "1")).isEqualTo("v");

      EngineDriver.await(() -> writes(driver, TABLE) > 0 && writes(driver, INDEX) > 0);

      ResourceReport table = report(driver, TABLE);
      assertThat(table.usage().reads().consumed()).isPositive();
      assertThat(table.partitions()).hasSize(4);
      double sum = 0;
      for (PartitionReport partition : table.partitions()) {
        assertThat(partition.decision().reason()).isEqualTo(Reason.CALM);
        assertThat(partition.load().sizeBytes()).isPositive();
        sum += partition.load().usage().writes().consumed();
      }
      assertThat(sum).isEqualTo(table.usage().writes().consumed());
      assertThat(table.partitions().getFirst().load().span().first()).isZero();
      assertThat(table.partitions().getLast().load().span().last()).isEqualTo(-1);
    }
  }

  private static double writes(EngineDriver driver, Resource resource) {
    return driver.engine().capacity().resources().stream()
        .filter(report -> report.resource().equals(resource))
        .mapToDouble(report -> report.usage().writes().consumed())
        .sum();
  }

  private static ResourceReport report(EngineDriver driver, Resource resource) {
    return driver.engine().capacity().resources().stream()
        .filter(report -> report.resource().equals(resource))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsTheKeysThatAreUsedMostOnlyWhenAsked() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.createTable();
      for (int i = 0; i < 60; i++) {
        driver.put("hot", "sort\u0000" + i % 2, "g", "l", "v");
        driver.put("cold-" + i, "1", "g", "l", "v");
      }
      EngineDriver.await(() -> writes(driver, TABLE) >= 120);
      assertThat(insights(driver, null)).isEqualTo(KeyInsights.NONE);

      enable(driver, ContributorInsights.Mode.ACCESSED_AND_THROTTLED_KEYS);
      EngineDriver.await(() -> !insights(driver, null).accessedKeys().isEmpty());

      KeyInsights insights = insights(driver, null);
      assertThat(insights.accessedPartitionKeys()).hasSize(25);
      assertThat(insights.accessedPartitionKeys().getFirst().key()).containsExactly("hot");
      assertThat(insights.accessedPartitionKeys().getFirst().writeUnits()).isPositive();
      assertThat(insights.accessedKeys().subList(0, 2))
          .extracting(KeyUse::key)
          .containsExactlyInAnyOrder(List.of("hot", "sort\u00000"), List.of("hot", "sort\u00001"));
      assertThat(insights.throttledKeys()).isEmpty();
      assertThat(insights(driver, "by-g")).isEqualTo(KeyInsights.NONE);
      enable(driver, ContributorInsights.Mode.THROTTLED_KEYS);
      assertThat(insights(driver, null)).isEqualTo(KeyInsights.NONE);
    }
  }

  private static void enable(EngineDriver driver, ContributorInsights.Mode mode) {
    Map<String, ContributorInsights> insights = new HashMap<>();
    insights.put(TableOptions.OF_TABLE, new ContributorInsights(true, mode, 1));
    driver
        .engine()
        .changeOptions(EngineDriver.TABLE, options -> options.withInsights(insights))
        .join();
  }

  private static KeyInsights insights(EngineDriver driver, @Nullable String index) {
    return driver.engine().keyInsights(EngineDriver.TABLE, index).join();
  }

  @Test
  void knowsNoKeysOfTablesThatAreNotThere() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      assertThatThrownBy(() -> insights(driver, null))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              RequestException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND));
    }
  }
}
