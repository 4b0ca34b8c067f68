package dev.stator.gateway.http;

import dev.stator.core.engine.Engine;
import dev.stator.gateway.connection.AcceptGate;
import dev.stator.gateway.connection.ConnectionGuard;
import dev.stator.gateway.connection.ConnectionLimits;
import dev.stator.gateway.metrics.RequestMetrics;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The part of the server on one event loop: the connections given to it and a session. */
final class EventLoopServer extends VerticleBase {
  /** Requests a client may begin and take back within the window, on one connection. */
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_S = 30;

  /** Names, within one Vert.x, the free port that all event loops share. */
  private static final int FREE_PORT_ID = 1;

  private final Engine engine;
  private final Routes routes;
  private final HttpConfig config;
  private final Security security;
  private final AcceptGate gate;
  private final RequestMetrics requests;
  private final ResponseSender sender =
      new ResponseSender(new SplittableRandom(), InstantSource.system());
  private @Nullable HttpServer server;

  EventLoopServer(
      Engine engine,
      Routes routes,
      HttpConfig config,
      Security security,
      AcceptGate gate,
      RequestMetrics requests) {
    this.engine = engine;
    this.routes = routes;
    this.config = config;
    this.security = security;
    this.gate = gate;
    this.requests = requests;
  }

  @Override
  public Future<?> start() throws IOException {
    EventLoop eventLoop = ((ContextInternal) context).nettyEventLoop();
    var loop =
        new LoopResources(
            engine,
            engine.openSession(eventLoop),
            eventLoop,
            config,
            sender,
            security,
            gate.connections(eventLoop),
            requests.newRecorder());
    HttpServer listening = vertx.createHttpServer(options(security.tls()));
    server = listening;
    return listening
        .connectionHandler(EventLoopServer::onConnection)
        .requestHandler(new RequestHandler(loop, routes, new OtherRequests(vertx, sender)))
        .listen(address());
  }

  private static void onConnection(HttpConnection connection) {
    LastRequest.allowTo(connection);
    ConnectionGuard.of(connection).onReady(connection.protocolVersion() == HttpVersion.HTTP_2);
  }

  /** The port it listens on, once started. */
  int port() {
    return server == null ? config.port() : server.actualPort();
  }

  /** Uses other certificates for connections that are made from now on. */
  Future<Boolean> useCertificates(ServerSSLOptions options) {
    return server == null ? Future.succeededFuture(false) : server.updateSSLOptions(options);
  }

  /** Takes no more connections or requests; completes when those under way are answered. */
  Future<Void> shutdown() {
    HttpServer listening = server;
    if (listening == null) {
      return Future.succeededFuture();
    }
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(
        start -> {
          sender.endConnections();
          listening
              .shutdown(config.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)
              .onComplete(stopped);
        });
    return stopped.future();
  }

  /** How many requests were answered; exact when the loop has ended. */
  long answers() {
    return sender.answers();
  }

  private SocketAddress address() {
    return config.port() == 0
        ? SocketAddress.sharedRandomPort(FREE_PORT_ID, config.host())
        : SocketAddress.inetSocketAddress(config.port(), config.host());
  }

  private HttpServerOptions options(@Nullable TlsConfig tls) throws IOException {
    ConnectionLimits limits = config.limits();
    HttpServerOptions options = new HttpServerOptions();
    if (tls != null) {
      ServerSSLOptions files = TlsFiles.read(tls);
      files.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setEnabledSecureTransportProtocols(TlsFiles.VERSIONS)
          .setKeyCertOptions(files.getKeyCertOptions())
          .setTrustOptions(files.getTrustOptions())
          .setClientAuth(files.getClientAuth())
          .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
          .setSslHandshakeTimeout(limits.times().header().toMillis())
          .setInitialSettings(
              new Http2Settings()
                  .setMaxConcurrentStreams(limits.streams())
                  .setMaxHeaderListSize(limits.headerBytes()))
          .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
          .setHttp2RstFloodWindowDuration(RESET_WINDOW_S)
          .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    }
    return options
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxHeaderSize(limits.headerBytes())
        .setMaxInitialLineLength(limits.headerBytes());
  }
}
