package dev.stator.loadgen.workload;

import java.util.Arrays;

/** Writes the body of a request into an array that is used again and grows as needed. */
public final class BodyWriter {
  static final int KEY_DIGITS = 12;
  private static final int INITIAL_CAPACITY = 2048;

  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int length;

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public BodyWriter reset() {
    length = 0;
    return this;
  }

  public BodyWriter raw(byte[] source) {
    return raw(source, 0, source.length);
  }

  public BodyWriter raw(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  /** With as many digits as there are in the number of an item, zeros in front. */
  BodyWriter paddedNumber(long number) {
    ensure(KEY_DIGITS);
    digits(number, KEY_DIGITS);
    return this;
  }

  /** A number that is not below 0, as it is written. */
  public BodyWriter number(long number) {
    int count = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      count++;
    }
    ensure(count);
    digits(number, count);
    return this;
  }

  /** Eight hexadecimal digits. */
  BodyWriter hex(int value) {
    ensure(Checksum.HEX_LENGTH);
    Checksum.putHex(value, bytes, length);
    length += Checksum.HEX_LENGTH;
    return this;
  }

  private void digits(long number, int count) {
    long rest = number;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
