package dev.stator.core.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long BURST_S = 300;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = Long.MAX_VALUE - 10 * SECOND; // the clock may overflow

  @Test
  void isFullAtFirst() {
    TokenBucket bucket = new TokenBucket(150, BURST_S, START);

    assertThat(bucket.level(START)).isEqualTo(45_000);
    assertThat(bucket.rate()).isEqualTo(150);
    assertThat(bucket.isEmpty(START)).isFalse();
  }

  @Test
  void keepsNoMoreThanItsDepth() {
    TokenBucket bucket = new TokenBucket(150, BURST_S, START);

    assertThat(bucket.level(START + 1000 * SECOND)).isEqualTo(45_000);

    bucket.take(2, START + 1000 * SECOND);

    assertThat(bucket.level(START + 1000 * SECOND)).isCloseTo(44_999, within(1e-6));
  }

  /** 150 units a second, idle for five minutes, last for 900 seconds at 200 units a second. */
  @Test
  void burstLastsAsLongAsTheServicesExampleSays() {
    TokenBucket bucket = new TokenBucket(150, BURST_S, START);
    int seconds = 0;
    while (!bucket.isEmpty(START + seconds * SECOND)) {
      bucket.take(400, START + seconds * SECOND);
      seconds++;
    }

    assertThat(seconds).isBetween(900, 901);
  }

  @Test
  void isEmptyWhenNothingIsLeftAndFillsByTheClock() {
    TokenBucket bucket = new TokenBucket(4, 1, START);
    bucket.take(8, START);

    assertThat(bucket.isEmpty(START)).isTrue();
    assertThat(bucket.isEmpty(START + 1)).isFalse();
    assertThat(bucket.level(START + SECOND / 8)).isEqualTo(0.5);
  }

  @Test
  void paysItsDebtBeforeItGivesAgain() {
    TokenBucket bucket = new TokenBucket(10, 1, START);
    bucket.take(2 * 35, START);

    assertThat(bucket.level(START)).isEqualTo(-25);
    assertThat(bucket.isEmpty(START + 2 * SECOND + SECOND / 2)).isTrue();
    assertThat(bucket.isEmpty(START + 2 * SECOND + SECOND / 2 + 1)).isFalse();
  }

  @Test
  void forgivesDebtBeyondAnHour() {
    TokenBucket bucket = new TokenBucket(1, BURST_S, START);
    for (int i = 0; i < 100; i++) {
      bucket.take(Long.MAX_VALUE, START);
    }

    assertThat(bucket.level(START)).isEqualTo(-3600);
    assertThat(bucket.isEmpty(START + 3600 * SECOND + 1)).isFalse();
  }

  @Test
  void takesBackWhatWasNotUsed() {
    TokenBucket bucket = new TokenBucket(10, 1, START);
    bucket.take(10, START);
    bucket.take(-10, START);
    bucket.take(-10, START);

    assertThat(bucket.level(START)).isEqualTo(10);
  }

  @Test
  void keepsItsTokensWhenItsRateIsRaised() {
    TokenBucket bucket = new TokenBucket(10, BURST_S, START);
    bucket.take(2 * 1000, START);

    bucket.changeRate(100, START);

    assertThat(bucket.level(START)).isEqualTo(2000);
    assertThat(bucket.level(START + SECOND)).isEqualTo(2100);
  }

  @Test
  void keepsOnlyWhatFitsWhenItsRateIsLowered() {
    TokenBucket bucket = new TokenBucket(100, BURST_S, START);

    bucket.changeRate(10, START);

    assertThat(bucket.level(START)).isEqualTo(3000);
    assertThat(bucket.level(START + SECOND)).isEqualTo(3000);
  }

  @Test
  void owesTheSameWhenItsRateChanges() {
    TokenBucket bucket = new TokenBucket(10, 1, START);
    bucket.take(2 * 30, START);

    bucket.changeRate(40, START);

    assertThat(bucket.level(START)).isEqualTo(-20);
    assertThat(bucket.level(START + SECOND / 2)).isEqualTo(0);
  }

  /** Whatever the sizes and the moments: what is admitted is the burst and the rate times time. */
  @Test
  void admitsItsRateExactlyOverAMinute() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      double rate = 1 + random.nextInt(5000);
      int largest = 1 + random.nextInt(100);
      TokenBucket bucket = new TokenBucket(rate, BURST_S, START);
      bucket.take(Math.round(rate * 2 * BURST_S), START);
      long halves = 0;
      long last = 0;
      long now = START;
      long end = START + 60 * SECOND;
      long meanPauseNs = Math.max(1, (long) (SECOND * largest / rate / 8)); // an overload
      while (now - end < 0) {
        if (!bucket.isEmpty(now)) {
          last = 1L + random.nextInt(2 * largest);
          bucket.take(last, now);
          halves += last;
        }
        now += 1 + random.nextLong(2 * meanPauseNs);
      }

      assertThat(halves / 2.0)
          .as("seed %d, round %d, rate %s", seed, round, rate)
          .isBetween(rate * 60 * 0.999 - 2.0 * largest, rate * 60 * 1.001 + largest);
    }
  }

  @Test
  void losesNothingThatThreadsTakeAtOnce() {
    TokenBucket bucket = new TokenBucket(1000, BURST_S, START);

    IntStream.range(0, 100_000).parallel().forEach(i -> bucket.take(1 + i % 4, START));

    assertThat(bucket.level(START)).isEqualTo(300_000 - 125_000);
  }
}
