package dev.stator.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class RequestSignerTest {
  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final String TARGET = "DynamoDB_20120810.GetItem";
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  private final RequestSigner signer =
      new RequestSigner(
          new RequestSigner.Credentials("AKIDEXAMPLE", "secret/+"), "eu-west-1", "localhost:8000");

  @Test
  void signsAsTheSdkDoes() {
    assertSignsAsTheSdk("{}", NOON);
    assertSignsAsTheSdk("{\"TableName\":\"t\"}", NOON.plusMillis(1500));
  }

  @Test
  void changesTheKeyWithTheDay() {
    assertSignsAsTheSdk("{}", NOON);
    assertSignsAsTheSdk("{}", NOON.plus(Duration.ofDays(1)));
  }

  private void assertSignsAsTheSdk(String body, Instant now) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    RequestSigner.Signature signature = signer.sign(CONTENT_TYPE, TARGET, bytes, now);

    SdkHttpRequest expected = signedBySdk(bytes, now);
    assertThat(signature.date())
        .isEqualTo(expected.firstMatchingHeader("X-Amz-Date").orElseThrow());
    assertThat(signature.authorization())
        .isEqualTo(expected.firstMatchingHeader("Authorization").orElseThrow());
  }

  private static SdkHttpRequest signedBySdk(byte[] body, Instant now) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://localhost:8000/"))
            .putHeader("Content-Type", CONTENT_TYPE)
            .putHeader("X-Amz-Target", TARGET)
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(AwsCredentialsIdentity.create("AKIDEXAMPLE", "secret/+"))
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
        .request();
  }
}
