package dev.stator.core.number;

import dev.stator.core.error.RequestException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The stored form of a number: unsigned byte order is numeric order, equal numbers have equal
 * bytes, and the form shows its own end.
 *
 * <pre>
 * zero      0x01
 * positive  0x02, exponent + 130,         pairs + 1,   0x00
 * negative  0x00, 255 - (exponent + 130), 100 - pairs, 0xFF
 * </pre>
 *
 * <p>The number is d.ddd... x 10^exponent with a first digit that is not zero; a pair is two
 * digits, 0 to 99, the first pair starts with the first digit, and trailing zero pairs are left
 * out. Nothing here allocates except {@link #decode} and the encoding of a {@link BigDecimal}.
 */
public final class DecimalCodec {
  /** The most bytes of an encoded number. */
  public static final int MAX_LENGTH = 22;

  /** The most bytes {@link #format} writes: sign, "0.", 129 zeros and 38 digits. */
  public static final int MAX_TEXT_LENGTH = 170;

  public static final int MAX_DIGITS = 38;
  public static final int MIN_EXPONENT = -130;
  public static final int MAX_EXPONENT = 125;

  private static final byte NEGATIVE = 0x00;
  private static final byte ZERO = 0x01;
  private static final byte POSITIVE = 0x02;
  private static final byte POSITIVE_END = 0x00;
  private static final byte NEGATIVE_END = (byte) 0xFF;

  private static final int EXPONENT_OFFSET = Byte.BYTES;
  private static final int PAIRS_OFFSET = EXPONENT_OFFSET + Byte.BYTES;

  private static final int MAX_LONG_DIGITS = 18;
  private static final int MALFORMED = -1;

  private DecimalCodec() {}

  /**
   * Encodes decimal text such as {@code -12.5e3}.
   *
   * @return the length of the encoded number
   * @throws RequestException when the text is no number or one outside the supported range
   */
  public static int encode(
      char[] text, int offset, int length, MutableDirectBuffer dst, int dstOffset) {
    return encodeText(text, offset, length, dst, dstOffset);
  }

  /** Like {@link #encode(char[], int, int, MutableDirectBuffer, int)}, from ASCII. */
  public static int encode(
      byte[] ascii, int offset, int length, MutableDirectBuffer dst, int dstOffset) {
    return encodeText(ascii, offset, length, dst, dstOffset);
  }

  /** Like {@link #encode(char[], int, int, MutableDirectBuffer, int)}. */
  public static int encode(CharSequence text, MutableDirectBuffer dst, int dstOffset) {
    return encodeText(text, 0, text.length(), dst, dstOffset);
  }

  /**
   * Encodes the result of a calculation; allocates.
   *
   * @throws RequestException when it has too many digits or is outside the supported range
   */
  public static int encode(BigDecimal value, MutableDirectBuffer dst, int dstOffset) {
    return encode(value.unscaledValue() + "E" + -(long) value.scale(), dst, dstOffset);
  }

  /** The length of the encoded number at this offset. */
  public static int length(DirectBuffer src, int offset) {
    if (src.getByte(offset) == ZERO) {
      return Byte.BYTES;
    }
    int end = offset + PAIRS_OFFSET;
    while (src.getByte(end) > 0) {
      end++;
    }
    return end + Byte.BYTES - offset;
  }

  /**
   * Writes the number as the service returns it: plain decimal ASCII without exponent, leading or
   * trailing zeros.
   *
   * @return the length of the text, at most {@link #MAX_TEXT_LENGTH}
   */
  public static int format(DirectBuffer src, int offset, byte[] dst, int dstOffset) {
    byte sign = src.getByte(offset);
    if (sign == ZERO) {
      dst[dstOffset] = '0';
      return 1;
    }
    int position = dstOffset;
    if (sign == NEGATIVE) {
      dst[position++] = '-';
    }
    int exponent = exponent(src, offset);
    int digits = digits(src, offset);
    if (exponent < 0) {
      dst[position++] = '0';
      dst[position++] = '.';
      position = zeros(-exponent - 1, dst, position);
      return digits(src, offset, 0, digits, dst, position) - dstOffset;
    }
    int whole = Math.min(digits, exponent + 1);
    position = digits(src, offset, 0, whole, dst, position);
    position = zeros(exponent + 1 - whole, dst, position);
    if (whole < digits) {
      dst[position++] = '.';
      position = digits(src, offset, whole, digits, dst, position);
    }
    return position - dstOffset;
  }

  /** The number to calculate with, without trailing zeros; allocates. */
  public static BigDecimal decode(DirectBuffer src, int offset) {
    if (src.getByte(offset) == ZERO) {
      return BigDecimal.ZERO;
    }
    int digits = digits(src, offset);
    int scale = digits - 1 - exponent(src, offset);
    boolean negative = src.getByte(offset) == NEGATIVE;
    if (digits <= MAX_LONG_DIGITS) {
      long unscaled = 0;
      for (int i = 0; i < digits; i++) {
        unscaled = unscaled * 10 + digit(src, offset, i);
      }
      return BigDecimal.valueOf(negative ? -unscaled : unscaled, scale);
    }
    char[] text = new char[digits];
    for (int i = 0; i < digits; i++) {
      text[i] = (char) ('0' + digit(src, offset, i));
    }
    BigDecimal magnitude = new BigDecimal(text).scaleByPowerOfTen(-scale);
    return negative ? magnitude.negate() : magnitude;
  }

  /**
   * The number without its fraction, for what counts in longs: below 0 it is -1, above the range of
   * long {@link Long#MAX_VALUE}. Allocates nothing.
   */
  public static long wholePart(DirectBuffer src, int offset) {
    byte sign = src.getByte(offset);
    if (sign != POSITIVE) {
      return sign == ZERO ? 0 : -1;
    }
    int exponent = exponent(src, offset);
    if (exponent >= MAX_LONG_DIGITS) {
      return Long.MAX_VALUE;
    }
    int digits = digits(src, offset);
    long whole = 0;
    for (int i = 0; i <= exponent; i++) {
      whole = whole * 10 + (i < digits ? digit(src, offset, i) : 0);
    }
    return whole;
  }

  /**
   * What the number counts in the size of an item: one byte, one for each pair of digits left and
   * right of the decimal point from the first digit to the last that is not zero, and one for a
   * minus sign.
   */
  public static int size(DirectBuffer src, int offset) {
    byte sign = src.getByte(offset);
    if (sign == ZERO) {
      return 1;
    }
    int first = exponent(src, offset);
    int last = first - digits(src, offset) + 1;
    int pairs = Math.floorDiv(first, 2) - Math.floorDiv(last, 2) + 1;
    return 1 + pairs + (sign == NEGATIVE ? 1 : 0);
  }

  private static int encodeText(
      Object text, int offset, int length, MutableDirectBuffer dst, int dstOffset) {
    int end = offset + length;
    boolean negative = length > 0 && at(text, offset) == '-';
    int start = negative || (length > 0 && at(text, offset) == '+') ? offset + 1 : offset;
    int mantissaEnd = mantissaEnd(text, start, end);
    if (mantissaEnd == MALFORMED || !isExponent(text, mantissaEnd, end)) {
      throw notNumeric(text, offset, length);
    }
    int first = firstDigit(text, start, mantissaEnd);
    if (first == mantissaEnd) {
      dst.putByte(dstOffset, ZERO);
      return Byte.BYTES;
    }
    int last = lastDigit(text, mantissaEnd);
    int point = point(text, start, mantissaEnd);
    long magnitude =
        (first < point ? point - first - 1 : point - first) + exponent(text, mantissaEnd, end);
    int digits = last + 1 - first - (first < point && point < last ? 1 : 0);
    checkRange(magnitude, digits);
    return put(text, first, last, negative, (int) magnitude, dst, dstOffset);
  }

  /** Characters of a char[], an ASCII byte[] or a CharSequence; one of them is used in practice. */
  private static int at(Object text, int index) {
    if (text instanceof char[] chars) {
      return chars[index];
    }
    return text instanceof byte[] bytes ? bytes[index] & 0xFF : ((CharSequence) text).charAt(index);
  }

  /** Where the digits end: the place of the exponent's letter, the end, or MALFORMED. */
  private static int mantissaEnd(Object text, int start, int end) {
    int digits = 0;
    int points = 0;
    int i = start;
    for (; i < end; i++) {
      int c = at(text, i);
      if (isDigit(c)) {
        digits++;
      } else if (c == '.') {
        points++;
      } else if (c == 'e' || c == 'E') {
        break;
      } else {
        return MALFORMED;
      }
    }
    return digits > 0 && points <= 1 ? i : MALFORMED;
  }

  private static boolean isExponent(Object text, int letter, int end) {
    if (letter == end) {
      return true;
    }
    int i = letter + 1;
    if (i < end && (at(text, i) == '-' || at(text, i) == '+')) {
      i++;
    }
    if (i == end) {
      return false;
    }
    while (i < end && isDigit(at(text, i))) {
      i++;
    }
    return i == end;
  }

  /** The exponent written in the text, 0 without one; far outside the range it stays there. */
  private static long exponent(Object text, int letter, int end) {
    if (letter == end) {
      return 0;
    }
    long exponent = 0;
    for (int i = letter + 1; i < end; i++) {
      int c = at(text, i);
      if (isDigit(c) && exponent < Integer.MAX_VALUE * 100L) {
        exponent = exponent * 10 + c - '0';
      }
    }
    return at(text, letter + 1) == '-' ? -exponent : exponent;
  }

  /** The first digit that is not zero, or end. */
  private static int firstDigit(Object text, int start, int end) {
    int i = start;
    while (i < end && (at(text, i) == '0' || at(text, i) == '.')) {
      i++;
    }
    return i;
  }

  /** The last digit that is not zero; there is one. */
  private static int lastDigit(Object text, int end) {
    int i = end - 1;
    while (at(text, i) == '0' || at(text, i) == '.') {
      i--;
    }
    return i;
  }

  private static int point(Object text, int start, int end) {
    int i = start;
    while (i < end && at(text, i) != '.') {
      i++;
    }
    return i;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static void checkRange(long exponent, int digits) {
    if (exponent > MAX_EXPONENT) {
      throw RequestException.validation(
          "Number overflow. Attempting to store a number with magnitude larger than supported"
              + " range");
    }
    if (exponent < MIN_EXPONENT) {
      throw RequestException.validation(
          "Number underflow. Attempting to store a number with magnitude smaller than supported"
              + " range");
    }
    if (digits > MAX_DIGITS) {
      throw RequestException.validation(
          "Attempting to store more than 38 significant digits in a Number");
    }
  }

  private static int put(
      Object text,
      int first,
      int last,
      boolean negative,
      int exponent,
      MutableDirectBuffer dst,
      int dstOffset) {
    int biased = exponent - MIN_EXPONENT;
    dst.putByte(dstOffset, negative ? NEGATIVE : POSITIVE);
    dst.putByte(dstOffset + EXPONENT_OFFSET, (byte) (negative ? 0xFF - biased : biased));
    int position = dstOffset + PAIRS_OFFSET;
    int i = first;
    while (i <= last) {
      int digit = skipPoint(text, i);
      int pair = 10 * (at(text, digit) - '0');
      i = digit + 1;
      if (i <= last) {
        digit = skipPoint(text, i);
        pair += at(text, digit) - '0';
        i = digit + 1;
      }
      dst.putByte(position++, (byte) (negative ? 100 - pair : pair + 1));
    }
    dst.putByte(position++, negative ? NEGATIVE_END : POSITIVE_END);
    return position - dstOffset;
  }

  private static int skipPoint(Object text, int i) {
    return at(text, i) == '.' ? i + 1 : i;
  }

  private static RequestException notNumeric(Object text, int offset, int length) {
    String input =
        switch (text) {
          case char[] chars -> new String(chars, offset, length);
          case byte[] bytes -> new String(bytes, offset, length, StandardCharsets.UTF_8);
          default -> text.toString();
        };
    String message = "The parameter cannot be converted to a numeric value";
    return RequestException.validation(input.isEmpty() ? message : message + ": " + input);
  }

  /** The power of ten of the first digit; not for zero. */
  private static int exponent(DirectBuffer src, int offset) {
    int biased = src.getByte(offset + EXPONENT_OFFSET) & 0xFF;
    return (src.getByte(offset) == NEGATIVE ? 0xFF - biased : biased) + MIN_EXPONENT;
  }

  /** How many digits there are from the first to the last that is not zero; not for zero. */
  private static int digits(DirectBuffer src, int offset) {
    int pairs = length(src, offset) - PAIRS_OFFSET - Byte.BYTES;
    return 2 * pairs - (pair(src, offset, pairs - 1) % 10 == 0 ? 1 : 0);
  }

  private static int pair(DirectBuffer src, int offset, int index) {
    byte encoded = src.getByte(offset + PAIRS_OFFSET + index);
    return src.getByte(offset) == NEGATIVE ? 100 - encoded : encoded - 1;
  }

  private static int digit(DirectBuffer src, int offset, int index) {
    int pair = pair(src, offset, index >> 1);
    return (index & 1) == 0 ? pair / 10 : pair % 10;
  }

  private static int digits(
      DirectBuffer src, int offset, int from, int to, byte[] dst, int dstOffset) {
    boolean negative = src.getByte(offset) == NEGATIVE;
    int position = dstOffset;
    for (int i = from; i < to; i++) {
      byte encoded = src.getByte(offset + PAIRS_OFFSET + (i >> 1));
      int pair = negative ? 100 - encoded : encoded - 1;
      dst[position++] = (byte) ('0' + ((i & 1) == 0 ? pair / 10 : pair % 10));
    }
    return position;
  }

  private static int zeros(int count, byte[] dst, int dstOffset) {
    Arrays.fill(dst, dstOffset, dstOffset + count, (byte) '0');
    return dstOffset + count;
  }
}
