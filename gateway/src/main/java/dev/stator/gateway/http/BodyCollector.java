package dev.stator.gateway.http;

import dev.stator.gateway.connection.ConnectionGuard;
import dev.stator.gateway.connection.IncomingBody;
import dev.stator.gateway.connection.LoopConnections;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * Collects the body of one request and passes both on. A body over the limit is refused as soon as
 * that is known, if possible by its announced length; what the client still sends of it is dropped,
 * and the connection closed. So is one that takes too long, or for which there is no memory.
 */
final class BodyCollector extends IncomingBody {
  private static final int BAD_REQUEST = 400;
  private static final int TIMEOUT = 408;
  private static final int TOO_LARGE = 413;
  private static final int UNAVAILABLE = 503;

  /** A client that goes on sending after the refusal is cut off after this many bytes. */
  private static final long MAX_DROPPED_BYTES = 64L * 1024 * 1024;

  private final int limit;
  private final HttpServerRequest request;
  private final BiConsumer<HttpServerRequest, RequestBody> next;
  private final ResponseSender sender;
  private final LoopConnections connections;
  private final RequestBody body;
  private long droppedBytes;
  private boolean refused;

  BodyCollector(
      LoopResources loop,
      HttpServerRequest request,
      BiConsumer<HttpServerRequest, RequestBody> next) {
    this.limit = loop.config.maxBodyBytes();
    this.request = request;
    this.next = next;
    this.sender = loop.sender;
    this.connections = loop.connections;
    this.body = new RequestBody(limit, connections::hold);
  }

  void start() {
    request.handler(this::onChunk);
    request.endHandler(end -> onEnd());
    request.exceptionHandler(this::onFailure);
    if (announcedLength() > limit) {
      refuse(TOO_LARGE);
    } else if (!connections.await(this)) {
      refuse(UNAVAILABLE);
    } else if (awaitsContinue()) {
      request.response().writeContinue();
    }
  }

  /** What the client says it will send; 0 if it does not say, or in digits nobody needs. */
  private long announcedLength() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException unusual) {
      return 0;
    }
  }

  private boolean awaitsContinue() {
    String expected = request.getHeader(HttpHeaders.EXPECT);
    return expected != null && HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected);
  }

  private void onChunk(Buffer chunk) {
    if (refused) {
      droppedBytes += chunk.length();
      if (droppedBytes > MAX_DROPPED_BYTES) {
        close();
      }
    } else if (!body.append(chunk)) {
      refuse(TOO_LARGE);
    } else if (connections.isFull()) {
      refuse(UNAVAILABLE);
    }
  }

  @Override
  protected void onLate() {
    refuse(TIMEOUT);
    if (request.version() != HttpVersion.HTTP_2) {
      close();
    }
  }

  private void onEnd() {
    connections.arrived(this);
    if (refused) {
      close();
    } else if (isCompressed()) {
      decompress();
    } else {
      next.accept(request, body);
    }
  }

  private boolean isCompressed() {
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    return encoding != null && HttpHeaderValues.GZIP.contentEqualsIgnoreCase(encoding);
  }

  private void decompress() {
    boolean fits;
    try {
      fits = body.decompress();
    } catch (IOException notGzip) {
      body.clear(); // and is refused as one without content
      fits = true;
    }
    if (fits) {
      next.accept(request, body);
    } else {
      refuse(TOO_LARGE);
      close();
    }
  }

  /** Chunks that are none are refused; to a client that is gone there is nothing to say. */
  private void onFailure(Throwable failure) {
    boolean isGone = failure instanceof IOException || failure instanceof VertxException;
    if (refused || request.isEnded()) {
      return;
    }
    if (isGone) {
      refused = true;
      forget();
      ConnectionGuard.of(request.connection()).onAnswered();
    } else {
      refuse(BAD_REQUEST);
    }
  }

  private void forget() {
    connections.arrived(this);
    body.clear();
  }

  private void refuse(int status) {
    refused = true;
    forget();
    var response = sender.head(request, sender.newRequestId(), status);
    if (request.version() != HttpVersion.HTTP_2) { // which has neither
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      response.setChunked(true);
    }
    sender.end(request);
  }

  private void close() {
    request.connection().close();
  }
}
