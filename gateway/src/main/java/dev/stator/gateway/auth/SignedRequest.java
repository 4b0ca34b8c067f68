package dev.stator.gateway.auth;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a signature may cover of a request to the path {@code /}, as it was sent. A character of its
 * texts is a byte.
 */
public interface SignedRequest {
  String method();

  /** The query string without the question mark, null if there is none. */
  @Nullable String query();

  /** The first header of this name, in whatever case. */
  @Nullable String header(String name);

  /** Passes names and values of all headers on; those of one name in their order. */
  void forEachHeader(BiConsumer<String, String> taker);

  /** The array that holds the body from 0 to {@link #bodyLength}, before any decompression. */
  byte[] body();

  int bodyLength();
}
