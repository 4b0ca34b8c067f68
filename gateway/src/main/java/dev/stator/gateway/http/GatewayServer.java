package dev.stator.gateway.http;

import dev.stator.core.engine.Engine;
import dev.stator.gateway.connection.AcceptGate;
import dev.stator.gateway.connection.GuardedTransport;
import dev.stator.gateway.metrics.RequestMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server in front of an engine, which stays the caller's to close. */
public final class GatewayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

  /** Beyond the time requests have to finish: what Vert.x may take to end its threads. */
  private static final long CLOSE_GRACE_MS = 5_000;

  private final AcceptGate gate;
  private final RequestMetrics requests;
  private final Vertx vertx;
  private final List<EventLoopServer> loops = new ArrayList<>();
  private final HttpConfig config;
  private @Nullable TlsReload tlsReload;

  private GatewayServer(HttpConfig config, Routes routes) {
    this.config = config;
    this.requests = new RequestMetrics(routes.names(), config.watch().tables());
    this.gate =
        new AcceptGate(config.limits(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    this.vertx =
        Vertx.builder().with(vertxOptions(config)).withTransport(GuardedTransport.of(gate)).build();
  }

  /** Loads what a start will need anyway, if this is a thread that has time for it. */
  public static void loadNativeTransport() {
    if (Transport.nativeTransport() == null) {
      LOG.debug("there is no native transport");
    }
  }

  /**
   * Starts to accept requests from anybody who can reach it.
   *
   * @throws IOException with a sentence for the operator if it cannot listen there
   */
  public static GatewayServer start(Engine engine, Routes routes, HttpConfig config)
      throws IOException {
    return start(engine, routes, config, Security.OPEN);
  }

  /**
   * Starts to accept requests.
   *
   * @throws IOException with a sentence for the operator if it cannot listen there
   */
  public static GatewayServer start(
      Engine engine, Routes routes, HttpConfig config, Security security) throws IOException {
    GatewayServer server = new GatewayServer(config, routes);
    try {
      TlsReload tls = security.tls() == null ? null : new TlsReload(security.tls(), server.loops);
      for (int i = 0; i < config.eventLoops(); i++) {
        server.deploy(engine, routes, security);
      }
      server.watch(tls);
      return server;
    } catch (CompletionException failure) {
      server.close();
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IOException(reason(config, cause), cause);
    } catch (RuntimeException failure) {
      server.close();
      throw failure;
    }
  }

  private void watch(@Nullable TlsReload tls) {
    tlsReload = tls;
    if (tls != null) {
      tls.start();
    }
  }

  public int port() {
    return loops.getFirst().port();
  }

  /** The connections of all event loops. */
  public AcceptGate connections() {
    return gate;
  }

  /** What all event loops have counted. */
  public RequestMetrics requests() {
    return requests;
  }

  /** How many requests were answered, refused ones too; exact when this is closed. */
  public long answers() {
    return loops.stream().mapToLong(EventLoopServer::answers).sum();
  }

  /** Stops accepting, lets requests under way finish for a bounded time, and ends the threads. */
  @Override
  public void close() {
    if (tlsReload != null) {
      tlsReload.close();
    }
    List<Future<Void>> stopping = new ArrayList<>();
    for (EventLoopServer loop : loops) {
      stopping.add(loop.shutdown());
    }
    await(Future.join(stopping));
    await(vertx.close());
  }

  private void deploy(Engine engine, Routes routes, Security security) {
    var loop = new EventLoopServer(engine, routes, config, security, gate, requests);
    vertx.deployVerticle(loop).toCompletionStage().toCompletableFuture().join();
    loops.add(loop);
  }

  private void await(Future<?> future) {
    try {
      future.await(config.stopTimeout().toMillis() + CLOSE_GRACE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      LOG.warn("the HTTP server did not stop within {}", config.stopTimeout());
    }
  }

  private static VertxOptions vertxOptions(HttpConfig config) {
    return new VertxOptions()
        .setDisableTCCL(true)
        .setEventLoopPoolSize(config.eventLoops())
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static String reason(HttpConfig config, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("already in use")
        ? "port " + config.port() + " on " + config.host() + " is already in use"
        : "cannot listen on " + config.host() + ":" + config.port() + ": " + message;
  }
}
