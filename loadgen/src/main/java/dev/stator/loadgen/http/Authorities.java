package dev.stator.loadgen.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads whose certificates are trusted. */
final class Authorities {
  private Authorities() {}

  /**
   * What trusts the certificates in a file and no others.
   *
   * @param file in PEM; null for those that Java trusts
   * @throws IllegalArgumentException when it has none
   */
  static TrustManagerFactory read(@Nullable Path file) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(file == null ? null : store(file));
      return trust;
    } catch (GeneralSecurityException | IOException unreadable) {
      throw new IllegalArgumentException(
          "there are no certificates in " + file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  private static KeyStore store(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    int count = 0;
    try (InputStream pem = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry(Integer.toString(count++), each);
      }
    }
    if (count == 0) {
      throw new IOException("it is empty");
    }
    return store;
  }
}
