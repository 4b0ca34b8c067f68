package dev.stator.gateway.cli;

import dev.stator.gateway.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a server on this machine whether it is well: for containers, which have no other client. */
@Command(
    name = "health",
    description = "Ask the server on this machine whether it answers: exit code 0 if so, else 1.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class HealthCommand implements Callable<Integer> {
  private static final int ILL = 1;
  private static final int OK = 200;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "As the server's.")
  private String host = "";

  @Option(names = "--port", defaultValue = "8000", description = "As the server's.")
  private int port;

  @Option(names = "--tls-cert", description = "As the server's.")
  private @Nullable Path tlsCert;

  @Option(names = "--timeout", defaultValue = "3", description = "Seconds to wait for the answer.")
  private int timeoutS;

  @Override
  public Integer call() {
    try {
      int status = ask();
      System.out.println(status == OK ? "healthy" : "unhealthy: status " + status);
      return status == OK ? 0 : ILL;
    } catch (IOException failure) {
      System.out.println("unhealthy: " + failure);
      return ILL;
    }
  }

  private int ask() throws IOException {
    InetAddress address = InetAddress.getByName(host);
    InetAddress asked = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    String name = asked.getHostAddress();
    URI uri =
        URI.create(
            (tlsCert == null ? "http://" : "https://")
                + (name.contains(":") ? "[" + name + "]" : name)
                + ":"
                + port
                + "/");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout((int) TimeUnit.SECONDS.toMillis(timeoutS));
    connection.setReadTimeout((int) TimeUnit.SECONDS.toMillis(timeoutS));
    if (tlsCert != null && connection instanceof HttpsURLConnection encrypted) {
      trust(encrypted, tlsCert);
    }
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  /** Trusts the server's own certificate, whatever name of the server it is for. */
  private static void trust(HttpsURLConnection connection, Path certificate) throws IOException {
    try (InputStream pem = Files.newInputStream(certificate)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null);
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("stator-" + count++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      connection.setSSLSocketFactory(context.getSocketFactory());
      connection.setHostnameVerifier((name, session) -> true);
    } catch (GeneralSecurityException unusable) {
      throw new StartupException("cannot use the certificate " + certificate, unusable);
    }
  }
}
