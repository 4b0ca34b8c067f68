package dev.stator.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCompressionTest {
  private static final String LONG = "{\"a\":\"" + "x".repeat(100_000) + "\"}";

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate, GZIP;q=0.5", "br,gzip"})
  void compressesALongAnswerWhenAskedTo(String encodings) throws Exception {
    HttpResponse<byte[]> response = answer(LONG, encodings);

    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(response.headers().firstValue("x-amz-crc32")).hasValue(crc32(response.body()));
    assertThat(response.body()).hasSizeLessThan(LONG.length() / 10);
    assertThat(decompressed(response.body())).isEqualTo(LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0", "gzip; q=0.000", "gzipped", "*;q=0"})
  void sendsItAsItIsWhenNotAskedTo(String encodings) throws Exception {
    HttpResponse<byte[]> response = answer(LONG, encodings);

    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    assertThat(new String(response.body(), UTF_8)).isEqualTo(LONG);
    assertThat(response.headers().firstValue("x-amz-crc32")).hasValue(crc32(response.body()));
  }

  @ParameterizedTest
  @CsvSource({"1023, false", "1024, true"})
  void sparesShortAnswers(int length, boolean compressed) throws Exception {
    HttpResponse<byte[]> response = answer("x".repeat(length), "gzip");

    assertThat(response.headers().firstValue("content-encoding").isPresent()).isEqualTo(compressed);
  }

  @Test
  void acceptsNothingWithoutTheHeader() {
    assertThat(AnswerCompression.accepts(null)).isFalse();
    assertThat(AnswerCompression.accepts("")).isFalse();
  }

  private static HttpResponse<byte[]> answer(String body, String encodings)
      throws IOException, InterruptedException {
    try (var server = ServerFixture.start(ServerFixture.answering("ListTables", body));
        var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.server().port()))
              .header("Content-Type", "application/x-amz-json-1.0")
              .header("X-Amz-Target", "DynamoDB_20120810.ListTables")
              .header("X-Amz-Date", "20260101T000000Z")
              .header(
                  "Authorization",
                  "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f")
              .header("Accept-Encoding", encodings)
              .POST(BodyPublishers.ofString("{}"))
              .build(),
          BodyHandlers.ofByteArray());
    }
  }

  private static String decompressed(byte[] body) throws IOException {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(gzip.readAllBytes(), UTF_8);
    }
  }

  private static String crc32(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return Long.toString(crc.getValue());
  }
}
