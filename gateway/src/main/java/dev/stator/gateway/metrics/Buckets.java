package dev.stator.gateway.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Makes Prometheus' buckets of what has been counted more finely. */
final class Buckets {
  private Buckets() {}

  /**
   * @param bounds ascending
   * @param counts of each bucket, and of all above
   */
  static ClassicHistogramBuckets of(double[] bounds, long[] counts) {
    double[] all = Arrays.copyOf(bounds, bounds.length + 1);
    all[bounds.length] = Double.POSITIVE_INFINITY;
    return ClassicHistogramBuckets.of(all, counts);
  }

  /**
   * @param bounds ascending
   * @param unit how many units of the histogram's values are one of the bounds'
   */
  static ClassicHistogramBuckets of(Histogram histogram, double[] bounds, double unit) {
    long[] counts = new long[bounds.length + 1];
    long below = 0;
    for (int i = 0; i < bounds.length; i++) {
      long upTo = histogram.getCountBetweenValues(0, Math.round(bounds[i] * unit));
      counts[i] = upTo - below;
      below = upTo;
    }
    counts[bounds.length] = Math.max(0, histogram.getTotalCount() - below);
    return of(bounds, counts);
  }

  /** The sum of all values, as far as the histogram knows it, in units of the bounds. */
  static double sum(Histogram histogram, double unit) {
    return histogram.getTotalCount() == 0
        ? 0
        : histogram.getMean() * (double) histogram.getTotalCount() / unit;
  }
}
