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
  /** What decays by half in a half-life holds the flow of so many seconds. */
  private static final double SECONDS =
      KeyHeat.HALF_LIFE_MS / Math.log(2) / TimeUnit.SECONDS.toMillis(1);

  static HotKey of(TopKeys.Counted counted) {
    return new HotKey(counted.key(), counted.weight() / SECONDS);
  }
}
