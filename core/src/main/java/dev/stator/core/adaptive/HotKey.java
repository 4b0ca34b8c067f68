package dev.stator.core.adaptive;

import java.util.concurrent.TimeUnit;

/**
 * A key and how much is consumed, or refused, with it.
 *
 * @param key encoded as {@link dev.stator.core.codec.KeyCodec} does
 * @param unitsPerSecond of late; estimated from samples
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HotKey(byte[] key, double unitsPerSecond) {
  /** What is left of a weight after a second. */
  private static final double FACTOR =
      Math.pow(0.5, (double) TimeUnit.SECONDS.toMillis(1) / KeyHeat.HALF_LIFE_MS);

  /**
   * A weight that decays each second holds the flow of so many seconds, when it does not change.
   */
  private static final double SECONDS = FACTOR / (1 - FACTOR);

  static HotKey of(TopKeys.Counted counted) {
    return new HotKey(counted.key(), counted.weight() / SECONDS);
  }
}
