package dev.stator.loadgen;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a phase measured.
 *
 * @param elapsedNs from the start of the measurement to the last answer
 * @param clientCores the processor time of this process per time, from 0 to the number of cores
 */
record Result(Operation operation, Tally tally, long elapsedNs, double clientCores) {
  private static final String COLUMNS = "%-10s %10s %8s %12s %9s %9s %9s %9s %9s%n";

  double throughput() {
    return tally.serviceTimes().getTotalCount()
        / ((double) elapsedNs / TimeUnit.SECONDS.toNanos(1));
  }

  void print(PrintWriter out) {
    Histogram times = tally.serviceTimes();
    out.printf(
        COLUMNS,
        "operation",
        "ok",
        "errors",
        "ok/s",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "p99.9 ms",
        "max ms");
    out.printf(
        COLUMNS,
        operation,
        times.getTotalCount(),
        tally.errorCount(),
        String.format(Locale.ROOT, "%.0f", throughput()),
        milliseconds(times.getValueAtPercentile(50)),
        milliseconds(times.getValueAtPercentile(90)),
        milliseconds(times.getValueAtPercentile(99)),
        milliseconds(times.getValueAtPercentile(99.9)),
        milliseconds(times.getMaxValue()));
    tally.errors().forEach((type, count) -> out.printf("error      %10d %s%n", count, type));
    out.printf(Locale.ROOT, "the client used %.2f cores%n", clientCores);
    out.flush();
  }

  /** Processor time of this process so far. */
  static long processCpuNs() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static String milliseconds(long ns) {
    return String.format(Locale.ROOT, "%.3f", ns / 1e6);
  }
}
