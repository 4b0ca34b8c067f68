package dev.stator.loadgen.http;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go.
 *
 * @param host the name or address that is connected to
 * @param secure whether TLS is spoken
 * @param authorities certificates in PEM, one of which must vouch for its own; null for those that
 *     Java trusts
 */
public record Endpoint(String host, int port, boolean secure, @Nullable Path authorities) {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /**
   * Reads a URL of the form {@code http://host:port}.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Endpoint of(URI url) {
    String host = url.getHost();
    boolean secure = "https".equals(url.getScheme());
    if (host == null || (!secure && !"http".equals(url.getScheme()))) {
      throw new IllegalArgumentException("the endpoint must be like http://localhost:8000");
    }
    int port = url.getPort() < 0 ? defaultPort(secure) : url.getPort();
    return new Endpoint(host, port, secure, null);
  }

  /** The same, where one of these certificates must vouch for that of the endpoint. */
  public Endpoint trusting(Path file) {
    return new Endpoint(host, port, secure, file);
  }

  /** The value of the Host header, which is signed. */
  public String hostHeader() {
    return port == defaultPort(secure) ? host : host + ":" + port;
  }

  public String url() {
    return (secure ? "https://" : "http://") + hostHeader();
  }

  /** Whether requests cost money. */
  public boolean isAws() {
    return host.endsWith(".amazonaws.com")
        || host.endsWith(".amazonaws.com.cn")
        || host.endsWith(".api.aws");
  }

  private static int defaultPort(boolean secure) {
    return secure ? HTTPS_PORT : HTTP_PORT;
  }
}
