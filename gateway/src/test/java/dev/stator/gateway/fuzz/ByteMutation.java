package dev.stator.gateway.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Small damages to bytes that were a valid request. */
public final class ByteMutation {
  private static final String[] INSERTED = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e999999999",
    "0.1",
    "\\u0000",
    "\\ud800",
    "\u00ff",
    "\u0000",
    "\r\n",
    "\r\n\r\n",
    "{\"M\":{\"a\":",
    "[[[[[[[[",
    "\"S\":\"a\"",
    "9999999999999999999999",
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    " "
  };
  private static final int MAX_CHANGES = 4;

  private final Random random;

  public ByteMutation(Random random) {
    this.random = random;
  }

  /** A damaged copy. */
  public byte[] apply(byte[] original) {
    byte[] bytes = original;
    for (int i = 1 + random.nextInt(MAX_CHANGES); i > 0; i--) {
      bytes = change(bytes);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes) {
    if (bytes.length == 0) {
      return INSERTED[random.nextInt(INSERTED.length)].getBytes(StandardCharsets.UTF_8);
    }
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(12));
    return switch (random.nextInt(6)) {
      case 0 -> flipped(bytes, from);
      case 1 -> joined(bytes, from, new byte[0], to); // a part is missing
      case 2 -> joined(bytes, to, Arrays.copyOfRange(bytes, from, to), to); // or is there twice
      case 3 -> Arrays.copyOf(bytes, from);
      case 4 -> joined(bytes, from, repeated(), from);
      default ->
          joined(
              bytes,
              from,
              INSERTED[random.nextInt(INSERTED.length)].getBytes(StandardCharsets.UTF_8),
              from);
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) random.nextInt(256);
    return changed;
  }

  private byte[] repeated() {
    return INSERTED[random.nextInt(INSERTED.length)]
        .repeat(1 + random.nextInt(500))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes before {@code from}, these in between, and those from {@code to}. */
  private static byte[] joined(byte[] bytes, int from, byte[] between, int to) {
    byte[] result = Arrays.copyOf(bytes, from + between.length + bytes.length - to);
    System.arraycopy(between, 0, result, from, between.length);
    System.arraycopy(bytes, to, result, from + between.length, bytes.length - to);
    return result;
  }
}
