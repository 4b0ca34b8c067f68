package dev.stator.loadgen.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @Test
  void spacesAConstantRateEvenlyOverAllThreads() {
    List<Long> all = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      all.addAll(starts("1000", 1, false, thread, 4));
    }
    List<Long> sorted = all.stream().sorted().toList();

    assertThat(sorted).hasSizeBetween(999, 1000);
    for (int i = 0; i < sorted.size(); i++) {
      assertThat((double) sorted.get(i)).isCloseTo((i + 1) * 1e6, within(10.0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500                    | 5000",
        "0                      |    0",
        "0.5                    |    4",
        "ramp:0-1000            | 5000",
        "ramp:1000-200          | 6000",
        "step:100,200,300,400   | 2500",
        "sine:500,500,10s       | 5000",
        "sine:500,200,5s        | 5000",
        "burst:100,1000,5s,1s   | 2800"
      })
  void startsAsManyAsTheRateAddsUpTo(String rate, double expected) {
    assertThat((double) starts(rate, 10, false, 0, 1).size())
        .isCloseTo(expected, within(Math.max(2, expected * 0.001)));
    assertThat((double) starts(rate, 10, true, 0, 1).size())
        .isCloseTo(expected, within(5 * Math.sqrt(expected) + 5));
  }

  @Test
  void neverGoesBackInTime() {
    for (boolean poisson : new boolean[] {false, true}) {
      assertThat(starts("sine:5000,5000,100ms", 2, poisson, 0, 1)).isSorted();
    }
  }

  @Test
  void poissonGapsVaryAsMuchAsTheirMean() {
    long[] starts = starts("1000", 10, true, 0, 1).stream().mapToLong(Long::longValue).toArray();
    double[] gaps =
        LongStream.range(1, starts.length)
            .mapToDouble(i -> starts[(int) i] - starts[(int) i - 1])
            .toArray();

    double mean = java.util.Arrays.stream(gaps).average().orElse(0);
    double variance =
        java.util.Arrays.stream(gaps).map(gap -> (gap - mean) * (gap - mean)).average().orElse(0);
    assertThat(Math.sqrt(variance)).isCloseTo(mean, Percentage.withPercentage(10));
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(starts("1000", 1, true, 0, 1)).isEqualTo(starts("1000", 1, true, 0, 1));
    assertThat(starts("1000", 1, true, 0, 2)).isNotEqualTo(starts("1000", 1, true, 1, 2));
  }

  @Test
  void keepsTheFirstRateDuringADelay() {
    RateProfile delayed = new RateProfile.Delayed(RateParser.parse("ramp:100-200", TEN_SECONDS), 5);

    assertThat(delayed.rateAt(3)).isEqualTo(100);
    assertThat(delayed.rateAt(10)).isEqualTo(150);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "-1", "ramp:1", "ramp:1-2-3", "sine:1,2", "burst:1,2,3,4", "steps:1"})
  void refusesWhatIsNoRate(String text) {
    assertThatThrownBy(() -> RateParser.parse(text, TEN_SECONDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a rate");
  }

  private static List<Long> starts(
      String rate, int seconds, boolean poisson, int thread, int threads) {
    RateProfile profile = RateParser.parse(rate, Duration.ofSeconds(seconds));
    Schedule schedule =
        Schedule.ofThread(profile, thread, threads, seconds * 1_000_000_000L, poisson, 7);
    List<Long> starts = new ArrayList<>();
    for (long ns = schedule.nextNs(); ns != Schedule.END; ns = schedule.nextNs()) {
      starts.add(ns);
    }
    return starts;
  }
}
