package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stator.gateway.Stator;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.NewKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** A server that asks for keys, before the SDK and before requests that were tampered with. */
class AuthenticationTest {
  private static final String UNKNOWN_CLIENT =
      "The security token included in the request is invalid.";

  @TempDir Path data;

  private KeyStore store;
  private NewKey key;
  private Stator server;
  private DynamoDbClient client;

  @BeforeEach
  void start() {
    store = KeyStore.of(data);
    key = store.create("ann", KeyStore.EVERYTHING);
    server = Stator.inMemory().requireKeys(data).start();
    client = Clients.withoutRetries(server.endpoint(), key.id(), key.secret());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void servesWhoSignsWithAKey() {
    NewTable.named("things", "pk:S").createWith(client);
    Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("ä€😀".repeat(100)));

    client.putItem(put -> put.tableName("things").item(item));

    assertThat(client.getItem(get -> get.tableName("things").key(item)).item()).isEqualTo(item);
    try (var streams = Clients.streamsWithoutRetries(server.endpoint(), key.id(), key.secret())) {
      assertThat(streams.listStreams(list -> {}).streams()).isEmpty();
    }
  }

  @Test
  void refusesWrongSecretsAndUnknownKeys() {
    assertRefused(key.id(), "wrong", "InvalidSignatureException", "The request signature we");
    assertRefused("unknown", key.secret(), "UnrecognizedClientException", UNKNOWN_CLIENT);
  }

  @Test
  void takesChangesOfKeysOnWhileItRuns() {
    client.listTables();

    NewKey next = store.rotate("ann", Duration.ofHours(1));
    Eventually.await("the new key is good", () -> isGood(next));
    assertThat(isGood(key)).isTrue();
    store.enable("ann", false);
    Eventually.await("disabled keys are refused", () -> !isGood(next));
    assertRefused(key.id(), key.secret(), "UnrecognizedClientException", UNKNOWN_CLIENT);
    store.enable("ann", true);
    Eventually.await("enabled keys are good", () -> isGood(next));
    NewKey last = store.rotate("ann", Duration.ZERO);
    Eventually.await("the last key is good", () -> isGood(last));
    assertThat(isGood(next)).isFalse();
    store.delete("ann");
    Eventually.await("deleted keys are refused", () -> !isGood(last));
  }

  @Test
  void letsAUserDoWhatItsPolicySaysAndWritesDownTheRest() throws Exception {
    NewTable.named("things", "pk:S").createWith(client);
    NewKey bob = store.create("bob", policy("dynamodb:DescribeTable"));
    Eventually.await("the new key is good", () -> !"UnrecognizedClientException".equals(ask(bob)));

    assertThat(ask(bob)).isEqualTo("AccessDeniedException");
    store.setPolicy("bob", policy("dynamodb:ListTables"));
    Eventually.await("the new policy is obeyed", () -> ask(bob).equals("allowed"));
    assertRefused(bob.id(), "wrong", "InvalidSignatureException", "The request signature we");

    Path audit = data.resolve("access").resolve("audit.jsonl");
    Eventually.await(
        "all is written down",
        () -> linesOf(audit).stream().anyMatch(line -> line.contains("InvalidSignature")));
    assertThat(linesOf(audit))
        .allMatch(line -> line.contains("\"from\":\"127.0.0.1\""))
        .noneMatch(line -> line.contains(bob.secret()) || line.contains("Signature="))
        .anyMatch(
            line ->
                line.contains("\"user\":\"ann\"")
                    && line.contains("\"operation\":\"CreateTable\"")
                    && line.contains("table/things\"")
                    && line.contains("\"outcome\":\"allowed\""))
        .anyMatch(
            line ->
                line.contains("\"user\":\"bob\"")
                    && line.contains("\"operation\":\"ListTables\"")
                    && line.contains("\"outcome\":\"AccessDeniedException\""))
        .anyMatch(
            line ->
                line.contains("\"user\":\"\"")
                    && line.contains("\"key\":\"" + bob.id() + "\"")
                    && line.contains("\"outcome\":\"InvalidSignatureException\""));
  }

  private static String policy(String action) {
    return KeyStore.EVERYTHING.replace("\"Action\":\"*\"", "\"Action\":\"" + action + "\"");
  }

