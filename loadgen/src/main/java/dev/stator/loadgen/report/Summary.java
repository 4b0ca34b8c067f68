package dev.stator.loadgen.report;

import dev.stator.loadgen.judge.Objective;
import dev.stator.loadgen.measure.ClientUse;
import dev.stator.loadgen.measure.Counter;
import dev.stator.loadgen.measure.Interval;
import dev.stator.loadgen.measure.OperationCounts;
import dev.stator.loadgen.run.PhaseResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A measurement as a table of text. */
public final class Summary {
  private static final String COLUMNS = "%-18s %-9s %10s %8s %10s %9s %9s %9s %9s %9s%n";
  private static final double NS_PER_MS = 1e6;

  private final PrintWriter out;

  public Summary(PrintWriter out) {
    this.out = out;
  }

  /** The times and counts of a phase. */
  public void print(PhaseResult result) {
    Interval total = result.total();
    out.printf(
        COLUMNS,
        "operation",
        "time",
        "ok",
        "failed",
        "ok/s",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "p99.9 ms",
        "max ms");
    total.operations().forEach((type, counts) -> print(type.label(), counts, total.seconds()));
    for (Map.Entry<String, Long> error : total.errors().entrySet()) {
      out.printf("error      %10d %s%n", error.getValue(), error.getKey());
    }
    if (total.count(Counter.DROPPED) > 0) {
      out.printf(
          "dropped    %10d of %d scheduled: too many were under way%n",
          total.count(Counter.DROPPED), total.count(Counter.SCHEDULED));
    }
    ClientUse use = total.client();
    out.printf(
        Locale.ROOT,
        "the client used %.2f cores, %.1f us of CPU per call; others on this machine %.2f%n",
        use.cores(),
        use.processCpuNs() / 1e3 / Math.max(1, total.succeeded() + total.failed()),
        use.otherCores());
    out.flush();
  }

  private void print(String name, OperationCounts counts, double seconds) {
    row(name, "response", counts, counts.response(), seconds);
    row("", "service", counts, counts.service(), seconds);
  }

  private void row(
      String name, String kind, OperationCounts counts, Histogram times, double seconds) {
    boolean first = !name.isEmpty();
    out.printf(
        Locale.ROOT,
        COLUMNS,
        name,
        kind,
        first ? counts.succeeded() : "",
        first ? counts.failed() : "",
        first ? String.format(Locale.ROOT, "%.0f", counts.succeeded() / seconds) : "",
        milliseconds(times, 50),
        milliseconds(times, 90),
        milliseconds(times, 99),
        milliseconds(times, 99.9),
        milliseconds(times, 100));
  }

  private static String milliseconds(Histogram times, double percentile) {
    return times.getTotalCount() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.3f", times.getValueAtPercentile(percentile) / NS_PER_MS);
  }

  /** The verdict on a run. */
  public void printVerdict(RunReport report) {
    Objective objective = report.objective();
    if (objective != null) {
      objective
          .judge(report.measured().total())
          .forEach(finding -> out.println("objective  " + Objective.describe(finding)));
    }
    report.faults().forEach(fault -> out.println("INVALID    " + fault));
    out.println(report.status());
    out.flush();
  }
}
