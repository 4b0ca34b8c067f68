package dev.stator.gateway.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Where a client comes from, as one number that all connections of one client share. */
final class ClientAddress {
  private ClientAddress() {}

  /** An IPv4 address, or the network of an IPv6 address, of which one client has many; else 0. */
  static long of(SocketAddress remote) {
    InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
    if (address == null) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() < Long.BYTES
        ? Integer.toUnsignedLong(bytes.getInt())
        : bytes.getLong();
  }
}
