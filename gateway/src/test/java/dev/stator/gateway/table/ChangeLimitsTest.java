package dev.stator.gateway.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often settings may be changed when changes are limited as by the service. */
class ChangeLimitsTest {
  private static final long NOON_MS = Instant.parse("2026-07-22T12:00:00Z").toEpochMilli();
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  @Test
  void timeToLiveIsChangedOnceAnHour() {
    TimeToLiveChange on = new TimeToLiveChange("ttl", true, ChangeLimits.SERVICE);
    TimeToLiveChange off = new TimeToLiveChange("ttl", false, ChangeLimits.SERVICE);
    TableOptions changed = on.apply(TableOptions.DEFAULT, NOON_MS);

    assertThatThrownBy(() -> off.apply(changed, NOON_MS + HOUR_MS - 1))
        .hasMessage("Time to live has been modified multiple times within a fixed interval");
    assertThat(off.apply(changed, NOON_MS + HOUR_MS).timeToLive().attribute()).isNull();
  }

  @Test
  void throughputIsLoweredFourTimesAndThenOnceAnHour() {
    TableCapacity fourTimes = lowered(4, NOON_MS);

    check(lowered(3, NOON_MS), lowered(4, NOON_MS + 1));
    assertThatThrownBy(() -> check(fourTimes, lowered(5, NOON_MS + HOUR_MS - 1)))
        .isInstanceOfSatisfying(
            RequestException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
        .hasMessage(
            "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given"
                + " UTC day. After the first 4 decreases, each subsequent decrease in the same UTC"
                + " day can be performed at most once every 3600 seconds. Number of decreases"
                + " today: 4. Last decrease at Wednesday, July 22, 2026 12:00:00 PM UTC. Next"
                + " decrease can be made at Wednesday, July 22, 2026 1:00:00 PM UTC");
    check(fourTimes, lowered(5, NOON_MS + HOUR_MS));
    check(fourTimes, lowered(1, NOON_MS + 1)); // a new day has begun
  }

  @Test
  void aTableIsSwitchedToOnDemandFourTimesInAnyDay() {
    List<Long> switches = List.of();
    for (int hour = 0; hour < 4; hour++) {
      List<Long> next = SwitchLimit.with(switches, NOON_MS + hour * HOUR_MS);
      SwitchLimit.check(switched(switches), switched(next), NOON_MS + hour * HOUR_MS);
      switches = next;
    }
    TableCapacity before = switched(switches);
    long tomorrow = NOON_MS + 24 * HOUR_MS;

    assertThatThrownBy(
            () ->
                SwitchLimit.check(
                    before,
                    switched(SwitchLimit.with(before.onDemandSwitchesMs(), tomorrow - 1)),
                    tomorrow - 1))
        .isInstanceOfSatisfying(
            RequestException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
    List<Long> fifth = SwitchLimit.with(switches, tomorrow);
    SwitchLimit.check(before, switched(fifth), tomorrow);
    assertThat(fifth).hasSize(4).endsWith(tomorrow);
  }

  private static TableCapacity switched(List<Long> switchesMs) {
    return new TableCapacity(
        BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0, switchesMs);
  }

  @Test
  void otherChangesOfThroughputAreNotLimited() {
    check(lowered(27, NOON_MS), lowered(27, NOON_MS));
  }

  private static void check(TableCapacity before, TableCapacity after) {
    DecreaseLimit.check(before.changes(), after.changes(), after.lastDecreaseMs());
  }

  private static TableCapacity lowered(int times, long lastMs) {
    return new TableCapacity(
        BillingMode.PROVISIONED, new Throughput(1, 1), null, null, 0, lastMs, times, 0);
  }
}
