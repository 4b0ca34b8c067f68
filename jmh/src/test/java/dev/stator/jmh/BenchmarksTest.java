package dev.stator.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark still runs; the numbers mean nothing here. */
class BenchmarksTest {
  @BeforeAll
  static void allowRunsAtTheSameTime() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        CommitLogBenchmark.class,
        DecimalCodecBenchmark.class,
        ExpressionBenchmark.class,
        ItemScannerBenchmark.class,
        JsonBenchmark.class,
        KeyCodecBenchmark.class,
        OrderedIndexBenchmark.class,
        SegmentLogBenchmark.class,
        SessionBenchmark.class,
        TlsBenchmark.class
      })
  void runs(Class<?> benchmark) throws RunnerException {
    Options moment =
        new OptionsBuilder()
            .include("^" + benchmark.getName() + "\\.")
            .param("keys", "1000")
            .param("number", "19.99")
            .param("itemLength", "100")
            .param("attributes", "10")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(20))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    Collection<RunResult> results = new Runner(moment).run();

    assertThat(results).isNotEmpty();
    assertThat(results).allSatisfy(this::hasScore);
  }

  private void hasScore(RunResult result) {
    assertThat(result.getPrimaryResult().getScore()).isPositive();
  }
}
