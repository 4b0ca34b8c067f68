package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stator.gateway.Stator;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.NewKey;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** An address that fails to authenticate too often is not listened to for a while. */
class FailedAuthenticationTest {
  private static final int ENOUGH = 1000;

  @TempDir private Path directory;

  @Test
  void refusesUnseenWhoFailsTooOftenAndNotThoseItKnows() {
    NewKey key = KeyStore.of(directory).create("ann", KeyStore.EVERYTHING);
    try (var server = Stator.inMemory().requireKeys(directory).authFailures(5).start();
        var good = client(server, key.id(), key.secret());
        var unknown = client(server, "AKIAUNKNOWN", "secret")) {
      assertThat(good.listTables().tableNames()).isEmpty();

      assertThat(errorOf(unknown::listTables)).isEqualTo("UnrecognizedClientException");
      assertThat(untilLimited(unknown::listTables)).isLessThan(ENOUGH);
      assertThat(good.listTables().tableNames()).isEmpty();
    }
  }

  @Test
  void countsByTheAddressThatConnectsWhateverAHeaderSays() {
    KeyStore.of(directory).create("ann", KeyStore.EVERYTHING);
    try (var server = Stator.inMemory().requireKeys(directory).authFailures(5).start();
        var unknown = client(server, "AKIAUNKNOWN", "secret")) {
      AtomicInteger requests = new AtomicInteger();

      assertThat(
              untilLimited(
                  () -> {
                    String pretended = "10.0.0." + requests.getAndIncrement() % 256;
                    unknown.listTables(
                        r ->
                            r.overrideConfiguration(
                                o ->
                                    o.putHeader("X-Forwarded-For", pretended)
                                        .putHeader("X-Real-IP", pretended)
                                        .putHeader("Forwarded", "for=" + pretended)));
                  }))
          .isLessThan(ENOUGH);
    }
  }

  @Test
  void listensToAllWhenThereIsNoLimit() {
    KeyStore.of(directory).create("ann", KeyStore.EVERYTHING);
    try (var server = Stator.inMemory().requireKeys(directory).authFailures(0).start();
        var unknown = client(server, "AKIAUNKNOWN", "secret")) {
      for (int i = 0; i < 100; i++) {
        assertThat(errorOf(unknown::listTables)).isEqualTo("UnrecognizedClientException");
      }
    }
  }

  private static int untilLimited(ThrowingCallable call) {
    int failures = 0;
    while (failures < ENOUGH && !errorOf(call).equals("ThrottlingException")) {
      failures++;
    }
    return failures;
  }

  private static String errorOf(ThrowingCallable call) {
    DynamoDbException error = catchThrowableOfType(DynamoDbException.class, call);
    assertThat(error).isNotNull();
    return error.awsErrorDetails().errorCode();
  }

  private static DynamoDbClient client(Stator server, String id, String secret) {
    return Clients.withoutRetries(server.endpoint(), id, secret);
  }
}
