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
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET} of {@code /health/live}, {@code /health/ready} and {@code /metrics}, each as
 * text, and of {@code /capacity}, {@code /capacity/TABLE} and {@code /insights/TABLE}, each as
 * JSON. It starts before the data is opened and ends last.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final ExecutorService threads;
  private volatile @Nullable Metrics metrics;
  private volatile @Nullable EngineReports reports;

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
    admin.page("/health/live", () -> health(health.liveness(), "live"));
    admin.page("/health/ready", () -> health(health.readiness(), "ready"));
    admin.page("/metrics", admin::metrics);
    admin.page("/capacity", () -> admin.report(EngineReports::capacity));
    admin.pagesBelow("/capacity/", table -> admin.report(reports -> reports.capacity(table)));
    admin.pagesBelow("/insights/", table -> admin.report(reports -> reports.insights(table)));
    admin.pagesBelow("/", path -> Answer.NONE);
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

  /** Says where reports are from, null for none. */
  public void reports(@Nullable EngineReports source) {
    reports = source;
  }

  private Answer metrics() {
    Metrics source = metrics;
    return source == null
        ? Answer.NOT_YET
        : new Answer(OK, source.contentType(), source.page().get());
  }

  /** Makes a report, or null when there is nothing to report on. */
  private interface Report {
    @Nullable String of(EngineReports reports) throws TimeoutException, InterruptedException;
  }

  private Answer report(Report report) throws InterruptedException {
    EngineReports source = reports;
    if (source == null) {
      return Answer.NOT_YET;
    }
    try {
      String text = report.of(source);
      return text == null ? Answer.NONE : new Answer(OK, JSON, text);
    } catch (TimeoutException busy) {
      return new Answer(UNAVAILABLE, TEXT, "busy\n");
    }
  }

  private static Answer health(List<String> failures, String good) {
    return failures.isEmpty()
        ? new Answer(OK, TEXT, good + "\n")
        : new Answer(UNAVAILABLE, TEXT, String.join("\n", failures) + "\n");
  }

  private record Answer(int status, String contentType, String body) {
    static final Answer NONE = new Answer(NOT_FOUND, TEXT, "not found\n");
    static final Answer NOT_YET = new Answer(UNAVAILABLE, TEXT, "starting or stopping\n");
  }

  /** Gives what the rest of a path asks for. */
  private interface Pages {
    Answer page(String rest) throws InterruptedException;
  }

  /** Gives one page. */
  private interface Page {
    Answer get() throws InterruptedException;
  }

  /** Answers a path, and not what is below it. */
  private void page(String path, Page page) {
    pagesBelow(path, rest -> rest.isEmpty() ? page.get() : Answer.NONE);
  }

  private void pagesBelow(String path, Pages pages) {
    server.createContext(path, exchange -> answer(exchange, path, pages));
  }

  private static void answer(HttpExchange exchange, String path, Pages pages) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, new Answer(NOT_ALLOWED, TEXT, "only GET is answered here\n"));
      } else {
        send(exchange, pages.page(exchange.getRequestURI().getPath().substring(path.length())));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
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
