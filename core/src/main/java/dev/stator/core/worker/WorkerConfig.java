package dev.stator.core.worker;

import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.NanoClock;

/**
 * What a worker is started with.
 *
 * @param name names the thread
 * @param spins how often it looks for work before it sleeps
 * @param readCapacity how many reads may wait, a power of two
 * @param clock says when items have expired
 * @param expiryDelayS how many seconds an expired item stays
 * @param nanoClock measures pauses
 */
public record WorkerConfig(
    String name,
    int spins,
    int readCapacity,
    EpochMicroClock clock,
    long expiryDelayS,
    NanoClock nanoClock) {
  public WorkerConfig {
    if (spins < 0 || Integer.bitCount(readCapacity) != 1) {
      throw new IllegalArgumentException("spins=" + spins + ", readCapacity=" + readCapacity);
    }
  }
}
