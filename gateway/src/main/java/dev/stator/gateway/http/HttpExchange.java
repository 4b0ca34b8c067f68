package dev.stator.gateway.http;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Session;
import dev.stator.core.engine.Table;
import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.gateway.access.Origin;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.metrics.Outcome;
import dev.stator.gateway.operation.Exchange;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** One request that has arrived whole, until its answer is handed to the connection. */
final class HttpExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final int OK = 200;

  private final LoopResources loop;
  private final HttpServerRequest request;
  private final CharSequence contentType;
  private final AsciiString requestId;
  private final int requestBytes;
  private final RequestTimes times = new RequestTimes(System.nanoTime());
  private @Nullable ResponseBuffer body;
  private Routes.@Nullable Route route;
  private @Nullable String table;
  private boolean ended;

  HttpExchange(
      LoopResources loop, HttpServerRequest request, CharSequence contentType, int requestBytes) {
    this.loop = loop;
    this.request = request;
    this.contentType = contentType;
    this.requestId = loop.sender.newRequestId();
    this.requestBytes = requestBytes;
  }

  /** The request is for this operation. */
  void routed(Routes.Route to) {
    route = to;
  }

  /** The operation has done what it does before it waits. */
  void handedOver() {
    if (!ended) {
      times.handedOver(System.nanoTime());
    }
  }

  @Override
  public void about(Table named) {
    if (table == null) {
      table = named.definition().name();
    }
  }

  @Override
  public void gives(long items, long bytes) {
    loop.recorder.returned(operation(), table, items, bytes);
  }

  @Override
  public void isBehind(TableStream stream, long ageMs, long unreadBytes) {
    loop.recorder.isBehind(stream.tableName(), stream.stream().label(), ageMs, unreadBytes);
  }

  @Override
  public void canceled(int conflicts, int failedConditions) {
    loop.recorder.canceled(operation(), table, conflicts, failedConditions);
  }

  @Override
  public ReplyHandler guard(ReplyHandler handler) {
    return reply -> {
      times.replied(reply);
      run(() -> handler.onReply(reply));
    };
  }

  /** The number of the operation; that of none is one more than all. */
  private int operation() {
    return route == null ? loop.recorder.noOperation() : route.number();
  }

  @Override
  public Engine engine() {
    return loop.engine;
  }

  @Override
  public Session session() {
    return loop.session;
  }

  @Override
  public String region() {
    return loop.config.region();
  }

  @Override
  public String host() {
    String host = ReceivedRequest.hostOf(request);
    return host == null ? loop.config.host() + ":" + loop.config.port() : host;
  }

  Origin origin() {
    SocketAddress client = request.remoteAddress();
    String address = client == null || client.hostAddress() == null ? "" : client.hostAddress();
    int scope = address.indexOf('%'); // of a link-local address
    return new Origin(
        requestId.toString(), scope < 0 ? address : address.substring(0, scope), request.isSSL());
  }

  @Override
  public ResponseBuffer body() {
    ResponseBuffer current = body;
    if (current == null) {
      current = loop.takeBody();
      body = current;
    }
    return current;
  }

  @Override
  public void ok() {
    if (isOpen()) {
      send(OK, null);
    }
  }

  @Override
  public void fail(ErrorCode code, String message) {
    if (isOpen()) {
      ErrorWriter.write(body(), code, message);
      send(code.httpStatus(), code);
    }
  }

  @Override
  public void fail(ErrorCode code, String message, Consumer<JsonGenerator> members) {
    if (isOpen()) {
      ErrorWriter.write(body(), code, message, members);
      send(code.httpStatus(), code);
    }
  }

  @Override
  public void run(Runnable step) {
    try {
      step.run();
    } catch (RequestException refusal) {
      fail(refusal);
    } catch (Throwable failure) { // whatever it is, the client gets an answer
      failUnexpectedly(failure);
    }
  }

  @Override
  public void execute(Runnable step) {
    loop.eventLoop.execute(() -> run(step));
  }

  @Override
  public <T> void await(CompletionStage<T> stage, Consumer<? super T> then) {
    stage.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            execute(() -> then.accept(result));
          } else {
            execute(() -> failWith(failure));
          }
        });
  }

  private void failWith(Throwable failure) {
    Throwable cause = failure.getCause();
    Throwable first = failure instanceof CompletionException && cause != null ? cause : failure;
    if (first instanceof RequestException refusal) {
      fail(refusal);
    } else {
      failUnexpectedly(first);
    }
  }

  private void failUnexpectedly(Throwable failure) {
    LOG.error(
        "request {} ({}) failed",
        requestId,
        request.getHeader(Headers.AMZ_TARGET),
        Failures.withoutContents(failure));
    if (!ended) {
      fail(ErrorCode.INTERNAL_SERVER_ERROR, "Internal server error");
    }
  }

  private boolean isOpen() {
    if (ended) {
      LOG.error("request {} was answered twice", requestId, new IllegalStateException());
    }
    return !ended;
  }

  private void send(int status, @Nullable ErrorCode error) {
    ResponseBuffer answer = body();
    int answerBytes = answer.length();
    ended = true;
    body = null;
    try {
      loop.sender.send(request, requestId, status, contentType, answer);
    } finally {
      loop.giveBack(answer);
      count(status, error, answerBytes);
    }
  }

  private void count(int status, @Nullable ErrorCode error, int answerBytes) {
    long nowNs = System.nanoTime();
    long totalNs = times.totalNs(nowNs);
    loop.recorder.record(operation(), table, Outcome.of(error), totalNs);
    if (loop.slow.isSlow(totalNs)) {
      String operation = route == null ? "" : route.operation().name();
      loop.slow.log(
          new SlowRequests.Slow(requestId, operation, table, status, requestBytes, answerBytes),
          times,
          nowNs);
    }
  }
}
