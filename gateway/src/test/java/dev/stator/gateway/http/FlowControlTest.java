package dev.stator.gateway.http;

import static dev.stator.gateway.http.RawConnection.AUTHORIZATION;
import static dev.stator.gateway.http.RawConnection.operation;
import static dev.stator.gateway.http.RawConnection.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.operation.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class FlowControlTest {
  private static final String HEAD =
      "Content-Type: application/x-amz-json-1.0\r\n"
          + "X-Amz-Target: DynamoDB_20120810.ListTables\r\n"
          + AUTHORIZATION;

  @Test
  void takesABodyOfExactlyTheLimitAndRefusesOneByteMore() throws IOException {
    int limit = 64 * 1024;
    try (var server = ServerFixture.start(1, limit, ServerFixture.answering("ListTables", "{}"));
        var connection = server.connect()) {
      String largest = "{\"a\":\"" + "x".repeat(limit - 8) + "\"}";

      assertThat(connection.exchange(request("POST /", HEAD, largest)).status()).isEqualTo(200);
      var refusal = connection.exchange(request("POST /", HEAD, largest + " "));
      assertThat(refusal.status()).isEqualTo(413);
      assertThat(refusal.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(refusal.header("connection")).isEqualTo("close");
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void refusesABodyThatInflatesOverTheLimit() throws IOException {
    int limit = 64 * 1024;
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(new byte[limit + 1]);
    }
    try (var server = ServerFixture.start(1, limit, ServerFixture.answering("ListTables", "{}"));
        var connection = server.connect()) {
      String head = HEAD + "Content-Encoding: gzip\r\nContent-Length: " + zipped.size() + "\r\n";

      connection.send(request("POST /", head, "")).send(zipped.toByteArray());
      assertThat(connection.read().status()).isEqualTo(413);
    }
  }

  @Test
  void servesTheDefaultLimitOfSixteenMegabytes() throws IOException {
    try (var server = ServerFixture.start(ServerFixture.answering("ListTables", "{}"));
        var connection = server.connect()) {
      String largest = "{\"a\":\"" + "x".repeat(HttpConfig.DEFAULT_MAX_BODY_BYTES - 8) + "\"}";

      assertThat(connection.exchange(request("POST /", HEAD, largest)).status()).isEqualTo(200);
      assertThat(connection.exchange(request("POST /", HEAD, largest + " ")).status())
          .isEqualTo(413);
    }
  }

  @Test
  void worksOnOneRequestOfAConnectionAtATime() throws Exception {
    var exchanges = new SynchronousQueue<Exchange>();
    var begun = new AtomicInteger();
    try (var server =
            ServerFixture.start(
                ServerFixture.operation(
                    "ListTables",
                    (request, exchange) -> {
                      begun.incrementAndGet();
                      var _ = CompletableFuture.runAsync(() -> put(exchanges, exchange));
                    }));
        var connection = server.connect()) {
      connection.send(operation("ListTables", "{}").repeat(50));

      for (int i = 1; i <= 50; i++) {
        Exchange exchange = exchanges.poll(20, TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        assertThat(begun).hasValue(i);
        exchange.execute(exchange::ok);
        assertThat(connection.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void startsNoMoreRequestsForAClientThatDoesNotReadItsAnswers() throws Exception {
    String megabyte = "x".repeat(1024 * 1024);
    var begun = new AtomicInteger();
    try (var server =
            ServerFixture.start(
                ServerFixture.operation(
                    "Scan",
                    (request, exchange) -> {
                      begun.incrementAndGet();
                      ServerFixture.write(exchange, megabyte);
                      exchange.ok();
                    }),
                ServerFixture.answering("ListTables", "{}"));
        var lazy = server.connect()) {
      int count = 100;
      lazy.send(operation("Scan", "{}").repeat(count));
      for (int i = 0; i < 200; i++) {
        try (var other = server.connect()) { // both event loops had time to go on
          assertThat(other.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
        }
      }

      assertThat(begun.get()).isLessThan(count / 2);
      for (int i = 0; i < count; i++) {
        assertThat(lazy.read().body()).hasSize(megabyte.length());
      }
      assertThat(begun).hasValue(count);
    }
  }

  @Test
  void finishesRequestsUnderWayWhenItStops() throws Exception {
    var exchanges = new SynchronousQueue<Exchange>();
    var server =
        ServerFixture.start(
            ServerFixture.operation(
                "ListTables",
                (request, exchange) -> {
                  var _ = CompletableFuture.runAsync(() -> put(exchanges, exchange));
                }));
    try (var idle = server.connect();
        var connection = server.connect()) {
      connection.send(operation("ListTables", "{}"));
      Exchange exchange = exchanges.poll(20, TimeUnit.SECONDS);
      assertThat(exchange).isNotNull();

      var stopped = CompletableFuture.runAsync(server::close);
      assertThat(idle.isAtEnd()).isTrue();
      exchange.execute(exchange::ok);

      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.isAtEnd()).isTrue();
      stopped.get(20, TimeUnit.SECONDS);
    }
  }

  private static void put(SynchronousQueue<Exchange> queue, Exchange exchange) {
    try {
      queue.put(exchange);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
