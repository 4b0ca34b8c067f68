package dev.stator.gateway.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Counts how often a client of the SDK sends its requests, and whether it takes the answers in
 * between for throttling or for other failures; it waits between attempts for none of them.
 */
final class SdkAttempts implements ExecutionInterceptor {
  static final int MOST = 4;

  private final List<Integer> statuses = new ArrayList<>();
  private final AtomicInteger throttlingPauses = new AtomicInteger();
  private final AtomicInteger otherPauses = new AtomicInteger();
  private final Runnable afterFailure;

  /**
   * @param afterFailure happens after each attempt that failed, before the next
   */
  SdkAttempts(Runnable afterFailure) {
    this.afterFailure = afterFailure;
  }

  /** Makes a client count here that retries as the SDK's standard mode does, but at once. */
  void configure(ClientOverrideConfiguration.Builder client) {
    StandardRetryStrategy standard =
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(MOST)
            .throttlingBackoffStrategy(counting(throttlingPauses))
            .backoffStrategy(counting(otherPauses))
            .build();
    client.addExecutionInterceptor(this).retryStrategy(standard);
  }

  private static BackoffStrategy counting(AtomicInteger pauses) {
    return attempt -> {
      pauses.incrementAndGet();
      return Duration.ZERO;
    };
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    int status = context.httpResponse().statusCode();
    statuses.add(status);
    if (status >= 400) {
      afterFailure.run();
    }
  }

  /** The status of each attempt since it was asked last. */
  List<Integer> takeStatuses() {
    List<Integer> taken = List.copyOf(statuses);
    statuses.clear();
    return taken;
  }

  /** How often it paused because of throttling since it was asked last. */
  int takeThrottlingPauses() {
    return throttlingPauses.getAndSet(0);
  }

  /** How often it paused because of anything else since it was asked last. */
  int takeOtherPauses() {
    return otherPauses.getAndSet(0);
  }
}
