package dev.stator.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request a test has put together. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GivenRequest(
    String method, @Nullable String query, List<Map.Entry<String, String>> headers, byte[] body)
    implements SignedRequest {

  static GivenRequest post(String body) {
    return new GivenRequest("POST", null, new ArrayList<>(), body.getBytes(UTF_8));
  }

  /** The same with one more header. */
  GivenRequest with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new GivenRequest(method, query, more, body);
  }

  GivenRequest without(String name) {
    List<Map.Entry<String, String>> fewer = new ArrayList<>(headers);
    fewer.removeIf(header -> header.getKey().equalsIgnoreCase(name));
    return new GivenRequest(method, query, fewer, body);
  }

  /** The same with this header in place of all of its name. */
  GivenRequest replacing(String name, String value) {
    return without(name).with(name, value);
  }

  GivenRequest withQuery(@Nullable String other) {
    return new GivenRequest(method, other, headers, body);
  }

  GivenRequest withBody(String other) {
    return new GivenRequest(method, query, headers, other.getBytes(UTF_8));
  }

  @Override
  public @Nullable String header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void forEachHeader(BiConsumer<String, String> taker) {
    headers.forEach(header -> taker.accept(header.getKey(), header.getValue()));
  }

  @Override
  public int bodyLength() {
    return body.length;
  }
}
