package dev.stator.gateway.http;

import dev.stator.core.engine.Engine;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
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
  /** Credentials with session tokens, and presigned queries, are longer than Vert.x's defaults. */
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** Names, within one Vert.x, the free port that all event loops share. */
  private static final int FREE_PORT_ID = 1;

  private final Engine engine;
  private final Routes routes;
  private final HttpConfig config;
  private final Security security;
  private final ResponseSender sender =
      new ResponseSender(new SplittableRandom(), InstantSource.system());
  private @Nullable HttpServer server;

  EventLoopServer(Engine engine, Routes routes, HttpConfig config, Security security) {
    this.engine = engine;
    this.routes = routes;
    this.config = config;
    this.security = security;
  }

  @Override
  public Future<?> start() throws IOException {
    EventLoop eventLoop = ((ContextInternal) context).nettyEventLoop();
    var loop =
        new LoopResources(
            engine, engine.openSession(eventLoop), eventLoop, config, sender, security);
    HttpServer listening = vertx.createHttpServer(options(security.tls()));
    server = listening;
    return listening
        .connectionHandler(LastRequest::allowTo)
        .requestHandler(new RequestHandler(loop, routes, new OtherRequests(vertx, sender)))
        .listen(address());
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

  private static HttpServerOptions options(@Nullable TlsConfig tls) throws IOException {
    HttpServerOptions options = new HttpServerOptions();
    if (tls != null) {
      ServerSSLOptions files = TlsFiles.read(tls);
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setEnabledSecureTransportProtocols(TlsFiles.VERSIONS)
          .setKeyCertOptions(files.getKeyCertOptions())
          .setTrustOptions(files.getTrustOptions())
          .setClientAuth(files.getClientAuth())
          .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MAX_HEADER_BYTES));
    }
    return options
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_HEADER_BYTES);
  }
}
