package dev.stator.loadgen.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.loadgen.analysis.Comparison.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  @ParameterizedTest
  @CsvSource({
    "20, 1.00, 0.01, SAME",
    "20, 1.20, 0.01, WORSE",
    "20, 0.80, 0.01, BETTER",
    "20, 1.06, 0.50, UNCLEAR",
    "5,  1.20, 0.01, UNCLEAR"
  })
  void tellsWhatBecameOfALatency(int seconds, double factor, double noise, Change expected) {
    List<Comparison.Row> rows =
        Comparison.of(result(seconds, 1, noise, 1), result(seconds, factor, noise, 2), 0.05);

    assertThat(rows.get(2).figure()).isEqualTo("p99 ms");
    assertThat(rows.get(2).change()).isEqualTo(expected);
  }

  @Test
  void lessThroughputIsWorse() {
    Map<String, Object> after = result(20, 0.7, 0.01, 2);

    assertThat(Comparison.of(result(20, 1, 0.01, 1), after, 0.05).getFirst().change())
        .isEqualTo(Change.WORSE);
  }

  @Test
  void refusesToCompareDifferentWorkloads() {
    Map<String, Object> other = result(20, 1, 0.01, 1);
    other.put("workload", Map.of("mix", "put=1"));

    assertThatThrownBy(() -> Comparison.of(result(20, 1, 0.01, 1), other, 0.05))
        .hasMessageContaining("different workloads: mix");
  }

  private static Map<String, Object> result(int count, double factor, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Map<String, Object>> seconds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double value = factor * (1 + noise * random.nextGaussian());
      seconds.add(
          Map.of(
              "seconds",
              1.0,
              "ok",
              1000 * value,
              "p50Ms",
              value,
              "p99Ms",
              value,
              "p99.9Ms",
              value));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("workload", Map.of("mix", "get=1"));
    result.put("seconds", seconds);
    return result;
  }
}
