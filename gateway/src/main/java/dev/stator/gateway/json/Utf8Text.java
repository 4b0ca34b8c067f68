package dev.stator.gateway.json;

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
    int plain = JsonEscapes.plainLength(dst, dstOffset, dstOffset + length);
    return plain == length ? length : appendEscaped(dst, dstOffset, plain);
  }

  private int appendEscaped(byte[] dst, int dstOffset, int plain) {
    int position = dstOffset + plain;
    for (int i = plain; i < length; i++) {
      byte b = buffer.getByte(offset + i);
      if (dst.length - position < JsonEscapes.MAX_LENGTH) {
        return -1;
      }
      if (JsonEscapes.isEscaped(b)) {
        position = JsonEscapes.escape(b, dst, position);
      } else {
        dst[position++] = b;
      }
    }
    return position - dstOffset;
  }

  /** What the generator takes when its own buffer has no room left. */
  @Override
  public byte[] asQuotedUTF8() {
    byte[] escaped = new byte[JsonEscapes.MAX_LENGTH * (length + 1)];
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
