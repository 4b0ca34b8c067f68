package dev.stator.core.engine;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a partition was closed that was split, by what there was to wait for, nanoseconds.
 *
 * @param closingNs until it was closed, for which its log is forced
 * @param drainingNs until its successors had its last changes, for which their logs are
 * @param storingNs until the catalog had them in its place, for which the catalog's is
 * @param resumingNs until the requests that it had kept were on their way to them
 * @param requests how many these were
 */
public record ClosedSpan(
    long closingNs, long drainingNs, long storingNs, long resumingNs, int requests) {
  /** From the moment on at which it was asked to close. */
  public long totalNs() {
    return closingNs + drainingNs + storingNs + resumingNs;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d µs (closing %d, draining %d, storing %d, resuming %d), in which %d requests waited",
        TimeUnit.NANOSECONDS.toMicros(totalNs()),
        TimeUnit.NANOSECONDS.toMicros(closingNs),
        TimeUnit.NANOSECONDS.toMicros(drainingNs),
        TimeUnit.NANOSECONDS.toMicros(storingNs),
        TimeUnit.NANOSECONDS.toMicros(resumingNs),
        requests);
  }
}
