package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import dev.stator.gateway.cli.Main;
import dev.stator.gateway.http.TlsConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/2 that open more than they may, spoken to in frames. */
class HostileStreamsTest {
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int REFUSED_STREAM = 7;
  private static final int PATIENCE_MS = 20_000;
  private static final int MANY = 20_000;

  /** {@code POST /}, https, to the host {@code a}, in HPACK. */
  private static final byte[] POST = {(byte) 0x83, (byte) 0x84, (byte) 0x87, 0x41, 1, 'a'};

  /** {@code GET /} of the same. */
  private static final byte[] GET = {(byte) 0x82, (byte) 0x84, (byte) 0x87, 0x41, 1, 'a'};

  @TempDir private static Path directory;
  private static Stator server;

  @BeforeAll
  static void start() {
    Main.commandLine().execute("cert", "--out", directory.toString(), "--name", "localhost");
    server =
        Stator.inMemory()
            .tls(new TlsConfig(directory.resolve("cert.pem"), directory.resolve("key.pem"), null))
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void refusesStreamsThatAreTooMany() throws Exception {
    try (var socket = connect()) {
      var frames = new ByteArrayOutputStream();
      frames.writeBytes(frame(SETTINGS, ACK, 0));
      for (int stream = 1; stream < 2 * 150; stream += 2) {
        frames.writeBytes(frame(HEADERS, END_HEADERS, stream, POST));
      }
      socket.getOutputStream().write(frames.toByteArray());

      assertThat(resetOrEnd(socket)).isEqualTo(REFUSED_STREAM);
    }
    assertServing();
  }

  @Test
  void closesAConnectionWhoseClientAcknowledgesNoSettings() throws Exception {
    try (var socket = connect()) {
      var frames = new ByteArrayOutputStream();
      for (int stream = 1; stream < 2 * 1000; stream += 2) {
        frames.writeBytes(frame(HEADERS, END_HEADERS, stream, POST));
      }
      socket.getOutputStream().write(frames.toByteArray());

      assertThat(resetOrEnd(socket)).isIn(REFUSED_STREAM, -1);
    }
    assertServing();
  }

  @Test
  void closesAConnectionWhoseClientTakesItsRequestsBack() throws Exception {
    try (var socket = connect()) {
      var frames = new ByteArrayOutputStream();
      frames.writeBytes(frame(SETTINGS, ACK, 0));
      for (int stream = 1; stream < 2 * 1000; stream += 2) {
        frames.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, stream, GET));
        frames.writeBytes(frame(RESET, 0, stream, new byte[] {0, 0, 0, 8}));
      }
      try {
        socket.getOutputStream().write(frames.toByteArray());
      } catch (SocketException closed) {
        // while this was still sending
      }

      assertThat(isClosed(socket)).isTrue();
    }
    assertServing();
  }

  @Test
  void closesAConnectionWhoseHeadersDoNotEnd() throws Exception {
    byte[] header = new byte[4 + 100]; // not to be remembered
    header[1] = 1; // the length of its name
    header[2] = 'x';
    header[3] = 100; // the length of its value
    Arrays.fill(header, 4, header.length, (byte) 'a');
    try (var socket = connect()) {
      try {
        socket.getOutputStream().write(frame(HEADERS, END_STREAM, 1, POST));
        for (int i = 0; i < MANY; i++) {
          socket.getOutputStream().write(frame(CONTINUATION, 0, 1, header));
        }
      } catch (SocketException closed) {
        // while this was still sending
      }

      assertThat(isClosed(socket)).isTrue();
    }
    assertServing();
  }

  /** The first stream error that the server tells, -1 if it closes the connection instead. */
  private static int resetOrEnd(SSLSocket socket) throws IOException {
    var input = new DataInputStream(socket.getInputStream());
    try {
      while (true) {
        int length = input.readUnsignedByte() << 16 | input.readUnsignedShort();
        int type = input.readUnsignedByte();
        input.skipNBytes(Byte.BYTES + Integer.BYTES);
        if (type == RESET) {
          return input.readInt();
        }
        input.skipNBytes(length);
      }
    } catch (EOFException | SocketException closed) {
      return -1;
    }
  }

  private static boolean isClosed(SSLSocket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      // which is closed, too
    }
    return true;
  }

  private static void assertServing() throws Exception {
    try (var socket = connect()) {
      socket.getOutputStream().write(frame(HEADERS, END_HEADERS | END_STREAM, 1, GET));
      var input = new DataInputStream(socket.getInputStream());
      int type;
      do {
        int length = input.readUnsignedByte() << 16 | input.readUnsignedShort();
        type = input.readUnsignedByte();
        input.skipNBytes(Byte.BYTES + Integer.BYTES + length);
      } while (type != HEADERS);
    }
  }

  /** A connection whose preface is sent. */
  private static SSLSocket connect() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    var preface = new ByteArrayOutputStream();
    preface.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    preface.writeBytes(frame(SETTINGS, 0, 0));
    socket.getOutputStream().write(preface.toByteArray());
    return socket;
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(0);
    frame.write(0);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(stream >>> shift);
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
