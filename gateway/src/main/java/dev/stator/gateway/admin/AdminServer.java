package dev.stator.gateway.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET} of {@code /health/live}, {@code /health/ready} and {@code /metrics}, each as
 * text. It starts before the data is opened and ends last.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final ExecutorService threads;
  private volatile @Nullable Metrics metrics;

  /**
   * The page of metrics.
   *
   * @param contentType what it is, in HTTP
   */
  public record Metrics(String contentType, Supplier<String> page) {}

  private AdminServer(HttpServer server) {
    this.server = server;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("stator-admin-", 0).factory());
    server.setExecutor(threads);
  }

  /**
   * Starts to answer.
   *
   * @param port 0 for any free one
   * @throws IOException with a sentence for the operator if it cannot listen there
   */
  public static AdminServer start(String host, int port, Health health) throws IOException {
    AdminServer admin;
    try {
      admin = new AdminServer(HttpServer.create(new InetSocketAddress(host, port), 0));
    } catch (IOException | IllegalArgumentException failure) {
      throw new IOException(
          "cannot listen on " + host + ":" + port + " for --admin-port: " + failure.getMessage(),
          failure);
    }
    admin.answer("/health/live", () -> health(health.liveness(), "live"));
    admin.answer("/health/ready", () -> health(health.readiness(), "ready"));
    admin.answer("/metrics", admin::metrics);
    admin.answer("/", () -> new Answer(NOT_FOUND, TEXT, "not found\n"));
    admin.server.start();
    return admin;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Says where metrics are from, null for none. */
  public void metrics(@Nullable Metrics source) {
    metrics = source;
  }

  private Answer metrics() {
    Metrics source = metrics;
    return source == null
        ? new Answer(UNAVAILABLE, TEXT, "starting or stopping\n")
        : new Answer(OK, source.contentType(), source.page().get());
  }

  private static Answer health(List<String> failures, String good) {
    return failures.isEmpty()
        ? new Answer(OK, TEXT, good + "\n")
        : new Answer(UNAVAILABLE, TEXT, String.join("\n", failures) + "\n");
  }

  private record Answer(int status, String contentType, String body) {}

  private void answer(String path, Supplier<Answer> answer) {
    server.createContext(path, exchange -> answer(exchange, path, answer));
  }

  private static void answer(HttpExchange exchange, String path, Supplier<Answer> answer)
      throws IOException {
    try (exchange) {
      boolean same = exchange.getRequestURI().getPath().equals(path) || path.equals("/");
      if (!same) { // a context has all below its path
        send(exchange, new Answer(NOT_FOUND, TEXT, "not found\n"));
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, new Answer(NOT_ALLOWED, TEXT, "only GET is answered here\n"));
      } else {
        send(exchange, answer.get());
      }
    } catch (RuntimeException failure) {
      LOG.error("{} failed", path, failure);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream output = exchange.getResponseBody()) {
      output.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
