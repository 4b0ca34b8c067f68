package dev.stator.core.codec;

import org.agrona.DirectBuffer;

/** UTF-16 to UTF-8; a surrogate without its partner becomes '?'. */
final class Utf8 {
  /** The most bytes one UTF-16 unit becomes. */
  static final int MAX_BYTES_PER_CHAR = 3;

  private static final int ASCII_END = 0x80;
  private static final int TWO_BYTES_END = 0x800;

  private Utf8() {}

  /** Copies chars as if they were ASCII and says whether they were; a loop C2 vectorises. */
  static boolean copyAscii(char[] src, int offset, int length, byte[] dst) {
    int bits = 0;
    for (int i = 0; i < length; i++) {
      char c = src[offset + i];
      bits |= c;
      dst[i] = (byte) c;
    }
    return bits < ASCII_END;
  }

  /** Writes any chars as UTF-8 and returns the length. */
  static int copy(char[] src, int offset, int length, byte[] dst) {
    int end = offset + length;
    int position = 0;
    for (int i = offset; i < end; i++) {
      int codePoint = codePoint(src[i], i + 1 < end ? src[i + 1] : 0);
      if (codePoint >= Character.MIN_SUPPLEMENTARY_CODE_POINT) {
        i++;
      }
      int bytes = length(codePoint);
      for (int k = 0; k < bytes; k++) {
        dst[position++] = byteAt(codePoint, bytes, k);
      }
    }
    return position;
  }

  /** Whether these bytes are the text in UTF-8. */
  static boolean equal(DirectBuffer buffer, int offset, int length, CharSequence text) {
    int chars = text.length();
    int limit = Math.min(chars, length);
    int ascii = 0;
    while (ascii < limit && text.charAt(ascii) < ASCII_END) {
      if (buffer.getByte(offset + ascii) != text.charAt(ascii)) {
        return false;
      }
      ascii++;
    }
    return ascii == chars ? chars == length : equalFrom(buffer, offset, length, text, ascii);
  }

  /** Like equal, all before this index being equal ASCII. */
  private static boolean equalFrom(
      DirectBuffer buffer, int offset, int length, CharSequence text, int index) {
    int chars = text.length();
    int position = index;
    for (int i = index; i < chars; i++) {
      int codePoint = codePoint(text.charAt(i), i + 1 < chars ? text.charAt(i + 1) : 0);
      if (codePoint >= Character.MIN_SUPPLEMENTARY_CODE_POINT) {
        i++;
      }
      int bytes = length(codePoint);
      if (position + bytes > length) {
        return false;
      }
      for (int k = 0; k < bytes; k++) {
        if (buffer.getByte(offset + position++) != byteAt(codePoint, bytes, k)) {
          return false;
        }
      }
    }
    return position == length;
  }

  private static int codePoint(char c, int next) {
    if (!Character.isSurrogate(c)) {
      return c;
    }
    boolean paired = Character.isHighSurrogate(c) && Character.isLowSurrogate((char) next);
    return paired ? Character.toCodePoint(c, (char) next) : '?';
  }

  private static int length(int codePoint) {
    if (codePoint < ASCII_END) {
      return 1;
    }
    if (codePoint < TWO_BYTES_END) {
      return 2;
    }
    return codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT ? 3 : 4;
  }

  /**
   * One of the bytes of a code point: the first tells the number of bytes, six bits in each other.
   */
  private static byte byteAt(int codePoint, int bytes, int index) {
    if (bytes == 1) {
      return (byte) codePoint;
    }
    int bits = codePoint >>> (6 * (bytes - 1 - index));
    return (byte) (index == 0 ? (0xF00 >> bytes) | bits : 0x80 | (bits & 0x3F));
  }
}
