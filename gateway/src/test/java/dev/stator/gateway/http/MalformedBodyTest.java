package dev.stator.gateway.http;

import static dev.stator.gateway.http.RawConnection.AUTHORIZATION;
import static dev.stator.gateway.http.RawConnection.operation;
import static dev.stator.gateway.http.RawConnection.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no JSON object, or not of the members' types, and how they are encoded. */
class MalformedBodyTest {
  private static final String SERIALIZATION =
      "{\"__type\":\"com.amazon.coral.service#SerializationException\"}";
  private static final String HEAD =
      "Content-Type: application/x-amz-json-1.0\r\n"
          + "X-Amz-Target: DynamoDB_20120810.ListTables\r\n"
          + AUTHORIZATION;

  private static ServerFixture server;

  @BeforeAll
  static void start() throws IOException {
    server =
        ServerFixture.start(
            ServerFixture.answering("ListTables", "{}"),
            ServerFixture.answering("DescribeTable", "{}"),
            ServerFixture.answering("GetItem", "{}"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "[]",
        "null",
        "1",
        "\"a\"",
        "   ",
        "\u0000",
        "{}x",
        "{} {}",
        "{}\u0000",
        "{\"Limit\":1",
        "{\"Limit\":}",
        "{\"Limit\":1,}",
        "{\"Limit\" 1}",
        "{Limit:1}",
        "{'Limit':1}",
        "{\"Limit\":01}",
        "{\"Limit\":+1}",
        "{\"Limit\":NaN}",
        "{\"Limit\":1}//",
        "{/**/}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "\uFEFF{}",
      })
  void isRefusedUnlessItIsOneJsonObject(String body) throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(operation("ListTables", body));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo(SERIALIZATION);
      assertThat(connection.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
    }
  }

  /** The bytes are written as characters of ISO 8859-1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\u00FF\"}",
        "{\"a\":\"\u00E2\u0082\"}",
        "{\"ExclusiveStartTableName\":\"\u00ED\u00A0\u0080\"}",
        "\u00FE\u00FF\u0000{\u0000}",
        "\u00FF\u00FE{\u0000}\u0000",
      })
  void isRefusedUnlessItIsUtf8(String bytes) throws IOException {
    byte[] body = bytes.getBytes(ISO_8859_1);
    try (var connection = server.connect()) {
      connection
          .send(request("POST /", HEAD + "Content-Length: " + body.length + "\r\n", ""))
          .send(body);

      assertThat(connection.read().body()).isEqualTo(SERIALIZATION);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ListTables | {'Limit':'1'} | STRING_VALUE cannot be converted to Integer",
        "ListTables | {'Limit':{}} | Start of structure or map found where not expected",
        "ListTables | {'Limit':[1]} | Unrecognized collection type class java.lang.Integer",
        "ListTables | {'ExclusiveStartTableName':1} | NUMBER_VALUE cannot be converted to String",
        "ListTables | {'ExclusiveStartTableName':1.5} | DECIMAL_VALUE cannot be converted to String",
        "DescribeTable | {'TableName':true} | TRUE_VALUE cannot be converted to String",
        "GetItem | {'ConsistentRead':1} | NUMBER_VALUE cannot be converted to Boolean",
        "GetItem | {'ConsistentRead':'maybe'} | Unexpected token received from parser",
        "GetItem | {'AttributesToGet':'a'} | Unexpected field type",
      })
  void isRefusedWithTheTypeThatWasMet(String operation, String body, String message)
      throws IOException {
    try (var connection = server.connect()) {
      var response = connection.exchange(operation(operation, body.replace('\'', '"')));

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body())
          .isEqualTo(SERIALIZATION.replace("}", ",\"Message\":\"" + message + "\"}"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deflate", "br", "x-gzip", "gzip, gzip", "zstd"})
  void isTakenAsItIsInAnEncodingTheServiceDoesNotKnow(String encoding) throws IOException {
    String head = HEAD + "Content-Encoding: " + encoding + "\r\n";
    byte[] zipped = gzip("{}");
    try (var connection = server.connect()) {
      assertThat(connection.exchange(request("POST /", head, "{}")).status()).isEqualTo(200);
      connection
          .send(request("POST /", head + "Content-Length: " + zipped.length + "\r\n", ""))
          .send(zipped);
      assertThat(connection.read().body()).isEqualTo(SERIALIZATION);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return zipped.toByteArray();
  }
}
