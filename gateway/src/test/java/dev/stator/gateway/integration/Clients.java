package dev.stator.gateway.integration;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Makes clients as an application would. */
final class Clients {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private Clients() {}

  /** A client that sends each request once, so that what failed was applied once or not at all. */
  static DynamoDbClient withoutRetries(URI endpoint) {
    return withoutRetries(endpoint, "test", "test");
  }

  /** The same with a key. */
  static DynamoDbClient withoutRetries(URI endpoint, String keyId, String secret) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret)))
        .overrideConfiguration(
            configuration ->
                configuration
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallTimeout(CALL_TIMEOUT))
        .build();
  }

  /** A client that retries and observes its requests as configured. */
  static DynamoDbClient configured(
      URI endpoint, Consumer<ClientOverrideConfiguration.Builder> configuration) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(configuration)
        .build();
  }

  /** The same for streams. */
  static DynamoDbStreamsClient streamsWithoutRetries(URI endpoint) {
    return streamsWithoutRetries(endpoint, "test", "test");
  }

  static DynamoDbStreamsClient streamsWithoutRetries(URI endpoint, String keyId, String secret) {
    return DynamoDbStreamsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret)))
        .overrideConfiguration(
            configuration ->
                configuration
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallTimeout(CALL_TIMEOUT))
        .build();
  }
}
