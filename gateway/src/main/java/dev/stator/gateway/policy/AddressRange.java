package dev.stator.gateway.policy;

import java.net.InetAddress;

/** Addresses that begin with the same bits: {@code 10.0.0.0/8}, or a single address. */
final class AddressRange {
  private final byte[] address;
  private final int bits;

  private AddressRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * @throws IllegalArgumentException if the text is no such range
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    int all = address.length * Byte.SIZE;
    int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > all) {
      throw new IllegalArgumentException("no range of addresses: " + text);
    }
    return new AddressRange(address, bits);
  }

  boolean contains(String text) {
    byte[] other = bytes(text);
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if ((address[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an address in digits; a name is not looked up. */
  private static byte[] bytes(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }
}
