package dev.stator.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Reads the files of a {@link TlsConfig} as what Vert.x wants. */
final class TlsFiles {
  /** Older versions of TLS are broken. */
  static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

  /**
   * Those that keep what was recorded secret when the key is stolen later, and authenticate what
   * they encrypt; in the server's order, which counts. AES with 128 bits costs least.
   */
  static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

  private TlsFiles() {}

  /**
   * @throws IOException with a sentence for the operator if a file cannot be read
   */
  static ServerSSLOptions read(TlsConfig config) throws IOException {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(
        new PemKeyCertOptions()
            .addCertValue(content(config.certificate()))
            .addKeyValue(content(config.key())));
    options.setEnabledSecureTransportProtocols(VERSIONS);
    CIPHERS.forEach(options::addEnabledCipherSuite);
    options.setUseAlpn(true);
    options.setApplicationLayerProtocols(PROTOCOLS);
    if (config.clientCa() != null) {
      options.setTrustOptions(new PemTrustOptions().addCertValue(content(config.clientCa())));
      options.setClientAuth(ClientAuth.REQUIRED);
    }
    return options;
  }

  private static Buffer content(Path file) throws IOException {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException failure) {
      throw new IOException("cannot read " + file, failure);
    }
  }
}
