package dev.stator.gateway.http;

import dev.stator.gateway.json.ResponseBuffer;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers everything that is not {@code POST /}: health, CORS preflight, and the service's 404. */
final class OtherRequests implements Handler<HttpServerRequest> {
  private static final String UNKNOWN_OPERATION = "<UnknownOperationException/>\n";
  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");
  private static final int NOT_FOUND = 404;

  /** How the router fails targets that are no paths: {@code *}, authorities, wrong escapes. */
  private static final List<Integer> UNROUTABLE = List.of(400, NOT_FOUND);

  private static final int OK = 200;

  private final ResponseBuffer body = new ResponseBuffer();
  private final ResponseSender sender;
  private final Router router;

  OtherRequests(Vertx vertx, ResponseSender sender) {
    this.sender = sender;
    router = Router.router(vertx);
    router.get("/").handler(context -> health(context.request()));
    router
        .options()
        .handler(
            context -> {
              if (context.request().headers().contains(HttpHeaders.ORIGIN)) {
                preflight(context.request());
              } else {
                context.next();
              }
            });
    router.route().handler(context -> notFound(context.request()));
    UNROUTABLE.forEach(
        status -> router.errorHandler(status, context -> notFound(context.request())));
  }

  @Override
  public void handle(HttpServerRequest request) {
    router.handle(request);
  }

  /** What the service says to a request that can be none of its operations. */
  void notFound(HttpServerRequest request) {
    send(request, NOT_FOUND, null, UNKNOWN_OPERATION);
  }

  private void health(HttpServerRequest request) {
    send(request, OK, TEXT, "healthy: " + ReceivedRequest.hostOf(request) + "\n");
  }

  private void send(
      HttpServerRequest request, int status, @Nullable CharSequence contentType, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.reset();
    body.write(bytes, 0, bytes.length);
    sender.send(request, sender.newRequestId(), status, contentType, body);
  }

  private void preflight(HttpServerRequest request) {
    HttpServerResponse response = sender.head(request, sender.newRequestId(), OK);
    echo(
        response,
        HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
        request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD));
    echo(
        response,
        HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
        request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS));
    response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Headers.PREFLIGHT_MAX_AGE);
    sender.end(request);
  }

  private static void echo(HttpServerResponse response, CharSequence name, @Nullable String value) {
    if (value != null) {
      response.putHeader(name, value);
    }
  }
}
