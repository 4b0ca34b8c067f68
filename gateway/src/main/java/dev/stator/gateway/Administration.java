package dev.stator.gateway;

import dev.stator.core.engine.Engine;
import dev.stator.gateway.admin.AdminServer;
import dev.stator.gateway.admin.Health;
import dev.stator.gateway.auth.FailureLimit;
import dev.stator.gateway.connection.AcceptGate;
import dev.stator.gateway.connection.ClosingReason;
import dev.stator.gateway.connection.LoopConnections;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.metrics.ServerMetrics;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health and metrics of a server, and the port that gives them. */
final class Administration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Administration.class);

  /** An event loop that has not looked at its connections for so long hangs. */
  private static final long HANGING_MS = 10_000;

  private final Health health = new Health();
  private final AdminServer server;
  private final String host;
  private @Nullable CompletableFuture<ServerMetrics> metrics;

  private Administration(String host, int port) throws IOException {
    this.host = host;
    server = AdminServer.start(host, port, health);
  }

  /**
   * Answers that the server is starting, from now on.
   *
   * @param port 0 for any free one
   * @throws IOException with a sentence for the operator if it cannot listen there
   */
  static Administration start(String host, int port) throws IOException {
    return new Administration(host, port);
  }

  int port() {
    return server.port();
  }

  /**
   * Answers for a server that accepts requests. The metrics are made beside its first requests,
   * since loading what they are made of would take a good part of a start.
   *
   * @param maxTables how many tables have series of their own
   */
  void opened(
      Engine engine, GatewayServer gateway, @Nullable FailureLimit failures, int maxTables) {
    CompletableFuture<ServerMetrics> made =
        CompletableFuture.supplyAsync(() -> metrics(engine, gateway, failures, maxTables));
    metrics = made;
    server.metrics(new AdminServer.Metrics(ServerMetrics.CONTENT_TYPE, () -> made.join().page()));
    health.live(() -> hanging(gateway.connections()));
    health.ready(
        () ->
            engine.statistics().isWritable()
                ? null
                : "a commit log or partition takes no writes; the log says which");
    health.opened();
    LOG.info("health and metrics are on {}:{}", host, port());
  }

  private static ServerMetrics metrics(
      Engine engine, GatewayServer gateway, @Nullable FailureLimit failures, int maxTables) {
    ServerMetrics page = new ServerMetrics(gateway.requests(), engine, maxTables);
    connections(page, gateway.connections());
    page.counter(
        "stator.authentication.limited",
        "Requests refused unseen since their address had failed too often",
        "",
        "",
        failures == null ? () -> 0 : failures::refused);
    return page;
  }

  private static void connections(ServerMetrics page, AcceptGate gate) {
    page.gauge("stator.connections", "Connections that are open", gate::open);
    page.counter(
        "stator.connections.accepted", "Connections that were let in", "", "", gate::accepted);
    page.counter(
        "stator.connections.refused",
        "Connections that were refused since there were too many",
        "",
        "",
        gate::refused);
    for (ClosingReason reason : ClosingReason.values()) {
      page.counter(
          "stator.connections.closed",
          "Connections, and for a slow body requests, that were given up",
          "reason",
          reason.name().toLowerCase(Locale.ROOT),
          () -> gate.all().stream().mapToLong(loop -> loop.closed(reason)).sum());
    }
    page.gauge(
        "stator.buffered.bytes",
        "Bodies and answers in memory",
        () -> (double) gate.bufferedBytes());
  }

  private static @Nullable String hanging(AcceptGate gate) {
    long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    for (LoopConnections loop : gate.all()) {
      if (nowMs - loop.lookedAtMs() > HANGING_MS) {
        return "an event loop hangs";
      }
    }
    return null;
  }

  /** Answers that the server stops, and gives no metrics any more. */
  void closing() {
    health.closing();
    server.metrics(null);
  }

  @Override
  public void close() {
    server.close();
    if (metrics != null) {
      metrics.thenAccept(ServerMetrics::close).join();
    }
  }
}
