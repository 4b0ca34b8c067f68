package dev.stator.core.journal;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What a log did since it was opened: written by the log's threads, read by any thread.
 *
 * <p>The totals have one writer each; the histograms are wait-free for it.
 */
public final class CommandLogMetrics {
  private static final long MAX_FORCE_NS = 60_000_000_000L;
  private static final int DIGITS = 2;

  private final Recorder forceNs = new Recorder(MAX_FORCE_NS, DIGITS);
  private final Recorder batchCommands = new Recorder(DIGITS);
  private volatile long batches;
  private volatile long commands;
  private volatile long bytes;
  private volatile long forces;

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void onBatch(int commandCount, int length) {
    batchCommands.recordValue(commandCount);
    batches++;
    commands += commandCount;
    bytes += length;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void onForce(long durationNs) {
    forceNs.recordValue(Math.min(durationNs, MAX_FORCE_NS));
    forces++;
  }

  public long batches() {
    return batches;
  }

  public long commands() {
    return commands;
  }

  public long bytes() {
    return bytes;
  }

  public long forces() {
    return forces;
  }

  /** Times of the forces since the last call, in nanoseconds. */
  public Histogram takeForceNs() {
    return forceNs.getIntervalHistogram();
  }

  /** Commands per batch since the last call. */
  public Histogram takeBatchCommands() {
    return batchCommands.getIntervalHistogram();
  }
}
