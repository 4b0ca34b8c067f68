package dev.stator.gateway.http;

import static dev.stator.gateway.http.RawConnection.AUTHORIZATION;
import static dev.stator.gateway.http.RawConnection.operation;
import static dev.stator.gateway.http.RawConnection.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireProtocolTest {
  private static final String UNKNOWN_OPERATION =
      "{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}";
  private static final String SERIALIZATION =
      "{\"__type\":\"com.amazon.coral.service#SerializationException\"}";
  private static final String NOT_FOUND = "<UnknownOperationException/>\n";
  private static final String JSON = "Content-Type: application/x-amz-json-1.0\r\n";
  private static final String TARGET = "X-Amz-Target: DynamoDB_20120810.ListTables\r\n";

  private static ServerFixture server;

  @BeforeAll
  static void start() throws IOException {
    server =
        ServerFixture.start(
            ServerFixture.answering("ListTables", "{\"TableNames\":[]}"),
            ServerFixture.operation(
                "DescribeTable",
                (request, exchange) -> {
                  ServerFixture.write(exchange, "half a body that is dropped");
                  throw new RequestException(ErrorCode.RESOURCE_NOT_FOUND, "not \"here\"");
                }),
            ServerFixture.operation(
                "UpdateItem",
                (request, exchange) ->
                    exchange.fail(
                        ErrorCode.CONDITIONAL_CHECK_FAILED,
                        "The conditional request failed",
                        json -> json.writeStringProperty("Item", "i"))),
            ServerFixture.operation(
                "GetItem",
                (request, exchange) -> {
                  throw new IllegalStateException("what the client sent");
                }),
            ServerFixture.operation(
                "DeleteItem",
                (request, exchange) ->
                    exchange.await(
                        CompletableFuture.runAsync(
                            () -> {
                              throw new RequestException(ErrorCode.RESOURCE_IN_USE, "later");
                            }),
                        done -> exchange.ok())),
            ServerFixture.operation(
                "DeleteTable",
                (request, exchange) ->
                    exchange.execute(
                        () -> {
                          throw new IllegalStateException("later, on the event loop");
                        })),
            ServerFixture.operation(
                "PutItem",
                (request, exchange) -> {
                  ServerFixture.write(exchange, "{}");
                  exchange.ok();
                  exchange.ok();
                  exchange.fail(ErrorCode.VALIDATION, "too late");
                }));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void answersAnOperationWithTheHeadersOfTheService() throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(operation("ListTables", "{}"));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{\"TableNames\":[]}");
      assertThat(response.header("content-type")).isEqualTo("application/x-amz-json-1.0");
      assertThat(response.header("x-amzn-requestid")).matches("[0-9A-Z]{52}");
      assertThat(response.header("x-amz-crc32")).isEqualTo(crc32(response.body()));
      assertThat(response.header("date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [0-9:]{8} GMT");
      assertThat(response.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  @Test
  void givesEachRequestItsOwnId() throws IOException {
    try (var connection = server.connect()) {
      var first = connection.exchange(operation("ListTables", "{}"));
      var second = connection.exchange(operation("ListTables", "{}"));

      assertThat(first.header("x-amzn-requestid")).isNotEqualTo(second.header("x-amzn-requestid"));
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    String pair = operation("ListTables", "{}") + operation("DescribeTable", "{}");
    int pairs = 200;
    try (var connection = server.connect()) {
      connection.send(pair.repeat(pairs));

      for (int i = 0; i < pairs; i++) {
        assertThat(connection.read().status()).isEqualTo(200);
        assertThat(connection.read().status()).isEqualTo(400);
      }
    }
  }

  @Test
  void takesChunkedBodiesAndBodiesThatArriveByteByByte() throws IOException {
    String chunked =
        request("POST /", JSON + TARGET + AUTHORIZATION + "Transfer-Encoding: chunked\r\n", "")
            + "1\r\n{\r\n4\r\n\"a\":\r\n2\r\n1}\r\n0\r\n\r\n";
    try (var connection = server.connect()) {
      assertThat(connection.exchange(chunked).status()).isEqualTo(200);
      for (byte b : operation("ListTables", "{}").getBytes(StandardCharsets.UTF_8)) {
        connection.send(new byte[] {b});
      }
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @Test
  void takesGzippedBodies() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write('{');
      gzip.write('}');
    }
    String head = JSON + TARGET + AUTHORIZATION + "Content-Encoding: gzip\r\nContent-Length: ";
    try (var connection = server.connect()) {
      connection.send(request("POST /", head + zipped.size() + "\r\n", ""));
      connection.send(zipped.toByteArray());

      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.exchange(request("POST /", head + "2\r\n", "") + "{}").body())
          .isEqualTo(SERIALIZATION);
    }
  }

  @Test
  void sendsContinueToAClientThatWaitsForIt() throws IOException {
    String head = JSON + TARGET + AUTHORIZATION + "Expect: 100-continue\r\nContent-Length: 2\r\n";
    try (var connection = server.connect()) {
      assertThat(connection.exchange(request("POST /", head, "")).status()).isEqualTo(100);
      assertThat(connection.exchange("{}").status()).isEqualTo(200);
    }
  }

  @Test
  void closesAfterTheAnswerWhenAskedTo() throws IOException {
    try (var connection = server.connect()) {
      String request =
          request("POST /", JSON + TARGET + AUTHORIZATION + "Connection: close\r\n", "{}");

      assertThat(connection.exchange(request).status()).isEqualTo(200);
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void keepsAConnectionOfHttp10OnlyWhenAskedTo() throws IOException {
    String request =
        request("POST /", JSON + TARGET + AUTHORIZATION, "{}").replace("HTTP/1.1", "HTTP/1.0");
    String kept = request.replace("Host:", "Connection: keep-alive\r\nHost:");
    try (var connection = server.connect()) {
      assertThat(connection.exchange(kept).header("connection")).isEqualTo("keep-alive");
      assertThat(connection.exchange(request).status()).isEqualTo(200);
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void dropsWhatFollowsTheLastRequestOfAConnection() throws IOException {
    String last = request("POST /", JSON + TARGET + AUTHORIZATION + "Connection: close\r\n", "{}");
    try (var connection = server.connect()) {
      connection.send(operation("ListTables", "{}") + last + operation("ListTables", "{}"));

      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c3RhdG9yc3RhdG9yIQ==\r\n",
        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
      })
  void staysWithHttp11WhenAnotherProtocolIsOffered(String offer) throws IOException {
    String headers = JSON + TARGET + AUTHORIZATION + "Connection: Upgrade\r\n" + offer;
    try (var connection = server.connect()) {
      assertThat(connection.exchange(request("POST /", headers, "{}")).status()).isEqualTo(200);
      assertThat(connection.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRI * HTTP/2.0", "POST / HTTP/3.0"})
  void implementsNoOtherVersionOfHttp(String line) throws IOException {
    try (var connection = server.connect()) {
      assertThat(connection.exchange(line + "\r\nHost: stator.test\r\n\r\n").status())
          .isEqualTo(501);
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void writesARefusalAsTheServiceDoes() throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(operation("DescribeTable", "{}"));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body())
          .isEqualTo(
              "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException\","
                  + "\"message\":\"not \\\"here\\\"\"}");
      assertThat(response.header("x-amz-crc32")).isEqualTo(crc32(response.body()));
    }
  }

  @Test
  void addsMembersToAnError() throws IOException {
    try (var connection = server.connect()) {
      assertThat(connection.exchange(operation("UpdateItem", "{}")).body())
          .isEqualTo(
              "{\"__type\":"
                  + "\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\","
                  + "\"Item\":\"i\",\"message\":\"The conditional request failed\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "DeleteTable"})
  void tellsNothingOfAnUnexpectedFailure(String operation) throws IOException {
    try (var log = new RecordedLog(HttpExchange.class);
        var connection = server.connect()) {
      var response = connection.exchange(operation(operation, "{}"));

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.header("x-amzn-requestid")).hasSize(52);
      assertThat(response.body())
          .isEqualTo(
              "{\"__type\":\"com.amazonaws.dynamodb.v20120810#InternalServerError\","
                  + "\"message\":\"Internal server error\"}");
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().getFirst())
          .contains(response.header("x-amzn-requestid"), "IllegalStateException", "\tat ")
          .doesNotContain("what the client sent");
    }
  }

  @Test
  void carriesARefusalFromAnotherThreadToTheClient() throws IOException {
    try (var connection = server.connect()) {
      assertThat(connection.exchange(operation("DeleteItem", "{}")).body())
          .contains("ResourceInUseException", "later");
    }
  }

  @Test
  void sendsOneAnswerWhenAnOperationAnswersTwice() throws IOException {
    try (var log = new RecordedLog(HttpExchange.class);
        var connection = server.connect()) {
      assertThat(connection.exchange(operation("PutItem", "{}")).body()).isEqualTo("{}");
      assertThat(connection.exchange(operation("ListTables", "{}")).body()).contains("TableNames");
      assertThat(log.lines()).hasSize(2).allMatch(line -> line.contains("was answered twice"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "X-Amz-Target: whatever\r\n",
        "X-Amz-Target: DynamoDB_20120810.ListTable\r\n",
        "X-Amz-Target: DynamoDB_20120810.\r\n",
        "X-Amz-Target: DynamoDB_20120810.Query\r\n",
      })
  void knowsNoOperationWithoutATargetItServes(String target) throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(request("POST /", JSON + target, "{}"));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo(UNKNOWN_OPERATION);
      assertThat(response.header("x-amz-crc32")).isEqualTo("1368724161");
    }
  }

  @Test
  void answersInTheContentTypeOfTheRequest() throws IOException {
    try (var connection = server.connect()) {
      assertThat(
              connection
                  .exchange(request("POST /", "Content-Type: application/json\r\n", "{}"))
                  .header("content-type"))
          .isEqualTo("application/json");
      assertThat(
              connection
                  .exchange(
                      request(
                          "POST /",
                          "Content-Type: application/x-amz-json-1.0; charset=utf-8\r\n",
                          "{}"))
                  .header("content-type"))
          .isEqualTo("application/x-amz-json-1.0");
      assertThat(
              connection
                  .exchange(request("POST /", "Content-Length: 0\r\n", ""))
                  .header("content-type"))
          .isEqualTo("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", TARGET, TARGET + AUTHORIZATION})
  void refusesABodyThatIsNotJsonBeforeTargetAndAuthentication(String headers) throws IOException {
    try (var connection = server.connect()) {
      if (!headers.contains("Authorization")) {
        var response = connection.exchange(request("POST /", JSON + headers, "hi"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).isEqualTo(SERIALIZATION);
        assertThat(response.header("x-amz-crc32")).isEqualTo("3948637019");
      } else {
        var response =
            connection.exchange(request("POST /", "Content-Length: 0\r\n" + headers, ""));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).isEqualTo(SERIALIZATION);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /",
        "DELETE /",
        "OPTIONS /",
        "POST /other",
        "GET /other",
        "PATCH /",
        "POST /%zz",
        "OPTIONS *",
        "CONNECT stator.test:8000",
        "TRACE /",
        "BREW /",
      })
  void findsNothingElse(String line) throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(request(line, "", ""));

      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body()).isEqualTo(NOT_FOUND);
      assertThat(response.header("x-amz-crc32")).isEqualTo("3552371480");
      assertThat(response.header("x-amzn-requestid")).hasSize(52);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Content-Type: text/plain\r\n", "Content-Type: application/jsonp\r\n"})
  void findsNothingForABodyOfAnotherContentType(String contentType) throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(request("POST /", contentType + TARGET, "{}"));

      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body()).isEqualTo(NOT_FOUND);
    }
  }

  @Test
  void isHealthyUnderTheNameTheClientUsed() throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(request("GET /", "", ""));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("healthy: stator.test:8000\n");
    }
  }

  @Test
  void asksForAuthentication() throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(request("POST /", JSON + TARGET, "{}"));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body())
          .isEqualTo(
              "{\"__type\":\"com.amazon.coral.service#MissingAuthenticationTokenException\","
                  + "\"message\":\"Request is missing Authentication Token\"}");
      assertThat(response.header("x-amz-crc32")).isEqualTo("2088342776");
    }
  }

  @Test
  void acceptsPresignedRequests() throws IOException {
    String query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Signature=b"
            + "&X-Amz-SignedHeaders=host&X-Amz-Date=20260101T000000Z";
    try (var connection = server.connect()) {
      assertThat(connection.exchange(request("POST /?" + query, JSON + TARGET, "{}")).status())
          .isEqualTo(200);
      assertThat(
              connection
                  .exchange(request("POST /?" + query, JSON + TARGET + AUTHORIZATION, "{}"))
                  .body())
          .contains("InvalidSignatureException");
    }
  }

  @Test
  void allowsEveryOrigin() throws IOException {
    try (var connection = server.connect()) {
      var response =
          connection.exchange(request("POST /", JSON + "Origin: http://there\r\n", "{}"));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(response.header("access-control-expose-headers")).contains("x-amzn-RequestId");
      assertThat(response.headers()).doesNotContainKey("access-control-max-age");
    }
  }

  @Test
  void answersAPreflight() throws IOException {
    try (var connection = server.connect()) {
      var response =
          connection.exchange(
              request(
                  "OPTIONS /",
                  String.join(
                      "\r\n",
                      "Origin: there",
                      "Access-Control-Request-Headers: a, b, c",
                      "Access-Control-Request-Method: d",
                      ""),
                  ""));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEmpty();
      assertThat(response.header("content-length")).isEqualTo("0");
      assertThat(response.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(response.header("access-control-allow-headers")).isEqualTo("a, b, c");
      assertThat(response.header("access-control-allow-methods")).isEqualTo("d");
      assertThat(response.header("access-control-max-age")).isEqualTo("172800");
    }
  }

  @Test
  void refusesWhatIsNotHttpAndGoesOnWithOthers() throws IOException {
    try (var broken = server.connect();
        var connection = server.connect()) {
      assertThat(broken.exchange("hello\r\n\r\n").status()).isEqualTo(400);
      assertThat(broken.isAtEnd()).isTrue();
      assertThat(connection.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
    }
  }

  @Test
  void forgetsARequestThatNeverArrivesWhole() throws IOException {
    String whole = operation("ListTables", "{}");
    try (var broken = server.connect()) {
      broken.send(whole.substring(0, whole.length() - 1));
    }
    try (var connection = server.connect()) {
      assertThat(connection.exchange(whole).status()).isEqualTo(200);
    }
  }

  private static String crc32(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toString(crc.getValue());
  }
}
