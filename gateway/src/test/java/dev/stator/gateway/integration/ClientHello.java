package dev.stator.gateway.integration;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;

/**
 * The first message of a TLS client, written byte by byte: it can offer what no JDK would. Of its
 * version and with these cipher suites, without the extensions of TLS 1.3.
 */
final class ClientHello {
  static final int SSL_3 = 0x0300;
  static final int TLS_1_0 = 0x0301;
  static final int TLS_1_1 = 0x0302;
  static final int TLS_1_2 = 0x0303;

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int RANDOM_BYTES = 32;
  private static final int PATIENCE_MS = 20_000;

  /** Curves, their points uncompressed, and signatures: what a client of TLS 1.2 tells. */
  private static final byte[] EXTENSIONS =
      HexFormat.of()
          .parseHex(
              "000a00060004001d0017" // x25519 and secp256r1
                  + "000b00020100" // uncompressed
                  + "000d000a00080403080404010201"); // ECDSA, RSA-PSS, RSA, RSA with SHA-1

  private final int version;
  private final int[] suites;

  ClientHello(int version, int... suites) {
    this.version = version;
    this.suites = suites.clone();
  }

  /**
   * What a server answers first.
   *
   * @param isHello whether it goes on
   * @param code the cipher suite that it chose, or else its alert
   */
  record Answer(boolean isHello, int code) {
    static final int HANDSHAKE_FAILURE = 40;
    static final int PROTOCOL_VERSION = 70;
  }

  /** Sends it to a port of this machine. */
  Answer sendTo(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(bytes());
      var input = new DataInputStream(socket.getInputStream());
      boolean isHello = input.readUnsignedByte() == HANDSHAKE;
      input.skipNBytes(2 * Short.BYTES); // the version and the length of the record
      if (!isHello) {
        input.skipNBytes(Byte.BYTES); // how bad it is
        return new Answer(false, input.readUnsignedByte());
      }
      input.skipNBytes(Integer.BYTES + Short.BYTES + RANDOM_BYTES);
      input.skipNBytes(input.readUnsignedByte()); // the session
      return new Answer(true, input.readUnsignedShort());
    }
  }

  private byte[] bytes() {
    var body = new ByteArrayOutputStream();
    writeShort(body, version);
    body.writeBytes(new byte[RANDOM_BYTES]);
    body.write(0); // no session
    writeShort(body, Short.BYTES * suites.length);
    for (int suite : suites) {
      writeShort(body, suite);
    }
    body.write(1);
    body.write(0); // no compression
    writeShort(body, EXTENSIONS.length);
    body.writeBytes(EXTENSIONS);
    var record = new ByteArrayOutputStream();
    record.write(HANDSHAKE);
    writeShort(record, Math.min(version, TLS_1_0));
    writeShort(record, Integer.BYTES + body.size());
    record.write(CLIENT_HELLO);
    record.write(0);
    writeShort(record, body.size());
    record.writeBytes(body.toByteArray());
    return record.toByteArray();
  }

  private static void writeShort(ByteArrayOutputStream to, int value) {
    to.write(value >>> Byte.SIZE);
    to.write(value);
  }
}
