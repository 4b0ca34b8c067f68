package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.Stator;
import dev.stator.gateway.cli.Main;
import dev.stator.gateway.connection.ConnectionLimits;
import dev.stator.gateway.connection.ConnectionLimits.Times;
import dev.stator.gateway.http.TlsConfig;
import dev.stator.gateway.integration.ClientHello.Answer;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says to clients that offer versions and ciphers which a JDK would not. */
class TlsHandshakesTest {
  private static final int ECDHE_ECDSA_AES_128_GCM = 0xC02B;
  private static final int ECDHE_ECDSA_AES_256_GCM = 0xC02C;
  private static final int ECDHE_ECDSA_AES_128_CBC = 0xC009;

  private static final int PATIENCE_MS = 20_000;
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private static Path directory;
  private static Stator server;

  @BeforeAll
  static void start() {
    Main.commandLine().execute("cert", "--out", directory.toString(), "--name", "localhost");
    server = Stator.inMemory().tls(files()).start();
  }

  private static TlsConfig files() {
    return new TlsConfig(directory.resolve("cert.pem"), directory.resolve("key.pem"), null);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void choosesTheCheapestOfTheGoodCiphers() throws IOException {
    var hello =
        new ClientHello(
            ClientHello.TLS_1_2,
            ECDHE_ECDSA_AES_128_CBC,
            ECDHE_ECDSA_AES_256_GCM,
            ECDHE_ECDSA_AES_128_GCM);

    assertThat(hello.sendTo(server.port())).isEqualTo(new Answer(true, ECDHE_ECDSA_AES_128_GCM));
  }

  @Test
  void refusesAClientThatShakesHandsAgainAndAgain() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();

      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                socket.getInputStream().read();
              })
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void closesAConnectionWhoseHandshakeTakesTooLong() throws IOException {
    var limits =
        ConnectionLimits.defaults()
            .withTimes(new Times(SHORT, Times.DEFAULT.body(), Times.DEFAULT.answer(), SHORT));
    try (var strict = Stator.inMemory().tls(files()).limits(MAX_BODY_BYTES, limits).start();
        var socket = new Socket(InetAddress.getLoopbackAddress(), strict.port())) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(new byte[] {22, 3, 1, 1});

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {ClientHello.SSL_3, ClientHello.TLS_1_0, ClientHello.TLS_1_1})
  void refusesOldVersions(int version) throws IOException {
    var hello = new ClientHello(version, ECDHE_ECDSA_AES_128_CBC, ECDHE_ECDSA_AES_128_GCM);

    assertThat(hello.sendTo(server.port())).isEqualTo(new Answer(false, Answer.PROTOCOL_VERSION));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x0001, // no encryption
        0x0004, // RC4
        0x000A, // 3DES
        0x0018, // no authentication
        0x002F, // no forward secrecy, CBC
        0x009C, // no forward secrecy
        0x0033, // DHE, CBC
        0xC007, // RC4
        0xC008, // 3DES
        ECDHE_ECDSA_AES_128_CBC,
        0xC023, // CBC with SHA-256
        0xC006 // no encryption
      })
  void refusesWeakCiphers(int suite) throws IOException {
    assertThat(new ClientHello(ClientHello.TLS_1_2, suite).sendTo(server.port()))
        .isEqualTo(new Answer(false, Answer.HANDSHAKE_FAILURE));
  }
}
