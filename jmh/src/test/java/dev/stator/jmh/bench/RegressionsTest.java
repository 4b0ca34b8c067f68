package dev.stator.jmh.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegressionsTest {
  @TempDir private @Nullable Path temporary;

  @Test
  void failsWhatDisappeared() {
    assertThat(failed(Map.of("a", score(100, 1, 0)), Map.of("b", score(100, 1, 0))))
        .isEqualTo("disappeared");
  }

  @Test
  void holdsAllocationTightly() {
    assertThat(failed(score(100, 1, 1000), score(100, 1, 1066))).isEmpty();
    assertThat(failed(score(100, 1, 1000), score(100, 1, 1067))).isEqualTo("allocates more");
    assertThat(failed(score(100, 1, 0), score(100, 1, 17))).isEqualTo("allocates more");
    assertThat(failed(score(100, 1, 1000), score(100, 1, 10))).isEmpty();
  }

  @Test
  void failsTimeOnlyWhenIntervalsSeparateAndItMatters() {
    assertThat(failed(score(100, 1, 0), score(120, 1, 0))).isEqualTo("slower");
    assertThat(failed(score(100, 1, 0), score(108, 1, 0))).isEmpty();
    assertThat(failed(score(100, 30, 0), score(120, 30, 0))).isEmpty();
    assertThat(failed(score(120, 1, 0), score(100, 1, 0))).isEmpty();
  }

  @Test
  void readsWhatJmhWrites() throws IOException {
    Path file = Objects.requireNonNull(temporary).resolve("jmh.json");
    Files.writeString(
        file,
        """
        [{"benchmark":"x.Y.z","mode":"avgt","params":{"n":"1","a":"2"},
          "primaryMetric":{"score":2.0,"scoreError":"NaN","rawData":[[1.0,3],[2.0]]},
          "secondaryMetrics":{"gc.alloc.rate.norm":{"score":8,"rawData":[[8,8],[9.5]]}}}]
        """);

    Map<String, Score> scores = Scores.read(file);

    assertThat(scores).containsOnlyKeys("x.Y.z{a=2, n=1}");
    Score score = scores.values().iterator().next();
    assertThat(score.times()).containsExactly(1, 3, 2);
    assertThat(score.bytesPerOperation()).isEqualTo(8);
  }

  private static String failed(Score before, Score after) {
    return failed(Map.of("a", before), Map.of("a", after));
  }

  private static String failed(Map<String, Score> before, Map<String, Score> after) {
    return Regressions.between(before, after).getFirst().failed();
  }

  private static Score score(double time, double spread, double bytes) {
    return new Score(
        new double[] {time - spread, time, time + spread, time, time, time},
        new double[] {bytes, bytes, bytes});
  }
}
