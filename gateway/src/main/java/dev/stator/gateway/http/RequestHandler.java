package dev.stator.gateway.http;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.access.Call;
import dev.stator.gateway.auth.AccessKey;
import dev.stator.gateway.auth.ClaimedKey;
import dev.stator.gateway.auth.FailureLimit;
import dev.stator.gateway.connection.ConnectionGuard;
import dev.stator.gateway.json.Structure;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Takes every request of an event loop. A {@code POST /} goes straight to its operation once its
 * body is there; everything else goes through a router. What is wrong with a request is told in the
 * service's order: its form, JSON syntax, target, authentication, what the reader finds, whether
 * the client may do it, and then what the operation finds.
 */
final class RequestHandler implements Handler<HttpServerRequest> {
  private static final String ROOT = "/";

  private final LoopResources loop;
  private final Routes routes;
  private final OtherRequests others;

  RequestHandler(LoopResources loop, Routes routes, OtherRequests others) {
    this.loop = loop;
    this.routes = routes;
    this.others = others;
  }

  @Override
  public void handle(HttpServerRequest request) {
    ConnectionGuard.of(request.connection()).onRequest();
    if (HttpMethod.POST.equals(request.method()) && ROOT.equals(request.path())) {
      new BodyCollector(loop, request, this::accept).start();
    } else {
      others.handle(request);
    }
  }

  /** Takes a request whose body is there; waits while the client does not read its answers. */
  private void accept(HttpServerRequest request, RequestBody body) {
    if (request.response().writeQueueFull()) {
      request.exceptionHandler(gone -> body.clear());
      request.response().exceptionHandler(gone -> body.clear());
      request.response().drainHandler(drained -> dispatch(request, body));
    } else {
      dispatch(request, body);
    }
  }

  private void dispatch(HttpServerRequest request, RequestBody body) {
    try {
      serve(request, body);
    } finally {
      body.clear();
    }
  }

  private void serve(HttpServerRequest request, RequestBody body) {
    CharSequence contentType = contentType(request.getHeader(HttpHeaders.CONTENT_TYPE));
    if (contentType == null && !body.isEmpty()) {
      others.notFound(request);
      return;
    }
    var exchange =
        new HttpExchange(
            loop, request, contentType == null ? Headers.JSON : contentType, body.sentLength());
    exchange.run(() -> handle(request, body, exchange));
  }

  private void handle(HttpServerRequest request, RequestBody body, HttpExchange exchange) {
    Routes.Route route = routes.find(request.getHeader(Headers.AMZ_TARGET));
    if (route == null) {
      throw refusal(body, new RequestException(ErrorCode.UNKNOWN_OPERATION, ""));
    }
    exchange.routed(route);
    AccessKey key = authenticate(request, body, route, exchange);
    if (body.isEmpty()) {
      throw malformedBody();
    }
    Structure input = loop.reader.read(route.input(), body.array(), 0, body.length());
    if (key != null && loop.guard != null) {
      String operation = route.operation().name();
      loop.guard.admit(
          new Call(
              exchange.origin(),
              key,
              operation,
              input,
              exchange.engine()::table,
              exchange.engine()::stream));
    }
    route.operation().handle(input, exchange);
    exchange.handedOver();
  }

  private @Nullable AccessKey authenticate(
      HttpServerRequest request, RequestBody body, Routes.Route route, HttpExchange exchange) {
    var received = new ReceivedRequest(request, body);
    long client = ConnectionGuard.of(request.connection()).client();
    FailureLimit failures = loop.failures;
    if (failures != null && failures.isLimited(client) && !loop.authenticator.knows(received)) {
      failures.refuse();
      throw new RequestException(ErrorCode.THROTTLING, "Rate exceeded");
    }
    try {
      return loop.authenticator.authenticate(received);
    } catch (RequestException refusal) {
      if (failures != null) {
        failures.failed(client);
      }
      if (loop.guard != null) {
        String key = ClaimedKey.of(received);
        loop.guard.refused(exchange.origin(), route.operation().name(), key, refusal);
      }
      throw refusal(body, refusal);
    }
  }

  /** A body that is no JSON is told before anything else that is wrong. */
  private static RequestException refusal(RequestBody body, RequestException refusal) {
    boolean malformed = !body.isEmpty() && !JsonSyntax.isJson(body.array(), body.length());
    return malformed ? malformedBody() : refusal;
  }

  /** The content type of the answer; null if the request's is none this protocol knows. */
  private static @Nullable CharSequence contentType(@Nullable String requested) {
    if (requested == null) {
      return null;
    }
    if (hasType(requested, Headers.AMZ_JSON)) {
      return Headers.AMZ_JSON;
    }
    return hasType(requested, Headers.JSON) ? Headers.JSON : null;
  }

  /** Whether the value is this media type, possibly with parameters. */
  private static boolean hasType(String value, CharSequence type) {
    int length = type.length();
    return value.regionMatches(true, 0, type.toString(), 0, length)
        && (value.length() == length || value.charAt(length) == ';' || value.charAt(length) == ' ');
  }

  private static RequestException malformedBody() {
    return new RequestException(ErrorCode.SERIALIZATION, "");
  }
}
