package dev.stator.core.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.model.BillingMode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThrottlingReasonTest {
  @Test
  void thereIsOneForEachResourceDirectionAndLimit() {
    Set<ThrottlingReason> reasons = new HashSet<>();
    for (Direction direction : Direction.values()) {
      for (LimitType type : LimitType.values()) {
        reasons.add(ThrottlingReason.of(false, direction, type));
        reasons.add(ThrottlingReason.of(true, direction, type));
      }
    }

    assertThat(reasons).hasSize(16);
    assertThat(ThrottlingReason.of(true, Direction.WRITE, LimitType.MAX_ON_DEMAND_THROUGHPUT))
        .isEqualTo(ThrottlingReason.INDEX_WRITE_MAX_ON_DEMAND_THROUGHPUT);
    assertThat(
            ThrottlingReason.of(false, Direction.READ, LimitType.KEY_RANGE_THROUGHPUT).wireName())
        .isEqualTo("TableReadKeyRangeThroughputExceeded");
  }

  @Test
  void namesAreMadeOfResourceDirectionAndLimit() {
    for (ThrottlingReason reason : ThrottlingReason.values()) {
      String expected = reason.name().replace("_", "") + "EXCEEDED";

      assertThat(reason.wireName().toUpperCase(Locale.ROOT)).isEqualTo(expected);
    }
  }

  @Test
  void theExceptionDependsOnLimitAndBilling() {
    assertThat(code(LimitType.PROVISIONED_THROUGHPUT, BillingMode.PROVISIONED))
        .isEqualTo(ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED);
    assertThat(code(LimitType.KEY_RANGE_THROUGHPUT, BillingMode.PROVISIONED))
        .isEqualTo(ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED);
    assertThat(code(LimitType.KEY_RANGE_THROUGHPUT, BillingMode.PAY_PER_REQUEST))
        .isEqualTo(ErrorCode.THROTTLING);
    assertThat(code(LimitType.MAX_ON_DEMAND_THROUGHPUT, BillingMode.PAY_PER_REQUEST))
        .isEqualTo(ErrorCode.THROTTLING);
    assertThat(code(LimitType.ACCOUNT_LIMIT, BillingMode.PAY_PER_REQUEST))
        .isEqualTo(ErrorCode.REQUEST_LIMIT_EXCEEDED);
  }

  private static ErrorCode code(LimitType type, BillingMode billing) {
    return Throttle.of("t", null, Direction.READ, type, billing).code();
  }
}
