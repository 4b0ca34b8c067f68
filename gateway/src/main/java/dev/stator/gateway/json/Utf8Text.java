package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import tools.jackson.core.SerializableString;

/**
 * A reusable view of UTF-8 in a buffer that a JSON generator copies, with what JSON wants escaped,
 * straight into its output; no String is made.
 */
final class Utf8Text implements SerializableString {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(UTF_8);

  /** The longest escape: {@code \}u00XX. */
  private static final int MAX_ESCAPE = 6;

  private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
  private int offset;
  private int length;

  Utf8Text wrap(DirectBuffer newBuffer, int newOffset, int newLength) {
    buffer = newBuffer;
    offset = newOffset;
    length = newLength;
    return this;
  }

  @Override
  public int appendQuotedUTF8(byte[] dst, int dstOffset) {
    if (length > dst.length - dstOffset) {
      return -1;
    }
    buffer.getBytes(offset, dst, dstOffset, length);
    int plain = plainLength(dst, dstOffset, dstOffset + length);
    return plain == length ? length : appendEscaped(dst, dstOffset, plain);
  }

  private static int plainLength(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (isEscaped(bytes[i])) {
        return i - from;
      }
    }
    return to - from;
  }

  private int appendEscaped(byte[] dst, int dstOffset, int plain) {
    int position = dstOffset + plain;
    for (int i = plain; i < length; i++) {
      byte b = buffer.getByte(offset + i);
      if (dst.length - position < MAX_ESCAPE) {
        return -1;
      }
      if (isEscaped(b)) {
        position = escape(b, dst, position);
      } else {
        dst[position++] = b;
      }
    }
    return position - dstOffset;
  }

  private static boolean isEscaped(byte b) {
    return b == '"' || b == '\\' || (b < ' ' && b >= 0);
  }

  private static int escape(byte b, byte[] dst, int offset) {
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

  /** What the generator takes when its own buffer has no room left. */
  @Override
  public byte[] asQuotedUTF8() {
    byte[] escaped = new byte[MAX_ESCAPE * (length + 1)];
    return Arrays.copyOf(escaped, appendQuotedUTF8(escaped, 0));
  }

  /** Nothing: only the detection of duplicate names would want it. */
  @Override
  public String getValue() {
    return "";
  }

  @Override
  public int charLength() {
    throw unused();
  }

  @Override
  public char[] asQuotedChars() {
    throw unused();
  }

  @Override
  public byte[] asUnquotedUTF8() {
    throw unused();
  }

  @Override
  public int appendQuoted(char[] dst, int dstOffset) {
    throw unused();
  }

  @Override
  public int appendUnquotedUTF8(byte[] dst, int dstOffset) {
    throw unused();
  }

  @Override
  public int appendUnquoted(char[] dst, int dstOffset) {
    throw unused();
  }

  @Override
  public int writeQuotedUTF8(OutputStream out) throws IOException {
    throw unused();
  }

  @Override
  public int writeUnquotedUTF8(OutputStream out) throws IOException {
    throw unused();
  }

  @Override
  public int putQuotedUTF8(ByteBuffer out) {
    throw unused();
  }

  @Override
  public int putUnquotedUTF8(ByteBuffer out) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("only a generator of UTF-8 takes this text");
  }
}
