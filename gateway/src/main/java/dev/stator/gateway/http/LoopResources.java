package dev.stator.gateway.http;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Session;
import dev.stator.gateway.access.Guard;
import dev.stator.gateway.auth.Authenticator;
import dev.stator.gateway.auth.FailureLimit;
import dev.stator.gateway.connection.LoopConnections;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.metrics.RequestRecorder;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of one event loop share; used on that loop only, but for {@link #eventLoop}.
 */
final class LoopResources {
  /** More bodies than this are rarely in work at once on one loop; the rest is left to the GC. */
  private static final int MAX_FREE_BODIES = 64;

  final Engine engine;
  final Session session;
  final EventLoop eventLoop;
  final HttpConfig config;
  final ResponseSender sender;
  final Authenticator authenticator;
  final @Nullable Guard guard;
  final @Nullable FailureLimit failures;
  final LoopConnections connections;
  final RequestRecorder recorder;
  final SlowRequests slow;
  final RequestReader reader = new RequestReader();

  private final ArrayDeque<ResponseBuffer> freeBodies = new ArrayDeque<>();

  LoopResources(
      Engine engine,
      Session session,
      EventLoop eventLoop,
      HttpConfig config,
      ResponseSender sender,
      Security security,
      LoopConnections connections,
      RequestRecorder recorder) {
    this.engine = engine;
    this.session = session;
    this.eventLoop = eventLoop;
    this.config = config;
    this.sender = sender;
    this.authenticator = security.authenticators().get();
    this.guard = security.guards() == null ? null : security.guards().get();
    this.failures = security.failures();
    this.connections = connections;
    this.recorder = recorder;
    this.slow = new SlowRequests(config.watch().slow());
  }

  ResponseBuffer takeBody() {
    ResponseBuffer body = freeBodies.poll();
    return body == null ? new ResponseBuffer() : body;
  }

  void giveBack(ResponseBuffer body) {
    if (freeBodies.size() < MAX_FREE_BODIES) {
      body.reset();
      freeBodies.push(body);
    }
  }
}
