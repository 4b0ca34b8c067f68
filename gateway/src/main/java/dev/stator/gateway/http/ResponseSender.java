package dev.stator.gateway.http;

import dev.stator.gateway.connection.ConnectionGuard;
import dev.stator.gateway.json.ResponseBuffer;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Sends whole answers with the headers every answer has. One per event loop. */
final class ResponseSender {
  /** Answers that are shorter are too many to watch, and too short to take much memory. */
  private static final int WATCHED_LENGTH = 16 * 1024;

  private final RequestIds requestIds;
  private final DateHeader date;
  private boolean endsConnections;
  private long answers;

  ResponseSender(RandomGenerator random, InstantSource clock) {
    this.requestIds = new RequestIds(random);
    this.date = new DateHeader(clock);
  }

  /** Lets each answer say from now on that its connection ends with it. */
  void endConnections() {
    endsConnections = true;
  }

  /** How many requests were answered; exact for other threads when the loop has ended. */
  long answers() {
    return answers;
  }

  AsciiString newRequestId() {
    return requestIds.next();
  }

  /** Sends a copy of the body; the buffer may be used again when this returns. */
  void send(
      HttpServerRequest request,
      AsciiString requestId,
      int status,
      @Nullable CharSequence contentType,
      ResponseBuffer body) {
    HttpServerResponse response = head(request, requestId, status);
    if (contentType != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    }
    byte[] compressed = AnswerCompression.compress(request, body);
    if (compressed == null) {
      response.putHeader(Headers.CRC32, Long.toString(body.crc32()));
      end(request, Buffer.buffer(body.length()).appendBytes(body.array(), 0, body.length()));
    } else {
      sendCompressed(request, compressed);
    }
  }

  /** The checksum is that of the bytes on the wire. */
  private static void sendCompressed(HttpServerRequest request, byte[] compressed) {
    HttpServerResponse response = request.response();
    var crc = new CRC32();
    crc.update(compressed);
    response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    response.putHeader(Headers.CRC32, Long.toString(crc.getValue()));
    end(request, Buffer.buffer(compressed));
  }

  private static void end(HttpServerRequest request, Buffer body) {
    ConnectionGuard guard = ConnectionGuard.of(request.connection());
    int length = body.length();
    if (length < WATCHED_LENGTH) {
      request.response().end(body);
    } else {
      guard.onSent(length);
      request.response().end(body).onComplete(taken -> guard.onTaken(length));
    }
    guard.onAnswered();
  }

  /** Ends an answer without a body. */
  void end(HttpServerRequest request) {
    request.response().end();
    ConnectionGuard.of(request.connection()).onAnswered();
  }

  /** The response with status and the headers that do not depend on the body. */
  HttpServerResponse head(HttpServerRequest request, AsciiString requestId, int status) {
    HttpServerResponse response = request.response();
    answers++;
    response.setStatusCode(status);
    if (endsConnections && request.version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response.putHeader(Headers.REQUEST_ID, requestId);
    response.putHeader(HttpHeaders.DATE, date.value());
    if (request.headers().contains(HttpHeaders.ORIGIN)) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, Headers.ANY_ORIGIN);
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, Headers.EXPOSED);
    }
    return response;
  }
}
