package dev.stator.gateway.auth;

import java.util.Arrays;

/**
 * The bytes of a text that is hashed or signed, in a buffer that is used again. Allocates only to
 * grow.
 */
final class SignedText {
  private static final byte[] HEX_DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int INITIAL_LENGTH = 4096;

  private byte[] bytes = new byte[INITIAL_LENGTH];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  SignedText clear() {
    length = 0;
    return this;
  }

  /** Adds characters that are bytes. */
  @SuppressWarnings("deprecation") // the deprecated copy is the one without an encoder
  SignedText add(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
    return this;
  }

  SignedText line() {
    ensure(1);
    bytes[length++] = '\n';
    return this;
  }

  SignedText hex(byte[] hash) {
    ensure(2 * hash.length);
    for (byte each : hash) {
      bytes[length++] = HEX_DIGITS[each >> 4 & 0xF];
      bytes[length++] = HEX_DIGITS[each & 0xF];
    }
    return this;
  }

  /** Adds a header's value without blanks around it, and with one for many within it. */
  SignedText value(String value) {
    ensure(value.length());
    int end = value.length();
    while (end > 0 && isBlank(value.charAt(end - 1))) {
      end--;
    }
    boolean blank = true;
    for (int i = 0; i < end; i++) {
      char each = value.charAt(i);
      boolean another = isBlank(each);
      if (!another) {
        bytes[length++] = (byte) each;
      } else if (!blank) {
        bytes[length++] = ' ';
      }
      blank = another;
    }
    return this;
  }

  private static boolean isBlank(char each) {
    return each == ' ' || each == '\t' || each == '\r' || each == '\n';
  }

  private void ensure(int added) {
    if (bytes.length - length < added) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + added));
    }
  }
}
