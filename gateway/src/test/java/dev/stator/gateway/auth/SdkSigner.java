package dev.stator.gateway.auth;

import dev.stator.gateway.policy.PolicyDocument;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Signs requests as the AWS SDK for Java does.
 *
 * @param expires for a signature in the query string, null for one in the header
 */
record SdkSigner(
    AwsCredentialsIdentity identity, Instant time, String region, @Nullable Duration expires) {
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  /** Of keys that only sign. */
  static final PolicyDocument POLICY =
      PolicyDocument.ofUser("{\"Version\":\"2012-10-17\",\"Statement\":[]}");

  static SdkSigner of(String keyId, Instant time) {
    return new SdkSigner(AwsCredentialsIdentity.create(keyId, SECRET), time, "us-east-1", null);
  }

  SdkSigner withSessionToken() {
    return new SdkSigner(
        AwsSessionCredentialsIdentity.create(
            identity.accessKeyId(), identity.secretAccessKey(), "a-token"),
        time,
        region,
        expires);
  }

  SdkSigner in(String otherRegion) {
    return new SdkSigner(identity, time, otherRegion, expires);
  }

  SdkSigner expiringIn(Duration duration) {
    return new SdkSigner(identity, time, region, duration);
  }

  GivenRequest sign(GivenRequest request) {
    var unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method()))
            .protocol("http")
            .host("127.0.0.1")
            .port(8000)
            .encodedPath("/");
    request.headers().forEach(header -> unsigned.appendHeader(header.getKey(), header.getValue()));
    if (request.query() != null) {
      for (String parameter : request.query().split("&", -1)) {
        int equals = parameter.indexOf('=');
        unsigned.appendRawQueryParameter(
            parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(identity)
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(request.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(
                            AwsV4HttpSigner.AUTH_LOCATION,
                            expires == null ? AuthLocation.HEADER : AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, expires)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
            .request();
    return asGiven(request, signed);
  }

  private static GivenRequest asGiven(GivenRequest request, SdkHttpRequest signed) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    signed.forEachHeader(
        (name, values) -> values.forEach(value -> headers.add(Map.entry(name, value))));
    return new GivenRequest(
        request.method(), signed.encodedQueryParameters().orElse(null), headers, request.body());
  }
}
