package dev.stator.loadgen.workload;

import java.util.zip.CRC32C;

/**
 * The checksum that each field of an item begins with: CRC-32C of the number of the item, the
 * number of the field and the rest of the field, as eight hexadecimal digits. A field that is read
 * in another item's place, cut or changed does not match. For one thread.
 */
final class Checksum {
  static final int HEX_LENGTH = 8;
  private static final int SEED_LENGTH = Long.BYTES + 1;

  private final CRC32C crc = new CRC32C();
  private final byte[] seed = new byte[SEED_LENGTH];

  int of(long number, int field, byte[] rest, int offset, int length) {
    for (int i = 0; i < Long.BYTES; i++) {
      seed[i] = (byte) (number >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    seed[Long.BYTES] = (byte) field;
    crc.reset();
    crc.update(seed, 0, SEED_LENGTH);
    crc.update(rest, offset, length);
    return (int) crc.getValue();
  }

  /** Whether the field of an item, its checksum in front, is whole. */
  boolean matches(long number, int field, byte[] text, int offset, int length) {
    if (length < HEX_LENGTH) {
      return false;
    }
    int expected = of(number, field, text, offset + HEX_LENGTH, length - HEX_LENGTH);
    for (int i = 0; i < HEX_LENGTH; i++) {
      if (text[offset + i] != hexDigit(expected, i)) {
        return false;
      }
    }
    return true;
  }

  static void putHex(int value, byte[] target, int offset) {
    for (int i = 0; i < HEX_LENGTH; i++) {
      target[offset + i] = hexDigit(value, i);
    }
  }

  private static byte hexDigit(int value, int place) {
    int digit = value >>> (Integer.SIZE - 4 * (place + 1)) & 0xF;
    return (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
  }
}
