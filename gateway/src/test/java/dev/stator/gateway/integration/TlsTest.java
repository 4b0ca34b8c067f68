package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.StartupException;
import dev.stator.gateway.Stator;
import dev.stator.gateway.http.TlsConfig;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.NewKey;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;

/** A server that speaks TLS with certificates that {@code stator cert} made. */
class TlsTest {
  @TempDir Path directory;

  @Test
  void servesTheSdkOverTls() throws Exception {
    TlsConfig files = certificate("server");
    KeyStore store = KeyStore.of(directory);
    NewKey key = store.create("ann", KeyStore.EVERYTHING);
    try (var server = Stator.inMemory().requireKeys(directory).tls(files).start();
        var client =
            DynamoDbClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.id(), key.secret())))
                .httpClientBuilder(
                    Apache5HttpClient.builder()
                        .tlsTrustManagersProvider(() -> trust(files).getTrustManagers()))
                .build()) {
      assertThat(server.endpoint().getScheme()).isEqualTo("https");
      assertThat(client.listTables().tableNames()).isEmpty();
    }
  }

  @Test
  void servesTheAsynchronousSdkOverHttp2() throws Exception {
    TlsConfig files = certificate("server");
    NewKey key = KeyStore.of(directory).create("ann", KeyStore.EVERYTHING);
    try (var server = Stator.inMemory().requireKeys(directory).tls(files).start();
        var client =
            DynamoDbAsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.id(), key.secret())))
                .httpClientBuilder(
                    NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP2)
                        .protocolNegotiation(ProtocolNegotiation.ALPN)
                        .tlsTrustManagersProvider(() -> trust(files).getTrustManagers()))
                .build()) {
      List<CompletableFuture<ListTablesResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(client.listTables());
      }
      for (CompletableFuture<ListTablesResponse> answer : answers) {
        assertThat(answer.get().tableNames()).isEmpty();
      }
      assertThat(client.describeEndpoints().get().endpoints().getFirst().address())
          .isEqualTo("127.0.0.1:" + server.port());
    }
  }

  @Test
  void negotiatesHttp2AndModernVersionsOnly() throws Exception {
    TlsConfig files = certificate("server");
    try (var server = Stator.inMemory().tls(files).start()) {
      HttpResponse<String> answer = get(server, context(files, null));

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).startsWith("healthy: 127.0.0.1");
      for (String version : List.of("TLSv1.3", "TLSv1.2")) {
        assertThat(handshake(server, context(files, null), version)).isEqualTo(version);
      }
      for (String version : List.of("TLSv1.1", "TLSv1")) {
        assertThatThrownBy(() -> handshake(server, context(files, null), version))
            .isInstanceOf(SSLException.class);
      }
      try (var plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(readAll(plain.getInputStream()), StandardCharsets.US_ASCII))
            .doesNotContain("HTTP/1.1 200");
      }
    }
  }

  @Test
  void takesACertificateOnThatReplacesTheFirst() throws Exception {
    TlsConfig first = certificate("first");
    TlsConfig second = certificate("second");
    Path certificate = directory.resolve("cert.pem");
    Path key = directory.resolve("key.pem");
    Files.copy(first.certificate(), certificate);
    Files.copy(first.key(), key);
    try (var server = Stator.inMemory().tls(new TlsConfig(certificate, key, null)).start()) {
      assertThat(isTrusted(server, first)).isTrue();
      assertThat(isTrusted(server, second)).isFalse();

      Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);

      Eventually.await("the second certificate is shown", () -> isTrusted(server, second));
      assertThat(isTrusted(server, first)).isFalse();
    }
  }

  @Test
  void letsOnlyClientsInForWhomACertificateVouches() throws Exception {
    TlsConfig files = certificate("server");
    TlsConfig client = certificate("client");
    TlsConfig stranger = certificate("stranger");
    var asking = new TlsConfig(files.certificate(), files.key(), client.certificate());
    try (var server = Stator.inMemory().tls(asking).start()) {
      assertThat(get(server, context(files, client)).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(server, context(files, stranger)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(server, context(files, null))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void doesNotStartWithFilesThatAreNone() throws Exception {
    TlsConfig files = certificate("server");
    Path broken = Files.writeString(directory.resolve("broken.pem"), "x");

    for (TlsConfig wrong :
        List.of(
            new TlsConfig(broken, files.key(), null),
            new TlsConfig(files.certificate(), broken, null),
            new TlsConfig(files.certificate(), files.key(), broken),
            new TlsConfig(directory.resolve("none.pem"), files.key(), null))) {
      assertThatThrownBy(() -> Stator.inMemory().tls(wrong).start())
          .isInstanceOf(StartupException.class);
    }
  }

  /** Files of a certificate for 127.0.0.1. */
  private TlsConfig certificate(String name) throws Exception {
    Path out = directory.resolve(name);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("dev.stator.gateway.cli.Main", "cert", "--out", out.toString()));
    command.addAll(List.of("--name", "db.example", "--name", "10.0.0.7"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .startsWith(out.resolve("cert.pem") + " is good for db.example, 10.0.0.7, localhost");
    return new TlsConfig(out.resolve("cert.pem"), out.resolve("key.pem"), null);
  }

  private static boolean isTrusted(Stator server, TlsConfig files) {
    try {
      return get(server, context(files, null)).statusCode() == 200;
    } catch (SSLHandshakeException untrusted) {
      return false;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static HttpResponse<String> get(Stator server, SSLContext context) throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(
          HttpRequest.newBuilder(server.endpoint().resolve("/")).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** The version that was negotiated. */
  private static String handshake(Stator server, SSLContext context, String version)
      throws IOException {
    try (var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      SSLSession session = socket.getSession();
      return session.getProtocol();
    }
  }

  private static byte[] readAll(InputStream input) {
    try {
      return input.readAllBytes();
    } catch (IOException reset) {
      return new byte[0];
    }
  }

  private static SSLContext context(TlsConfig trusted, @Nullable TlsConfig client)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys = client == null ? null : keys(client);
    context.init(keys, trust(trusted).getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory trust(TlsConfig files) {
    try {
      var store = emptyStore();
      store.setCertificateEntry("server", read(files.certificate()));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static KeyManager[] keys(TlsConfig client) throws Exception {
    String pem = Files.readString(client.key()).replaceAll("-----.*-----|\n", "");
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    var store = emptyStore();
    store.setKeyEntry("client", key, new char[0], new Certificate[] {read(client.certificate())});
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    return keys.getKeyManagers();
  }

  private static java.security.KeyStore emptyStore() throws Exception {
    var store = java.security.KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static X509Certificate read(Path file) throws Exception {
    try (var input = new FileInputStream(file.toFile())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(input);
    }
  }
}
