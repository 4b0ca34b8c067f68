package dev.stator.gateway.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files a server speaks TLS with, all in PEM.
 *
 * @param certificate the server's certificate, with those between it and its root behind it
 * @param key the private key of the certificate
 * @param clientCa certificates of those who vouch for clients; null where clients need none
 */
public record TlsConfig(Path certificate, Path key, @Nullable Path clientCa) {
  List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(certificate, key));
    if (clientCa != null) {
      files.add(clientCa);
    }
    return files;
  }
}
