package dev.stator.gateway.http;

import io.netty.util.AsciiString;
import java.util.random.RandomGenerator;

/** Ids of requests: 52 random characters of {@code [0-9A-Z]}, as the service sends them. */
final class RequestIds {
  static final int LENGTH = 52;

  /** 32 of the 36 allowed, so that five random bits are one character. */
  private static final byte[] SYMBOLS = AsciiString.of("0123456789ABCDEFGHJKMNPQRSTVWXYZ").array();

  private static final int BITS_PER_SYMBOL = 5;
  private static final int SYMBOLS_PER_LONG = Long.SIZE / BITS_PER_SYMBOL;

  private final RandomGenerator random;

  RequestIds(RandomGenerator random) {
    this.random = random;
  }

  AsciiString next() {
    byte[] id = new byte[LENGTH];
    long bits = 0;
    for (int i = 0; i < LENGTH; i++) {
      if (i % SYMBOLS_PER_LONG == 0) {
        bits = random.nextLong();
      }
      id[i] = SYMBOLS[(int) bits & (SYMBOLS.length - 1)];
      bits >>>= BITS_PER_SYMBOL;
    }
    return new AsciiString(id, false);
  }
}
