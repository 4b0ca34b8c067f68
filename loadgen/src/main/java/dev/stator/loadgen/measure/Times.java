package dev.stator.loadgen.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** The histograms of this tool: nanoseconds from 1 µs to 60 s with three digits. */
public final class Times {
  private static final long LOWEST_NS = TimeUnit.MICROSECONDS.toNanos(1);
  static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 3;

  private Times() {}

  public static Histogram histogram() {
    return new Histogram(LOWEST_NS, HIGHEST_NS, DIGITS);
  }

  static SingleWriterRecorder recorder() {
    return new SingleWriterRecorder(LOWEST_NS, HIGHEST_NS, DIGITS);
  }

  static void record(SingleWriterRecorder recorder, long ns) {
    recorder.recordValue(Math.clamp(ns, 0, HIGHEST_NS));
  }
}
