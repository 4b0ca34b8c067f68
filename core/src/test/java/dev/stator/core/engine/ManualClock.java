package dev.stator.core.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochMicroClock;

/** A clock that goes on only when a test says so. */
final class ManualClock implements EpochMicroClock {
  private final AtomicLong micros;

  ManualClock(long startMicros) {
    micros = new AtomicLong(startMicros);
  }

  void advanceHours(int hours) {
    micros.addAndGet(TimeUnit.HOURS.toMicros(hours));
  }

  @Override
  public long microTime() {
    return micros.get();
  }
}
