package dev.stator.gateway.http;

import static dev.stator.gateway.http.RawConnection.AUTHORIZATION;
import static dev.stator.gateway.http.RawConnection.operation;
import static dev.stator.gateway.http.RawConnection.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.connection.AcceptGate;
import dev.stator.gateway.connection.ClosingReason;
import dev.stator.gateway.connection.ConnectionLimits;
import dev.stator.gateway.operation.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that take more than their share lose their connections, and others are served. Each
 * server has one limit that is short, so that nothing else ends a connection however slow the
 * machine is.
 */
class HostileClientsTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int PATIENCE_MS = 20_000;
  private static final int TRICKLE_MS = 20;
  private static final long INTERVAL_NS = 5_000_000;
  private static final int MEGABYTE = 1024 * 1024;
  private static final Operation LIST = ServerFixture.answering("ListTables", "{}");
  private static final Operation SCAN =
      ServerFixture.answering("Scan", "\"" + "x".repeat(MEGABYTE) + "\"");
  private static final String HEAD =
      "Content-Type: application/x-amz-json-1.0\r\n"
          + "X-Amz-Target: DynamoDB_20120810.ListTables\r\n"
          + AUTHORIZATION;

  @ParameterizedTest
  @ValueSource(strings = {"P", "POST / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nHost: a\r\nX-Slow: "})
  void closesAConnectionWhoseHeadersTakeTooLong(String begun) throws IOException {
    var times = new ConnectionLimits.Times(SHORT, LONG, LONG, LONG);
    try (var server = start(times);
        var idle = server.connect();
        var slow = server.connect()) {
      slow.send(begun);

      assertThat(trickleUntilClosed(slow)).isTrue();
      assertThat(closed(server, ClosingReason.SLOW_HEADER)).isEqualTo(1);
      assertThat(idle.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
    }
  }

  @Test
  void closesAConnectionWhoseSecondRequestIsSlow() throws IOException {
    var times = new ConnectionLimits.Times(SHORT, LONG, LONG, LONG);
    try (var server = start(times);
        var slow = server.connect()) {
      assertThat(slow.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
      slow.send("POST / HT");

      assertThat(trickleUntilClosed(slow)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1000000\r\n", "Transfer-Encoding: chunked\r\n"})
  void refusesABodyThatTakesTooLong(String length) throws IOException {
    var times = new ConnectionLimits.Times(LONG, SHORT, LONG, LONG);
    try (var server = start(times);
        var slow = server.connect()) {
      slow.send(request("POST /", HEAD + length, ""));

      assertThat(slow.read().status()).isEqualTo(408);
      assertThat(slow.isAtEnd()).isTrue();
      await(() -> closed(server, ClosingReason.SLOW_BODY) == 1);
      assertServing(server);
    }
  }

  @Test
  void closesConnectionsThatAreIdleForLong() throws IOException {
    var times = new ConnectionLimits.Times(LONG, LONG, LONG, SHORT);
    try (var server = start(times);
        var idle = server.connect();
        var used = server.connect()) {
      used.send(operation("ListTables", "{}"));

      assertThat(used.endsWithin(PATIENCE_MS)).isTrue();
      assertThat(idle.endsWithin(PATIENCE_MS)).isTrue();
      await(() -> server.connections().open() == 0);
    }
  }

  @Test
  void closesAConnectionWhoseClientDoesNotTakeItsAnswers() throws IOException {
    var times = new ConnectionLimits.Times(LONG, LONG, SHORT, LONG);
    try (var server = start(times);
        var lazy = server.connect()) {
      lazy.send(operation("Scan", "{}").repeat(40));

      await(() -> closed(server, ClosingReason.SLOW_READER) == 1);
      await(() -> server.connections().open() == 0);
      await(() -> server.connections().bufferedBytes() == 0);
      assertServing(server);
    }
  }

  @Test
  void keepsAClientThatTakesALongAnswerSlowly() throws IOException {
    var times = new ConnectionLimits.Times(LONG, LONG, Duration.ofSeconds(2), LONG);
    try (var server = start(times);
        var slow = server.connect()) {
      slow.send(operation("Scan", "{}").repeat(20));

      for (int i = 0; i < 20; i++) {
        assertThat(slow.read().body()).hasSize(MEGABYTE + 2);
      }
      assertThat(closed(server, ClosingReason.SLOW_READER)).isZero();
    }
  }

  @Test
  void refusesConnectionsOverTheLimitUntilOneLeaves() throws IOException {
    try (var server = start(limits(3, 100, 1L << 30, ConnectionLimits.Times.DEFAULT));
        var first = server.connect();
        var second = server.connect()) {
      var third = server.connect();
      assertThat(first.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
      assertThat(second.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
      assertThat(third.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);

      try (var _ = new RecordedLog(AcceptGate.class);
          var fourth = server.connect()) {
        assertThat(fourth.endsWithin(PATIENCE_MS)).isTrue();
      }
      third.close();

      await(() -> server.connections().open() == 2);
      assertServing(server);
      assertThat(server.connections().refused()).isEqualTo(1);
    }
  }

  @Test
  void refusesConnectionsOverTheLimitOfAnAddress() throws IOException {
    try (var server = start(limits(100, 1, 1L << 30, ConnectionLimits.Times.DEFAULT));
        var first = server.connect();
        var log = new RecordedLog(AcceptGate.class)) {
      assertThat(first.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
      try (var second = server.connect()) {
        assertThat(second.endsWithin(PATIENCE_MS)).isTrue();
      }

      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().getFirst()).startsWith("connections are refused: 1 are open");
    }
  }

  @Test
  void refusesBodiesForWhichThereIsNoMemory() throws IOException {
    try (var server = start(limits(100, 100, MEGABYTE, ConnectionLimits.Times.DEFAULT))) {
      List<RawConnection> senders = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RawConnection sender = server.connect();
        senders.add(sender);
        sender.send(request("POST /", HEAD + "Content-Length: 900001\r\n", ""));
        sender.send("x".repeat(900_000));
        if (i == 0) {
          await(() -> server.connections().bufferedBytes() == 900_000);
        } else {
          assertThat(sender.read().status()).isEqualTo(503);
        }
      }

      for (RawConnection sender : senders) {
        sender.close();
      }
      await(() -> server.connections().open() == 0);
      await(() -> server.connections().bufferedBytes() == 0);
      assertServing(server);
    }
  }

  @Test
  void closesThoseWhoDoNotTakeTheirAnswersWhenThereIsNoMemory() throws IOException {
    long limit = 4L * MEGABYTE;
    try (var server = start(limits(100, 100, limit, ConnectionLimits.Times.DEFAULT))) {
      List<RawConnection> lazy = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        RawConnection connection = server.connect();
        lazy.add(connection);
        connection.send(operation("Scan", "{}").repeat(30));
        assertThat(server.connections().bufferedBytes()).isLessThan(limit + 4L * MEGABYTE);
        assertServing(server);
      }

      await(() -> closed(server, ClosingReason.MEMORY) > 0);
      for (RawConnection connection : lazy) {
        connection.close();
      }
      await(() -> server.connections().bufferedBytes() == 0);
    }
  }

  @Test
  void answersAFloodOfRequestsInOrderAndKeepsNothingOfIt() throws Exception {
    int count = 5_000;
    byte[] flood =
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(count).getBytes(StandardCharsets.US_ASCII);
    try (var server = start(ConnectionLimits.defaults());
        var connection = server.connect()) {
      var sending = CompletableFuture.runAsync(() -> sendAll(connection, flood));

      for (int i = 0; i < count; i++) {
        assertThat(connection.read().status()).isEqualTo(200);
      }
      sending.get();
      assertServing(server);
    }
  }

  @Test
  void cutsOffHeadersWithoutEnd() throws IOException {
    try (var server = start(ConnectionLimits.defaults());
        var longest = server.connect();
        var endless = server.connect()) {
      longest.send("POST / HTTP/1.1\r\na: ");
      assertThat(cutOffAfter(longest, "b".repeat(MEGABYTE))).isLessThan(200);
      endless.send("POST / HTTP/1.1\r\n");
      assertThat(cutOffAfter(endless, "a: bcdefghijklmnopqrstuvwxyz\r\n".repeat(1000)))
          .isLessThan(2000);
      assertServing(server);
    }
  }

  @Test
  void refusesACompressedBodyThatWouldFillTheMemory() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      byte[] zeros = new byte[MEGABYTE];
      for (int i = 0; i < 256; i++) {
        gzip.write(zeros);
      }
    }
    try (var server = start(ConnectionLimits.defaults());
        var connection = server.connect()) {
      String head = HEAD + "Content-Encoding: gzip\r\nContent-Length: " + zipped.size() + "\r\n";
      connection.send(request("POST /", head, "")).send(zipped.toByteArray());

      assertThat(connection.read().status()).isEqualTo(413);
      await(() -> server.connections().bufferedBytes() == 0);
      assertServing(server);
    }
  }

  /** The form for CI of the measurement in docs/performance.md. */
  @Test
  void servesOthersBesideManyIdleAndSlowConnections() throws IOException {
    var times = new ConnectionLimits.Times(Duration.ofSeconds(1), LONG, LONG, LONG);
    List<RawConnection> crowd = new ArrayList<>();
    try (var server = start(limits(2000, 2000, 1L << 28, times))) {
      for (int i = 0; i < 500; i++) {
        crowd.add(server.connect());
      }
      for (int i = 0; i < 50; i++) {
        crowd.add(server.connect().send("POST / HTTP/1.1\r\nX: "));
      }
      await(() -> server.connections().open() >= 500);
      try (var other = server.connect()) {
        for (int i = 0; i < 1000; i++) {
          assertThat(other.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
        }
      }

      await(() -> closed(server, ClosingReason.SLOW_HEADER) == 50);
      assertThat(server.connections().open()).isGreaterThanOrEqualTo(500);
      for (RawConnection connection : crowd) {
        connection.close();
      }
      await(() -> server.connections().open() == 0);
      assertThat(server.connections().bufferedBytes()).isZero();
    }
  }

  private static ServerFixture start(ConnectionLimits.Times times) throws IOException {
    return start(ConnectionLimits.defaults().withTimes(times));
  }

  private static ServerFixture start(ConnectionLimits limits) throws IOException {
    return ServerFixture.start(limits, LIST, SCAN);
  }

  private static ConnectionLimits limits(
      int connections, int ofAddress, long bufferedBytes, ConnectionLimits.Times times) {
    return new ConnectionLimits(connections, ofAddress, 100, 64 * 1024, bufferedBytes, times);
  }

  /** Sends a byte now and then, until the server closes. */
  private static boolean trickleUntilClosed(RawConnection slow) throws IOException {
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MS).toNanos();
    while (System.nanoTime() < end) {
      if (slow.endsWithin(TRICKLE_MS)) {
        return true;
      }
      try {
        slow.send("x");
      } catch (IOException closed) {
        return true;
      }
    }
    return false;
  }

  private static int cutOffAfter(RawConnection connection, String text) {
    for (int sent = 0; sent < 10_000; sent++) {
      try {
        connection.send(text);
      } catch (IOException cutOff) {
        return sent;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static void sendAll(RawConnection connection, byte[] bytes) {
    try {
      connection.send(bytes);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static long closed(ServerFixture server, ClosingReason reason) {
    return server.connections().all().stream().mapToLong(loop -> loop.closed(reason)).sum();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MS).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(INTERVAL_NS);
    }
  }

  private static void assertServing(ServerFixture server) throws IOException {
    try (var connection = server.connect()) {
      assertThat(connection.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
    }
  }
}
