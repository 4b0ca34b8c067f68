package dev.stator.core.engine;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.NanoClock;

/** Time that passes when a simulation says so, and goes on over its crashes. */
public final class SimulatedClock implements EpochMicroClock, NanoClock {
  private long micros = TimeUnit.SECONDS.toMicros(1_800_000_000L);

  @Override
  public long microTime() {
    return micros;
  }

  @Override
  public long nanoTime() {
    return TimeUnit.MICROSECONDS.toNanos(micros);
  }

  public void advance(long count) {
    micros += count;
  }

  /** Goes on to the beginning of the next second, and gives it as epoch milliseconds. */
  public long toNextSecond() {
    long second = TimeUnit.MICROSECONDS.toSeconds(micros) + 1;
    micros = TimeUnit.SECONDS.toMicros(second);
    return TimeUnit.SECONDS.toMillis(second);
  }
}
