package dev.stator.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureLimitTest {
  private static final long SALT = 42;

  private long nowMs = 1_000_000;
  private final FailureLimit limit =
      new FailureLimit(6, () -> Instant.ofEpochMilli(nowMs), SALT); // one in ten seconds

  @Test
  void limitsAClientAfterAMinutesFailuresAtOnce() {
    for (int i = 0; i < 6; i++) {
      assertThat(limit.isLimited(1)).isFalse();
      limit.failed(1);
    }

    assertThat(limit.isLimited(1)).isTrue();
    assertThat(limit.isLimited(2)).isFalse();
  }

  @Test
  void letsOneFailEveryTenSecondsFromThenOn() {
    fail(1, 6);
    nowMs += 9_999;
    assertThat(limit.isLimited(1)).isTrue();
    nowMs += 1;
    assertThat(limit.isLimited(1)).isFalse();

    limit.failed(1);

    assertThat(limit.isLimited(1)).isTrue();
    nowMs += 10_000;
    assertThat(limit.isLimited(1)).isFalse();
  }

  @Test
  void forgetsAClientThatFailsNoMore() {
    fail(1, 6);
    nowMs += 60_000;

    fail(1, 5);

    assertThat(limit.isLimited(1)).isFalse();
    fail(1, 1);
    assertThat(limit.isLimited(1)).isTrue();
  }

  @Test
  void keepsTheWorstWhenManyFail() {
    fail(1, 6);
    for (long client = 2; client < 100_000; client++) {
      limit.failed(client);
    }

    assertThat(limit.isLimited(1)).isTrue();
  }

  @Test
  void takesNoLimitBelowOne() {
    assertThatThrownBy(() -> new FailureLimit(0, () -> Instant.EPOCH, SALT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void fail(long client, int times) {
    for (int i = 0; i < times; i++) {
      limit.failed(client);
    }
  }
}
