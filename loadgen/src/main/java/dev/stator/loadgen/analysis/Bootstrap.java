package dev.stator.loadgen.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A confidence interval for the ratio of the medians of two series, by resampling blocks of
 * neighbours: seconds of one run resemble each other, and blocks keep that.
 */
final class Bootstrap {
  private static final int ROUNDS = 2000;
  private static final int BLOCK = 3;
  private static final double TAIL = 0.025;

  private Bootstrap() {}

  /**
   * The relative difference of the medians, (b - a) / a.
   *
   * @param low of the interval that holds the true difference with a confidence of 95 %
   */
  record Interval(double difference, double low, double high) {}

  static Interval of(double[] a, double[] b, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] differences = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      differences[round] = difference(resample(a, random), resample(b, random));
    }
    Arrays.sort(differences);
    return new Interval(
        difference(a.clone(), b.clone()),
        differences[(int) (TAIL * ROUNDS)],
        differences[(int) ((1 - TAIL) * ROUNDS) - 1]);
  }

  private static double difference(double[] a, double[] b) {
    double before = median(a);
    double after = median(b);
    return before == 0 ? after == 0 ? 0 : 1 : (after - before) / before;
  }

  private static double[] resample(double[] series, SplittableRandom random) {
    double[] sample = new double[series.length];
    for (int i = 0; i < sample.length; i += BLOCK) {
      int start = random.nextInt(series.length);
      for (int j = i; j < Math.min(i + BLOCK, sample.length); j++) {
        sample[j] = series[(start + j - i) % series.length];
      }
    }
    return sample;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
