package dev.stator.gateway.json;

import java.util.Arrays;

/** Base64 as the service takes it: padded, nothing but the alphabet, no bits left over. */
final class Base64Decoder {
  private static final char PAD = '=';
  private static final int ASCII_END = 0x80;
  private static final byte[] VALUES = values();

  private byte[] bytes = new byte[1024];

  /** The array with the result of {@link #decode}, until the next one. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * Decodes the text.
   *
   * @return the number of bytes
   * @throws dev.stator.core.error.RequestException a SerializationException
   */
  int decode(char[] text, int offset, int length) {
    if (length % 4 != 0) {
      throw TypeMismatch.serialization(
          "Base64 encoded length is expected a multiple of 4 bytes but found: " + length);
    }
    int padding = padding(text, offset, length);
    int decoded = length / 4 * 3 - padding;
    if (bytes.length < decoded + 2) {
      bytes = new byte[Math.max(decoded + 2, 2 * bytes.length)];
    }
    int end = offset + length - (padding == 0 ? 0 : 4);
    int position = 0;
    for (int i = offset; i < end; i += 4) {
      int bits = quantum(text, i, 4);
      bytes[position] = (byte) (bits >>> 16);
      bytes[position + 1] = (byte) (bits >>> 8);
      bytes[position + 2] = (byte) bits;
      position += 3;
    }
    if (padding > 0) {
      lastQuantum(text, end, 4 - padding, position);
    }
    return decoded;
  }

  private void lastQuantum(char[] text, int offset, int count, int position) {
    int bits = quantum(text, offset, count);
    int unused = count == 2 ? 0xFFFF : 0xFF;
    if ((bits & unused) != 0) {
      throw badEnd();
    }
    bytes[position] = (byte) (bits >>> 16);
    bytes[position + 1] = (byte) (bits >>> 8);
  }

  /** The 24 bits of a group of which {@code count} characters are not padding. */
  private static int quantum(char[] text, int offset, int count) {
    int bits = 0;
    for (int i = 0; i < count; i++) {
      char c = text[offset + i];
      int value = c < ASCII_END ? VALUES[c] : -1;
      if (value < 0) {
        throw c == PAD
            ? badEnd()
            : TypeMismatch.serialization("Invalid base 64 character: '" + c + "'");
      }
      bits = (bits << 6) | value;
    }
    return bits << (6 * (4 - count));
  }

  private static int padding(char[] text, int offset, int length) {
    if (length == 0 || text[offset + length - 1] != PAD) {
      return 0;
    }
    return text[offset + length - 2] == PAD ? 2 : 1;
  }

  private static RuntimeException badEnd() {
    return TypeMismatch.serialization("Invalid last non-pad Base64 character dectected");
  }

  private static byte[] values() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    byte[] values = new byte[ASCII_END];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }
}
