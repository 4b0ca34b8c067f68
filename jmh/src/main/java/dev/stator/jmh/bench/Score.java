package dev.stator.jmh.bench;

import java.util.Arrays;

/** What a benchmark measured, of all forks. */
final class Score {
  /** Of Student's distribution for 99 %, by degrees of freedom from 1 on; then 2.7. */
  private static final double[] STUDENT = {
    63.66, 9.92, 5.84, 4.60, 4.03, 3.71, 3.50, 3.36, 3.25, 3.17, 3.11, 3.05, 3.01, 2.98, 2.95, 2.92,
    2.90, 2.88, 2.86, 2.85
  };

  private static final double STUDENT_OF_MANY = 2.7;

  private final double[] times;
  private final double[] allocated;

  /**
   * @param times of the iterations, in the unit of the benchmark
   * @param allocated bytes per operation, of the iterations; empty when it was not measured
   */
  Score(double[] times, double[] allocated) {
    this.times = times.clone();
    this.allocated = allocated.clone();
  }

  Score plus(Score other) {
    return new Score(join(times, other.times), join(allocated, other.allocated));
  }

  private static double[] join(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  double[] times() {
    return times.clone();
  }

  double time() {
    return Arrays.stream(times).average().orElse(Double.NaN);
  }

  /** Half of the interval that holds the true time with a confidence of 99 %. */
  double error() {
    int count = times.length;
    if (count < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double mean = time();
    double squares = Arrays.stream(times).map(time -> (time - mean) * (time - mean)).sum();
    double student = count - 2 < STUDENT.length ? STUDENT[count - 2] : STUDENT_OF_MANY;
    return student * Math.sqrt(squares / (count - 1) / count);
  }

  /** The median, which a single odd iteration does not move; NaN when it was not measured. */
  double bytesPerOperation() {
    double[] sorted = allocated.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
