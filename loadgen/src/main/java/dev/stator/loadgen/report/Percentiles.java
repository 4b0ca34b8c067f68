package dev.stator.loadgen.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The percentiles that results show, in milliseconds. */
public final class Percentiles {
  private static final double[] SHOWN = {50, 90, 95, 99, 99.9, 99.99};
  private static final double NS_PER_MS = 1e6;

  /** Points of a percentile curve on a scale of nines, up to this many. */
  private static final int CURVE_HALVINGS = 20;

  private static final int POINTS_PER_HALVING = 4;

  private Percentiles() {}

  public static double milliseconds(Histogram times, double percentile) {
    return times.getTotalCount() == 0 ? 0 : times.getValueAtPercentile(percentile) / NS_PER_MS;
  }

  static Map<String, Object> tree(Histogram times) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("count", times.getTotalCount());
    tree.put("meanMs", times.getTotalCount() == 0 ? 0.0 : times.getMean() / NS_PER_MS);
    for (double percentile : SHOWN) {
      tree.put(name(percentile) + "Ms", milliseconds(times, percentile));
    }
    tree.put("maxMs", times.getTotalCount() == 0 ? 0.0 : times.getMaxValue() / NS_PER_MS);
    return tree;
  }

  private static String name(double percentile) {
    return "p" + (percentile % 1 == 0 ? "" + (int) percentile : "" + percentile);
  }

  /** Pairs of 1 / (1 - quantile) and milliseconds, up to the last value. */
  static double[][] curve(Histogram times) {
    int points = CURVE_HALVINGS * POINTS_PER_HALVING;
    double[][] curve = new double[2][points];
    int used = 0;
    for (int i = 0; i < points; i++) {
      double inverse = Math.pow(2, (double) i / POINTS_PER_HALVING);
      curve[0][used] = inverse;
      curve[1][used] = milliseconds(times, 100 * (1 - 1 / inverse));
      used++;
      if (inverse > times.getTotalCount()) {
        break;
      }
    }
    return new double[][] {
      java.util.Arrays.copyOf(curve[0], used), java.util.Arrays.copyOf(curve[1], used)
    };
  }
}
