package dev.stator.gateway.http;

import dev.stator.gateway.auth.SignedRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is there, as its signature sees it. HTTP/2 has its host in the authority.
 *
 * @param content with what came over the wire, compressed or not
 */
record ReceivedRequest(HttpServerRequest request, RequestBody content) implements SignedRequest {
  private static final String HOST = "host";

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public @Nullable String query() {
    return request.query();
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  @Override
  public void forEachHeader(BiConsumer<String, String> taker) {
    request.headers().forEach(taker);
    String host = request.getHeader(HttpHeaders.HOST) == null ? hostOf(request) : null;
    if (host != null) {
      taker.accept(HOST, host);
    }
  }

  /**
   * The host that a client has asked, {@code host[:port]} as it wrote it; null if it does not say.
   */
  static @Nullable String hostOf(HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    return host == null && request.authority() != null ? request.authority().toString() : host;
  }

  @Override
  public byte[] body() {
    return content.sent();
  }

  @Override
  public int bodyLength() {
    return content.sentLength();
  }
}