  /** The error that a request for the names of tables is answered with, if any. */
  private String ask(NewKey candidate) {
    try (var other =
        Clients.withoutRetries(server.endpoint(), candidate.id(), candidate.secret())) {
      other.listTables();
      return "allowed";
    } catch (DynamoDbException refused) {
      return refused.awsErrorDetails().errorCode();
    }
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void answersTamperedRequestsAsTheService() throws Exception {
    SdkHttpRequest signed = sign(Instant.now(), AuthLocation.HEADER, "{}");

    assertThat(send(signed, "{}").statusCode()).isEqualTo(200);
    assertThat(send(signed, "{ }").body()).contains("InvalidSignatureException");
    assertThat(send(signed, "{ ").body()).contains("SerializationException");
    assertThat(
            send(
                    signed.toBuilder()
                        .putHeader("X-Amz-Target", "DynamoDB_20120810.DescribeLimits")
                        .build(),
                    "{}")
                .body())
        .contains("InvalidSignatureException");
    assertThat(send(signed.toBuilder().removeHeader("Authorization").build(), "{}").body())
        .contains("MissingAuthenticationTokenException");
    SdkHttpRequest old =
        sign(Instant.now().minus(Duration.ofMinutes(16)), AuthLocation.HEADER, "{}");
    assertThat(send(old, "{}").body()).contains("Signature expired: ");
    SdkHttpRequest early =
        sign(Instant.now().plus(Duration.ofMinutes(16)), AuthLocation.HEADER, "{}");
    assertThat(send(early, "{}").body()).contains("Signature not yet current: ");
  }

  @Test
  void takesAPresignedRequestAgainAndAgainUntilItExpires() throws Exception {
    SdkHttpRequest signed = sign(Instant.now(), AuthLocation.QUERY_STRING, "{}");
    SdkHttpRequest expired =
        sign(Instant.now().minus(Duration.ofSeconds(61)), AuthLocation.QUERY_STRING, "{}");

    assertThat(send(signed, "{}").statusCode()).isEqualTo(200);
    assertThat(send(signed, "{}").statusCode()).isEqualTo(200);
    assertThat(send(signed, "{ }").body()).contains("InvalidSignatureException");
    assertThat(send(expired, "{}").body()).contains("Signature expired: ");
  }

  @Test
  void tellsEverybodyThatItIsHealthy() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(server.endpoint().resolve("/")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).startsWith("healthy: ");
    }
  }

  private boolean isGood(NewKey candidate) {
    try (var other =
        Clients.withoutRetries(server.endpoint(), candidate.id(), candidate.secret())) {
      other.listTables();
      return true;
    } catch (DynamoDbException refused) {
      return false;
    }
  }

  private void assertRefused(String id, String secret, String code, String message) {
    try (var other = Clients.withoutRetries(server.endpoint(), id, secret)) {
      DynamoDbException refusal = catchThrowableOfType(DynamoDbException.class, other::listTables);
      assertThat(refusal.statusCode()).isEqualTo(400);
      assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
      assertThat(refusal.awsErrorDetails().errorMessage()).startsWith(message);
    }
  }

  /** A request for the names of tables, as the SDK signs it. */
  private SdkHttpRequest sign(Instant time, AuthLocation location, String body) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(server.endpoint())
            .encodedPath("/")
            .putHeader("X-Amz-Target", "DynamoDB_20120810.ListTables")
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(AwsBasicCredentials.create(key.id(), key.secret()))
                    .request(request)
                    .payload(
                        ContentStreamProvider.fromByteArray(body.getBytes(StandardCharsets.UTF_8)))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(AwsV4HttpSigner.AUTH_LOCATION, location)
                    .putProperty(
                        AwsV4HttpSigner.EXPIRATION_DURATION,
                        location == AuthLocation.HEADER ? null : Duration.ofMinutes(1))
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
        .request();
  }

  private HttpResponse<String> send(SdkHttpRequest signed, String body) throws Exception {
    URI target = server.endpoint().resolve("/?" + signed.encodedQueryParameters().orElse(""));
    if (signed.encodedQueryParameters().isEmpty()) {
      target = server.endpoint().resolve("/");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target).POST(HttpRequest.BodyPublishers.ofString(body));
    signed.forEachHeader(
        (name, values) -> {
          if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
            values.forEach(value -> request.header(name, value));
          }
        });
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
