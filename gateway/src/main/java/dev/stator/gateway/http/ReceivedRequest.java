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
    if (!request.headers().contains(HttpHeaders.HOST) && request.authority() != null) {
      taker.accept(HOST, request.authority().toString());
    }
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
