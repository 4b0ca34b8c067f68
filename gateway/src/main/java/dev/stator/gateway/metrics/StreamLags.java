package dev.stator.gateway.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How far the readers of streams are behind the changes: of each stream what the slowest reader of
 * this minute and the one before was behind. A stream that nobody has read so long is forgotten.
 * Any thread.
 */
final class StreamLags {
  private static final long PERIOD_MS = 60_000;

  private final LongSupplier clockMs;
  private final Map<Stream, Periods> streams = new ConcurrentHashMap<>();

  /** A stream by the name of its table and its own label. */
  record Stream(String table, String label) {}

  /**
   * How far a reader is behind.
   *
   * @param ageMs of the last change that it has; 0 when it has all
   * @param unreadBytes what it has not read yet of its shard
   */
  record Lag(long ageMs, long unreadBytes) {
    static final Lag NONE = new Lag(0, 0);

    Lag orLonger(Lag other) {
      return new Lag(Math.max(ageMs, other.ageMs), Math.max(unreadBytes, other.unreadBytes));
    }
  }

  /** The longest lags of one period and of the one before. */
  private record Periods(long period, Lag now, Lag before) {
    Periods at(long later) {
      if (later == period) {
        return this;
      }
      return new Periods(later, Lag.NONE, later == period + 1 ? now : Lag.NONE);
    }

    Periods with(Lag lag) {
      return new Periods(period, now.orLonger(lag), before);
    }

    Lag longest() {
      return now.orLonger(before);
    }
  }

  /** Takes the longest lag of a stream. */
  interface Visitor {
    void visit(Stream stream, Lag lag);
  }

  /**
   * @param clockMs milliseconds that never go back
   */
  StreamLags(LongSupplier clockMs) {
    this.clockMs = clockMs;
  }

  /** A reader was so far behind after it had read. */
  void read(String table, String label, long ageMs, long unreadBytes) {
    long period = period();
    Lag lag = new Lag(ageMs, unreadBytes);
    streams.compute(
        new Stream(table, label),
        (stream, periods) ->
            (periods == null ? new Periods(period, Lag.NONE, Lag.NONE) : periods.at(period))
                .with(lag));
  }

  /** Passes on the streams that were read lately. */
  void visit(Visitor visitor) {
    long period = period();
    streams.values().removeIf(periods -> period > periods.period() + 1);
    streams.forEach((stream, periods) -> visitor.visit(stream, periods.at(period).longest()));
  }

  private long period() {
    return Math.floorDiv(clockMs.getAsLong(), PERIOD_MS);
  }
}
