package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What RFC 8259, section 7, wants escaped in a string, for text that is UTF-8 already. */
final class JsonEscapes {
  /** The longest escape: {@code \}u00XX. */
  static final int MAX_LENGTH = 6;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(UTF_8);
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private JsonEscapes() {}

  /** How many bytes from the first on need no escape. */
  static int plainLength(byte[] bytes, int from, int to) {
    int i = from;
    while (i <= to - Long.BYTES) {
      long found = escaped((long) EIGHT.get(bytes, i));
      if (found != 0) {
        return i - from + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
      i += Long.BYTES;
    }
    while (i < to && !isEscaped(bytes[i])) {
      i++;
    }
    return i - from;
  }

  /**
   * The high bits of those of eight bytes that need an escape. {@code x - n & ~x & HIGH_BITS} finds
   * the bytes below n for n up to 128 (Warren, Hacker's Delight, section 6-1); bytes above the
   * lowest found one may be wrong, through the borrow.
   */
  private static long escaped(long x) {
    long quotes = x ^ ('"' * ONES);
    long backslashes = x ^ ('\\' * ONES);
    return (((x - ' ' * ONES) & ~x)
            | ((quotes - ONES) & ~quotes)
            | ((backslashes - ONES) & ~backslashes))
        & HIGH_BITS;
  }

  static boolean isEscaped(byte b) {
    return b == '"' || b == '\\' || (b < ' ' && b >= 0);
  }

  /**
   * Writes the escape of one byte that needs it.
   *
   * @return where it ends
   */
  static int escape(byte b, byte[] dst, int offset) {
    int position = offset;
    dst[position++] = '\\';
    switch (b) {
      case '"', '\\' -> dst[position++] = b;
      case '\n' -> dst[position++] = 'n';
      case '\r' -> dst[position++] = 'r';
      case '\t' -> dst[position++] = 't';
      case '\b' -> dst[position++] = 'b';
      case '\f' -> dst[position++] = 'f';
      default -> {
        dst[position++] = 'u';
        dst[position++] = '0';
        dst[position++] = '0';
        dst[position++] = HEX[b >> 4];
        dst[position++] = HEX[b & 0xF];
      }
    }
    return position;
  }
}
