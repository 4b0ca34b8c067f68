package dev.stator.loadgen.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.loadgen.measure.Interval;
import dev.stator.loadgen.measure.Measurements;
import dev.stator.loadgen.workload.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {
  /** 1000 reads of 1 to 1000 ms, and 10 of them throttled beside. */
  private final Interval total =
      Measurements.of(
          1000, 10, i -> i < 1000 ? Outcome.OK : Outcome.THROTTLED, i -> (i + 1) * 1_000_000L);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p50 < 510ms                          | true",
        "p50 < 490ms                          | false",
        "p99 <= 1s && p99 > 980ms             | true",
        "p99.9 < 990000us                     | false",
        "mean < 510ms && max < 1100ms         | true",
        "errors == 10                         | true",
        "errors < 1%                          | true",
        "errors < 0.9%                        | false",
        "throttles == 0                       | false",
        "throttles<=10&&dropped==0            | true",
        "throughput >= 100                    | true",
        "throughput > 100                     | false",
        "get.p50 < 510ms && get.errors < 11   | true",
        "put.p50 < 10s                        | false",
      })
  void judgesEachTerm(String objective, boolean holds) {
    assertThat(Objective.parse(objective).holds(total)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "p99", "p99 < 10", "p99 < 10%", "errors < 1ms", "latency < 1ms", "x.p99 < 1s"})
  void refusesWhatIsNoObjective(String text) {
    assertThatThrownBy(() -> Objective.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
