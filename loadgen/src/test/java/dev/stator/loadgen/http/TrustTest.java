package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose certificates both clients trust. */
class TrustTest {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TempDir private static Path directory = Path.of("");

  private static HttpsServer server;
  private static Path certificate = Path.of("");
  private static Endpoint endpoint;

  @BeforeAll
  static void startAServerWithACertificateOfItsOwn() throws Exception {
    KeyStore store = newCertificate();
    certificate = Files.writeString(directory.resolve("cert.pem"), pem(store), US_ASCII);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(US_ASCII));
          exchange.close();
        });
    server.start();
    endpoint = Endpoint.of(URI.create("https://localhost:" + server.getAddress().getPort()));
  }

  private static KeyStore newCertificate() throws Exception {
    Path file = directory.resolve("keys");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream stored = Files.newInputStream(file)) {
      store.load(stored, PASSWORD);
    }
    return store;
  }

  private static String pem(KeyStore store) throws Exception {
    byte[] encoded = store.getCertificate("server").getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END CERTIFICATE-----\n";
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    assertThatThrownBy(() -> call(endpoint)).hasMessageContaining("PKIX");
    assertThatThrownBy(() -> answer(endpoint)).hasStackTraceContaining("PKIX");
  }

  @Test
  void aCertificateInTheFileIsTrusted() throws Exception {
    Endpoint trusted = endpoint.trusting(certificate);

    assertThat(call(trusted)).isEqualTo(200);
    assertThat(answer(trusted)).isEqualTo(200);
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));

    for (Path wrong : new Path[] {empty, directory.resolve("missing.pem")}) {
      assertThatThrownBy(() -> call(endpoint.trusting(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("there are no certificates in " + wrong);
    }
  }

  /** As tables are set up. */
  private static int call(Endpoint to) throws Exception {
    try (ControlClient control =
        new ControlClient(to, Credentials.PLACEHOLDER, "us-east-1", TIMEOUT)) {
      return control.call("ListTables", "{}").status();
    }
  }

  /** As loads are sent. */
  private static int answer(Endpoint to) throws Exception {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    RequestHead head =
        new RequestSigner(to, Credentials.PLACEHOLDER, "us-east-1", true).head("ListTables");
    try (Connector connector = new Connector(to, 1, TIMEOUT)) {
      connector.connect(
          connector.nextLoop(),
          new Connection.Listener() {
            @Override
            public void onOpen(Connection connection) {
              connection.send(head, "{}".getBytes(US_ASCII), 2, 0);
            }

            @Override
            public void onAnswer(Connection connection, Answer answer, boolean closes) {
              status.complete(answer.status());
            }

            @Override
            public void onLost(Connection connection, Throwable cause) {
              status.completeExceptionally(cause);
            }
          });
      return status.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
