package dev.stator.gateway.exporting;

import java.util.concurrent.TimeUnit;

/**
 * What of a table's past an export tells, epoch milliseconds.
 *
 * @param fromMs when an incremental export begins, itself included; of a full one {@link #FULL}
 * @param toMs of a full export the time as of which items are told, all of that millisecond
 *     included; when an incremental one ends, itself not included
 */
record ExportPeriod(long fromMs, long toMs) {
  static final long FULL = -1;

  boolean isFull() {
    return fromMs == FULL;
  }

  /** The timestamp of the last records before the period, epoch microseconds. */
  long beforeMicros() {
    return TimeUnit.MILLISECONDS.toMicros(fromMs) - 1;
  }

  /** The timestamp of the last records that count, epoch microseconds. */
  long untilMicros() {
    long end = isFull() ? toMs + 1 : toMs;
    return TimeUnit.MILLISECONDS.toMicros(end) - 1;
  }

  /** The earliest time that must be read, epoch microseconds. */
  long earliestMicros() {
    return isFull() ? TimeUnit.MILLISECONDS.toMicros(toMs) : beforeMicros();
  }
}
