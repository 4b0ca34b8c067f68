package dev.stator.loadgen.report;

import dev.stator.loadgen.measure.Counter;
import dev.stator.loadgen.measure.Interval;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Shows each second of a phase: one line that is written over on a terminal, with a small plot of
 * the throughput, and a line per second elsewhere.
 */
public final class LiveDisplay implements Consumer<Interval> {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 30;
  private static final String ERASE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean terminal;
  private final String phase;
  private final ArrayDeque<Double> recent = new ArrayDeque<>();

  public LiveDisplay(PrintWriter out, boolean terminal, String phase) {
    this.out = out;
    this.terminal = terminal;
    this.phase = phase;
  }

  @Override
  public void accept(Interval interval) {
    double seconds = Math.max(1e-9, interval.seconds());
    double rate = interval.succeeded() / seconds;
    String line =
        String.format(
            Locale.ROOT,
            "%s %4.0f s %9.0f ok/s of %9.0f, response p50 %8.3f p99 %8.3f p99.9 %8.3f ms,"
                + " failed %d, dropped %d, client %.2f cores",
            phase,
            interval.endNs() / 1e9,
            rate,
            interval.count(Counter.SCHEDULED) / seconds,
            Percentiles.milliseconds(interval.response(), 50),
            Percentiles.milliseconds(interval.response(), 99),
            Percentiles.milliseconds(interval.response(), 99.9),
            interval.failed(),
            interval.count(Counter.DROPPED),
            interval.client().cores());
    if (terminal) {
      out.print(ERASE + line + " " + plot(rate));
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Ends the line that was written over. */
  public void end() {
    if (terminal) {
      out.println();
      out.flush();
    }
  }

  private String plot(double rate) {
    recent.add(rate);
    if (recent.size() > WIDTH) {
      recent.remove();
    }
    double most = recent.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    StringBuilder plot = new StringBuilder();
    for (double value : recent) {
      int height = most == 0 ? 0 : (int) Math.round(value / most * (BARS.length() - 1));
      plot.append(BARS.charAt(height));
    }
    return plot.toString();
  }
}
