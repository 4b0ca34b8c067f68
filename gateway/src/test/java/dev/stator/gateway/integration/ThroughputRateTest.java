package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** How much is admitted over time, and what the SDK makes of being throttled. */
class ThroughputRateTest {
  private static final int KB = 1024;
  private static final int SECONDS = 60;
  private static final Map<String, AttributeValue> KEY = Map.of("pk", s("k"));

  /** Reads of 400 KB cost 100 units, writes 400. */
  @Test
  void afterTheBurstATableIsAdmittedWhatItHasAndNoMore() {
    try (var server = new MeteredServer(UnaryOperator.identity())) {
      DynamoDbClient client = server.client();
      server.create("tab", 1, 1);
      write(client, 400);
      countAdmitted(() -> read(client));
      client.updateTable(
          r -> r.tableName("tab").provisionedThroughput(MeteredServer.units(1000, 500)));
      NewTable.awaitActive(client, "tab");
      server.advance(Duration.ofSeconds(1));
      countAdmitted(() -> write(client, 400));
      countAdmitted(() -> read(client));
      double reads = 0;
      double writes = 0;
      for (int second = 0; second < SECONDS; second++) {
        server.advance(Duration.ofSeconds(1));
        reads += 100 * countAdmitted(() -> read(client));
        writes += 400 * countAdmitted(() -> write(client, 400));
      }

      assertThat(reads / SECONDS).isCloseTo(1000, Percentage.withPercentage(3));
      assertThat(writes / SECONDS).isCloseTo(500, Percentage.withPercentage(3));
    }
  }

  @Test
  void theSdkTriesAThrottledRequestAgain() {
    AtomicInteger attempts = new AtomicInteger();
    try (var server = new MeteredServer(UnaryOperator.identity());
        var client = retrying(server, attempts)) {
      server.create("tab", 1, 1);
      write(server.client(), 300);

      client.putItem(r -> r.tableName("tab").item(KEY));

      assertThat(attempts).hasValue(3);
    }
  }

  @Test
  void theSdkGivesUpWithTheReason() {
    try (var server = new MeteredServer(UnaryOperator.identity());
        var client = retrying(server, new AtomicInteger(Integer.MIN_VALUE))) {
      server.create("tab", 1, 1);
      write(server.client(), 300);

      assertThatThrownBy(() -> client.putItem(r -> r.tableName("tab").item(KEY)))
          .isInstanceOfSatisfying(
              ProvisionedThroughputExceededException.class,
              throttled ->
                  assertThat(throttled.throttlingReasons().getFirst().reason())
                      .isEqualTo("TableWriteProvisionedThroughputExceeded"));
    }
  }

  /** A client that retries as the SDK does by itself; time goes on with the third attempt. */
  private static DynamoDbClient retrying(MeteredServer server, AtomicInteger attempts) {
    RetryStrategy retries = AwsRetryStrategy.standardRetryStrategy();
    ExecutionInterceptor counting =
        new ExecutionInterceptor() {
          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (attempts.incrementAndGet() == 3) {
              server.advance(Duration.ofSeconds(1));
            }
          }
        };
    return Clients.configured(
        server.stator().endpoint(),
        configuration -> configuration.retryStrategy(retries).addExecutionInterceptor(counting));
  }

  private static Map<String, AttributeValue> item(int kilobytes) {
    int overhead = 3 + 4; // the names pk and body, a key of one character
    return Map.of("pk", s("k"), "body", s("x".repeat(kilobytes * KB - overhead)));
  }

  private static void write(DynamoDbClient client, int kilobytes) {
    client.putItem(r -> r.tableName("tab").item(item(kilobytes)));
  }

  private static void read(DynamoDbClient client) {
    client.getItem(
        r -> r.tableName("tab").key(KEY).consistentRead(true).projectionExpression("pk"));
  }

  /** How often the request is carried out before it is throttled. */
  private static int countAdmitted(Runnable request) {
    int count = 0;
    while (true) {
      try {
        request.run();
        count++;
      } catch (ProvisionedThroughputExceededException throttled) {
        return count;
      }
    }
  }
}
