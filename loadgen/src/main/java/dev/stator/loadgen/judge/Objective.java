package dev.stator.loadgen.judge;

import dev.stator.loadgen.measure.Counter;
import dev.stator.loadgen.measure.Interval;
import dev.stator.loadgen.measure.OperationCounts;
import dev.stator.loadgen.measure.Times;
import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * A service level objective such as {@code p99 < 10ms && errors < 0.1% && throttles == 0}.
 * Latencies are response times, of all operations or of one as in {@code get.p99}.
 *
 * <p>Figures: {@code p50}, {@code p99.9} and the like, {@code mean}, {@code max} (ns, us, ms, s);
 * {@code errors}, {@code throttles}, {@code dropped} (a count, or with % a share of what was
 * scheduled); {@code throughput} (per second).
 */
public final class Objective {
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(?:([a-z-]+)\\.)?(p\\d{1,2}(?:\\.\\d+)?|mean|max|errors|throttles|dropped|throughput)"
              + "\\s*(<=|>=|==|<|>)\\s*(\\d+(?:\\.\\d+)?)\\s*(us|ms|ns|s|%)?\\s*");

  private final String text;
  private final List<Term> terms;

  private Objective(String text, List<Term> terms) {
    this.text = text;
    this.terms = List.copyOf(terms);
  }

  /**
   * One comparison.
   *
   * @param operation empty for all
   * @param limit in ns for latencies; from 0 to 100 with the unit %
   */
  private record Term(
      String text, String operation, String figure, String comparator, double limit, String unit) {}

  /** How a term came out; {@code actual} has the unit of its limit. */
  public record Finding(String term, double actual, boolean holds) {}

  /**
   * Reads an objective.
   *
   * @throws IllegalArgumentException when the text is no objective
   */
  public static Objective parse(String text) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.split("&&", -1)) {
      Matcher matcher = TERM.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'" + part.strip() + "' is not an objective like p99 < 10ms or errors < 0.1%");
      }
      String operation = matcher.group(1) == null ? "" : matcher.group(1);
      if (!operation.isEmpty()) {
        OperationType.of(operation);
      }
      String figure = matcher.group(2);
      String unit = matcher.group(5) == null ? "" : matcher.group(5);
      if (isLatency(figure)
          ? unit.isEmpty() || unit.equals("%")
          : !unit.isEmpty() && !unit.equals("%")) {
        throw new IllegalArgumentException("'" + part.strip() + "' has a wrong unit");
      }
      double limit = Double.parseDouble(matcher.group(4));
      terms.add(new Term(part.strip(), operation, figure, matcher.group(3), limit, unit));
    }
    return new Objective(text, terms);
  }

  private static boolean isLatency(String figure) {
    return figure.startsWith("p") || figure.equals("mean") || figure.equals("max");
  }

  /** How the terms came out in a measurement. */
  public List<Finding> judge(Interval total) {
    return terms.stream().map(term -> judge(term, total)).toList();
  }

  public boolean holds(Interval total) {
    return judge(total).stream().allMatch(Finding::holds);
  }

  private static Finding judge(Term term, Interval total) {
    double actual = actual(term, total);
    boolean holds =
        switch (term.comparator()) {
          case "<" -> actual < term.limit();
          case "<=" -> actual <= term.limit();
          case ">" -> actual > term.limit();
          case ">=" -> actual >= term.limit();
          default -> actual == term.limit();
        };
    return new Finding(term.text(), actual, holds);
  }

  private static double actual(Term term, Interval total) {
    if (isLatency(term.figure())) {
      return latencyNs(term, total) / unitNs(term.unit());
    }
    double count = count(term, total);
    if (term.figure().equals("throughput")) {
      return count / Math.max(1e-9, total.seconds());
    }
    long all = total.succeeded() + total.failed() + total.count(Counter.DROPPED);
    return term.unit().equals("%") ? 100 * count / Math.max(1, all) : count;
  }

  private static double unitNs(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us" -> 1e3;
      case "ms" -> 1e6;
      default -> 1e9;
    };
  }

  private static double latencyNs(Term term, Interval total) {
    Histogram times = response(term, total);
    if (times.getTotalCount() == 0) {
      return Double.POSITIVE_INFINITY; // nothing came back
    }
    return switch (term.figure()) {
      case "mean" -> times.getMean();
      case "max" -> times.getMaxValue();
      default -> times.getValueAtPercentile(Double.parseDouble(term.figure().substring(1)));
    };
  }

  private static Histogram response(Term term, Interval total) {
    if (term.operation().isEmpty()) {
      return total.response();
    }
    OperationCounts counts = total.operations().get(OperationType.of(term.operation()));
    return counts == null ? Times.histogram() : counts.response();
  }

  private static double count(Term term, Interval total) {
    OperationCounts one =
        term.operation().isEmpty()
            ? null
            : total.operations().get(OperationType.of(term.operation()));
    return switch (term.figure()) {
      case "errors" -> one == null ? total.failed() : one.failed();
      case "throttles" -> one == null ? total.of(Outcome.THROTTLED) : one.of(Outcome.THROTTLED);
      case "dropped" -> total.count(Counter.DROPPED);
      default -> one == null ? total.succeeded() : one.succeeded();
    };
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }

  /** A finding as a line of text. */
  public static String describe(Finding finding) {
    return String.format(
        Locale.ROOT,
        "%s: %s (%.3f)",
        finding.term(),
        finding.holds() ? "holds" : "MISSED",
        finding.actual());
  }
}
