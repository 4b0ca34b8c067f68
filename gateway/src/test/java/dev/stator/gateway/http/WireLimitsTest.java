package dev.stator.gateway.http;

import static dev.stator.gateway.http.RawConnection.AUTHORIZATION;
import static dev.stator.gateway.http.RawConnection.operation;
import static dev.stator.gateway.http.RawConnection.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too long, too deep or cut off gets a refusal, and the server goes on. */
class WireLimitsTest {
  private static final String SERIALIZATION =
      "{\"__type\":\"com.amazon.coral.service#SerializationException\"}";
  private static final String HEAD =
      "Content-Type: application/x-amz-json-1.0\r\n"
          + "X-Amz-Target: DynamoDB_20120810.ListTables\r\n"
          + AUTHORIZATION;
  private static final int HEADER_LIMIT = 64 * 1024;

  private static ServerFixture server;

  @BeforeAll
  static void start() throws IOException {
    server = ServerFixture.start(ServerFixture.answering("ListTables", "{}"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void takesHeadersOfAlmostTheLimit() throws IOException {
    String token = "X-Amz-Security-Token: " + "t".repeat(HEADER_LIMIT - 1024) + "\r\n";
    try (var connection = server.connect()) {
      assertThat(connection.exchange(request("POST /", HEAD + token, "{}")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void refusesHeadersOverTheLimit() throws IOException {
    String token = "X-Amz-Security-Token: " + "t".repeat(HEADER_LIMIT) + "\r\n";
    try (var connection = server.connect()) {
      assertThat(connection.exchange(request("POST /", token, "")).status()).isEqualTo(431);
      assertThat(connection.isAtEnd()).isTrue();
    }
    assertServing();
  }

  @Test
  void refusesARequestLineOverTheLimit() throws IOException {
    try (var connection = server.connect()) {
      String line = "POST /?" + "q".repeat(HEADER_LIMIT);

      assertThat(connection.exchange(request(line, "", "")).status()).isEqualTo(414);
      assertThat(connection.isAtEnd()).isTrue();
    }
    assertServing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"a\":[", "{\"Item\":{\"a\":{\"M\":"})
  void refusesEndlessNesting(String opening) throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(operation("ListTables", opening.repeat(500_000)));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo(SERIALIZATION);
      assertThat(connection.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesEndlessNestingWithoutAuthenticationAlike() throws IOException {
    try (var connection = server.connect()) {
      String head = "Content-Type: application/x-amz-json-1.0\r\n";

      var response = connection.exchange(request("POST /", head, "[".repeat(500_000)));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo(SERIALIZATION);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n"})
  void refusesAnEmptyBodyHoweverItIsSent(String length) throws IOException {
    String end = length.startsWith("Transfer") ? "0\r\n\r\n" : "";
    try (var connection = server.connect()) {
      var response = connection.exchange(request("POST /", HEAD + length, "") + end);

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo(SERIALIZATION);
    }
  }

  @Test
  void refusesGzipThatEndsTooSoon() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write("{\"a\":\"b\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    byte[] half = Arrays.copyOf(zipped.toByteArray(), zipped.size() / 2);
    String head = HEAD + "Content-Encoding: gzip\r\nContent-Length: " + half.length + "\r\n";
    try (var connection = server.connect()) {
      connection.send(request("POST /", head, "")).send(half);

      assertThat(connection.read().body()).isEqualTo(SERIALIZATION);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: two\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nzz\r\n{}\r\n0",
      })
  void refusesLengthsThatCannotBe(String headers) throws IOException {
    try (var connection = server.connect()) {
      assertThat(connection.exchange(request("POST /", HEAD + headers, "")).status())
          .isEqualTo(400);
      assertThat(connection.isAtEnd()).isTrue();
    }
    assertServing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zz\r\n", "-1\r\n", "FFFFFFFFFFFFFFFF\r\n", "2\r\n{}\r\n0\r\n\u0000:\r\n\r\n"})
  void refusesChunksThatAreNone(String chunks) throws IOException {
    try (var connection = server.connect()) {
      String head = request("POST /", HEAD + "Transfer-Encoding: chunked\r\n", "");

      assertThat(connection.exchange(head + chunks).status()).isEqualTo(400);
      assertThat(connection.isAtEnd()).isTrue();
    }
    assertServing();
  }

  @Test
  void refusesEndlessTrailers() throws IOException {
    String trailers = "2\r\n{}\r\n0\r\n" + "a: b\r\n".repeat(HEADER_LIMIT / 4);
    try (var connection = server.connect()) {
      String head = request("POST /", HEAD + "Transfer-Encoding: chunked\r\n", "");

      assertThat(connection.exchange(head + trailers).status()).isEqualTo(400);
    }
    assertServing();
  }

  @Test
  void takesThousandsOfHeaders() throws IOException {
    try (var connection = server.connect()) {
      String headers = HEAD + "a: b\r\n".repeat(5000);

      assertThat(connection.exchange(request("POST /", headers, "{}")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Expect: 100-continue\r\n"})
  void refusesABodyThatIsAnnouncedOverTheLimitBeforeItIsSent(String expect) throws IOException {
    long length = HttpConfig.DEFAULT_MAX_BODY_BYTES + 1L;
    try (var connection = server.connect()) {
      String head = HEAD + expect + "Content-Length: " + length + "\r\n";

      assertThat(connection.exchange(request("POST /", head, "")).status()).isEqualTo(413);
    }
    assertServing();
  }

  @Test
  void cutsOffAClientThatSendsWithoutEnd() throws IOException {
    String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
    try (var connection = server.connect()) {
      connection.send(request("POST /", HEAD + "Transfer-Encoding: chunked\r\n", ""));

      assertThat(sendUntilCutOff(connection, chunk)).isLessThan(200);
    }
    assertServing();
  }

  private static int sendUntilCutOff(RawConnection connection, String chunk) {
    for (int sent = 0; sent < 1000; sent++) {
      try {
        connection.send(chunk);
      } catch (IOException cutOff) {
        return sent;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static void assertServing() throws IOException {
    try (var connection = server.connect()) {
      assertThat(connection.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
    }
  }
}
