package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class RequestHeadTest {
  private static final Endpoint ENDPOINT = new Endpoint("localhost", 8000, false, null);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  @Test
  void signsAsTheSdkDoes() {
    RequestHead head = head(null, true);

    assertSignsAsTheSdk(head, null, "{}", NOON);
    assertSignsAsTheSdk(head, null, "{\"TableName\":\"t\"}", NOON.plusSeconds(1));
  }

  @Test
  void changesTheKeyWithTheDay() {
    RequestHead head = head(null, true);

    assertSignsAsTheSdk(head, null, "{}", NOON);
    assertSignsAsTheSdk(head, null, "{}", NOON.plus(Duration.ofDays(1)));
  }

  @Test
  void signsTheTokenOfASession() {
    assertSignsAsTheSdk(head("token/+=", true), "token/+=", "{}", NOON);
  }

  @Test
  void writesALengthThatGrowsAndShrinks() {
    RequestHead head = head(null, true);

    assertThat(headers(head, "x".repeat(10_000), NOON)).containsEntry("content-length", "10000");
    assertThat(headers(head, "{}", NOON)).containsEntry("content-length", "2");
    assertThat(headers(head, "", NOON)).containsEntry("content-length", "0");
  }

  @Test
  void sendsZerosWhenItIsNotToSign() {
    assertThat(headers(head(null, false), "{}", NOON).getOrDefault("authorization", ""))
        .endsWith("Signature=" + "0".repeat(64));
  }

  private static RequestHead head(@Nullable String token, boolean signed) {
    return new RequestSigner(
            ENDPOINT, new Credentials("AKIDEXAMPLE", "secret/+", token), "eu-west-1", signed)
        .head("GetItem");
  }

  private static Map<String, String> headers(RequestHead head, String body, Instant now) {
    byte[] bytes = body.getBytes(UTF_8);
    int length = head.render(bytes, bytes.length, now.getEpochSecond());
    String text = new String(head.bytes(), 0, length, UTF_8);
    assertThat(text).startsWith("POST / HTTP/1.1\r\n").endsWith("\r\n\r\n");
    Map<String, String> headers = new TreeMap<>();
    text.lines()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .map(line -> line.split(": ", 2))
        .forEach(header -> headers.put(header[0].toLowerCase(Locale.ROOT), header[1]));
    return headers;
  }

  private static void assertSignsAsTheSdk(
      RequestHead head, @Nullable String token, String body, Instant now) {
    Map<String, String> headers = headers(head, body, now);

    SdkHttpRequest expected = signedBySdk(token, body.getBytes(UTF_8), now);
    for (String name : new String[] {"X-Amz-Date", "X-Amz-Content-Sha256", "Authorization"}) {
      assertThat(headers)
          .containsEntry(
              name.toLowerCase(Locale.ROOT), expected.firstMatchingHeader(name).orElseThrow());
    }
  }

  private static SdkHttpRequest signedBySdk(@Nullable String token, byte[] body, Instant now) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://localhost:8000/"))
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .putHeader("X-Amz-Target", "DynamoDB_20120810.GetItem")
            .build();
    AwsCredentialsIdentity identity =
        token == null
            ? AwsCredentialsIdentity.create("AKIDEXAMPLE", "secret/+")
            : AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", "secret/+", token);
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(identity)
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
        .request();
  }
}
