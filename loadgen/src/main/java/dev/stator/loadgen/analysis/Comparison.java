package dev.stator.loadgen.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Two results of the same workload, side by side: for each figure the difference of the medians of
 * its seconds, with confidence. A figure is worse only when the whole interval is beyond a
 * threshold.
 */
public final class Comparison {
  /** With fewer seconds no confidence is to be had. */
  static final int MIN_SECONDS = 8;

  private static final long SEED = 1;

  private Comparison() {}

  /** The figures that are compared, with the sign of what is worse. */
  private enum Figure {
    THROUGHPUT("ok", "ok/s", -1),
    P50("p50Ms", "p50 ms", 1),
    P99("p99Ms", "p99 ms", 1),
    P999("p99.9Ms", "p99.9 ms", 1);

    private final String column;
    private final String label;
    private final int worse;

    Figure(String column, String label, int worse) {
      this.column = column;
      this.label = label;
      this.worse = worse;
    }
  }

  /** What is said about a figure. */
  public enum Change {
    SAME,
    BETTER,
    WORSE,
    /** There are too few seconds, or they vary too much. */
    UNCLEAR
  }

  /**
   * One figure of two results.
   *
   * @param difference relative, of the medians of the seconds; low and high with a confidence of 95
   *     %
   */
  public record Row(
      String figure,
      double before,
      double after,
      double difference,
      double low,
      double high,
      Change change) {}

  /**
   * Compares two results.
   *
   * @param threshold the relative difference that matters, above 0
   * @throws IllegalArgumentException when they are of different workloads
   */
  public static List<Row> of(Map<String, Object> a, Map<String, Object> b, double threshold) {
    requireSame(a, b, "workload", "mix");
    requireSame(a, b, "workload", "keys");
    requireSame(a, b, "workload", "itemSize");
    requireSame(a, b, "workload", "items");
    requireSame(a, b, "pace", "loop");
    requireSame(a, b, "pace", "rate");
    List<Row> rows = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      rows.add(row(figure, series(a, figure.column), series(b, figure.column), threshold));
    }
    return rows;
  }

  private static Row row(Figure figure, double[] a, double[] b, double threshold) {
    if (a.length == 0 || b.length == 0) {
      return new Row(figure.label, 0, 0, 0, 0, 0, Change.UNCLEAR);
    }
    Bootstrap.Interval interval = Bootstrap.of(a, b, SEED);
    Change change =
        Math.min(a.length, b.length) < MIN_SECONDS
            ? Change.UNCLEAR
            : change(figure, interval, threshold);
    return new Row(
        figure.label,
        mean(a),
        mean(b),
        interval.difference(),
        interval.low(),
        interval.high(),
        change);
  }

  private static Change change(Figure figure, Bootstrap.Interval interval, double threshold) {
    boolean above = interval.low() > threshold;
    boolean below = interval.high() < -threshold;
    if (above || below) {
      return above == figure.worse > 0 ? Change.WORSE : Change.BETTER;
    }
    boolean within = interval.low() > -threshold && interval.high() < threshold;
    return within ? Change.SAME : Change.UNCLEAR;
  }

  private static double mean(double[] series) {
    double sum = 0;
    for (double value : series) {
      sum += value;
    }
    return sum / series.length;
  }

  /** The whole seconds; the last one is usually a rest. */
  static double[] series(Map<String, Object> result, String column) {
    List<?> seconds = result.get("seconds") instanceof List<?> list ? list : List.of();
    return seconds.stream()
        .map(second -> (Map<?, ?>) second)
        .filter(second -> number(second.get("seconds")) > 0.9)
        .mapToDouble(second -> number(second.get(column)))
        .toArray();
  }

  static double number(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  private static void requireSame(
      Map<String, Object> a, Map<String, Object> b, String part, String name) {
    Object before = member(a, part, name);
    Object after = member(b, part, name);
    if (!Objects.equals(before, after)) {
      throw new IllegalArgumentException(
          "these results are of different "
              + part
              + "s: "
              + name
              + " is "
              + before
              + " and "
              + after);
    }
  }

  static Object member(Map<String, Object> tree, String part, String name) {
    Object value = tree.get(part) instanceof Map<?, ?> map ? map.get(name) : null;
    return value == null ? "" : value;
  }
}
