package dev.stator.gateway.http;

import dev.stator.gateway.json.ResponseBuffer;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses answers for clients that ask for it, as the service does for what is worth it. */
final class AnswerCompression {
  /** A shorter answer fits one packet anyway. */
  static final int MIN_LENGTH = 1024;

  private AnswerCompression() {}

  /** The body in gzip, null if it is to be sent as it is. */
  static byte @Nullable [] compress(HttpServerRequest request, ResponseBuffer body) {
    if (body.length() < MIN_LENGTH || !accepts(request.getHeader(HttpHeaders.ACCEPT_ENCODING))) {
      return null;
    }
    var compressed = new ByteArrayOutputStream(body.length() / 2);
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(body.array(), 0, body.length());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // it is all in memory
    }
    return compressed.toByteArray();
  }

  /** Whether {@code Accept-Encoding} names gzip, and not to exclude it. */
  static boolean accepts(@Nullable String encodings) {
    if (encodings == null) {
      return false;
    }
    for (String encoding : encodings.split(",", -1)) {
      int parameters = encoding.indexOf(';');
      String name = parameters < 0 ? encoding : encoding.substring(0, parameters);
      if (HttpHeaderValues.GZIP.contentEqualsIgnoreCase(name.strip())) {
        return parameters < 0 || !isZero(encoding.substring(parameters + 1).strip());
      }
    }
    return false;
  }

  private static boolean isZero(String quality) {
    return quality.matches("[qQ]=0(\\.0*)?");
  }
}
