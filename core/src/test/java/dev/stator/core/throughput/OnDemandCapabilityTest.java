package dev.stator.core.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.BillingMode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OnDemandCapabilityTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final OnDemandCapability capability =
      new OnDemandCapability(
          12_000,
          40_000,
          throttle(LimitType.KEY_RANGE_THROUGHPUT),
          throttle(LimitType.ACCOUNT_LIMIT),
          0,
          0);
  private long halves;
  private long nowNs;

  @Test
  void staysAsItIsForHalfAnHourWhateverThePeak() {
    consume(11_000, 29);

    assertThat(capability.limit()).isEqualTo(12_000);
  }

  @Test
  void servesTwiceThePeakOfTheLastHalfHour() {
    consume(3000, 10);
    consume(11_000, 1);
    consume(3000, 19);

    assertThat(capability.limit()).isEqualTo(22_000);
    assertThat(capability.bucket().rate()).isEqualTo(22_000);
  }

  @Test
  void doublesEachHalfHourUpToTheQuota() {
    consume(12_000, 30);
    assertThat(capability.limit()).isEqualTo(24_000);
    assertThat(capability.gate().type()).isEqualTo(LimitType.KEY_RANGE_THROUGHPUT);

    consume(24_000, 30);
    assertThat(capability.limit()).isEqualTo(40_000);
    assertThat(capability.gate().type()).isEqualTo(LimitType.ACCOUNT_LIMIT);
  }

  @Test
  void neverGoesDown() {
    consume(12_000, 30);
    consume(10, 300);

    assertThat(capability.limit()).isEqualTo(24_000);
  }

  @Test
  void aShortBurstCountsAsTheAverageOfItsMinute() {
    halves += 2 * 60_000;
    consume(0, 30);

    assertThat(capability.limit()).isEqualTo(12_000);
  }

  private void consume(long unitsPerSecond, int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      nowNs += MINUTE;
      halves += 2 * 60 * unitsPerSecond;
      capability.observe(halves, nowNs);
    }
  }

  private static Throttle throttle(LimitType type) {
    return Throttle.of("t", null, Direction.READ, type, BillingMode.PAY_PER_REQUEST);
  }
}
