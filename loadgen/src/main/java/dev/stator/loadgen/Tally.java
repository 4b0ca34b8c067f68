package dev.stator.loadgen;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What came back: service times of the successes, and errors by type. For one thread. */
final class Tally {
  private static final long LOWEST_NS = TimeUnit.MICROSECONDS.toNanos(1);
  private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 3;

  private final Histogram serviceTimes = new Histogram(LOWEST_NS, HIGHEST_NS, DIGITS);
  private final Map<String, Long> errors = new TreeMap<>();

  void success(long serviceTimeNs) {
    serviceTimes.recordValue(Math.min(serviceTimeNs, HIGHEST_NS));
  }

  void error(String type) {
    errors.merge(type, 1L, Long::sum);
  }

  void add(Tally other) {
    serviceTimes.add(other.serviceTimes);
    other.errors.forEach((type, count) -> errors.merge(type, count, Long::sum));
  }

  /** In nanoseconds; a copy is not made. */
  Histogram serviceTimes() {
    return serviceTimes;
  }

  Map<String, Long> errors() {
    return errors;
  }

  long errorCount() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
