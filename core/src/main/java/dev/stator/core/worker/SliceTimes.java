package dev.stator.core.worker;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long work held up the thread of a worker each time, nanoseconds. Recorded by that thread; any
 * thread may look.
 */
public final class SliceTimes {
  private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 2;

  private final ConcurrentHistogram compaction = new ConcurrentHistogram(HIGHEST_NS, DIGITS);
  private final ConcurrentHistogram checkpoints = new ConcurrentHistogram(HIGHEST_NS, DIGITS);
  private final ConcurrentHistogram expiry = new ConcurrentHistogram(HIGHEST_NS, DIGITS);
  private final ConcurrentHistogram feeds = new ConcurrentHistogram(HIGHEST_NS, DIGITS);
  private final ConcurrentHistogram commands = new ConcurrentHistogram(HIGHEST_NS, DIGITS);

  void onCompaction(long ns) {
    compaction.recordValue(Math.min(ns, HIGHEST_NS));
  }

  void onCheckpoint(long ns) {
    checkpoints.recordValue(Math.min(ns, HIGHEST_NS));
  }

  void onExpiry(long ns) {
    expiry.recordValue(Math.min(ns, HIGHEST_NS));
  }

  void onFeeds(long ns) {
    feeds.recordValue(Math.min(ns, HIGHEST_NS));
  }

  void onCommands(long ns) {
    commands.recordValue(Math.min(ns, HIGHEST_NS));
  }

  /** Of applying the commands that were committed since it looked last, mostly of one batch. */
  public Histogram commands() {
    return commands;
  }

  /** Of slices of compaction, as they are applied. */
  public Histogram compaction() {
    return compaction;
  }

  /** Of taking a checkpoint's state, and of what follows when it is durable. */
  public Histogram checkpoints() {
    return checkpoints;
  }

  /**
   * Of reading changes and items for indexes, and for partitions that take over, and sending them.
   */
  public Histogram feeds() {
    return feeds;
  }

  /** Of looking for what has expired and proposing its removal. */
  public Histogram expiry() {
    return expiry;
  }
}
