package dev.stator.core.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.Throughput;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table of one unit a second with two partitions, whose shares are held too. */
class ChargeTest {
  private final ResourceThroughput table =
      new ResourceThroughput(
          ThroughputConfig.standard()
              .withAdaptive(false)
              .withPartitionLimits(0, 0)
              .withClock(() -> 0),
          "t",
          null);
  private final Charge charge = new Charge();

  ChargeTest() {
    table.configure(
        new Allowance(BillingMode.PROVISIONED, new Throughput(1, 1), null, null), List.of(1L, 2L));
  }

  @Test
  void takesWhatIsKnownAndThenTheRest() {
    begin(2);
    charge.take(0);
    assertThat(left()).isEqualTo(299);
    assertThat(left(1)).isEqualTo(149);

    charge.settle(14, 0);

    assertThat(left()).isEqualTo(293);
    assertThat(left(1)).isEqualTo(143);
    assertThat(table.reads().consumedHalves()).isEqualTo(14);
    assertThat(table.partition(1).reads().consumedHalves()).isEqualTo(14);
  }

  @Test
  void givesBackWhatWasTooMuch() {
    begin(10);
    charge.take(0);

    charge.settle(4, 0);

    assertThat(left()).isEqualTo(298);
    assertThat(left(1)).isEqualTo(148);
  }

  @Test
  void aCancelledRequestCostsNothing() {
    begin(10);
    charge.take(0);

    charge.cancel(0);

    assertThat(left()).isEqualTo(300);
    assertThat(left(1)).isEqualTo(150);
    assertThat(table.reads().consumedHalves()).isZero();
  }

  @Test
  void eachPartitionPaysWhatItCost() {
    begin(1);
    charge.take(0);

    charge.moveTo(table.partition(2).reads(), 6, 0);
    charge.settle(20, 0);

    assertThat(left()).isEqualTo(290);
    assertThat(left(1)).isEqualTo(147);
    assertThat(left(2)).isEqualTo(143);
    assertThat(table.partition(1).reads().consumedHalves()).isEqualTo(6);
    assertThat(table.partition(2).reads().consumedHalves()).isEqualTo(14);
    assertThat(table.reads().consumedHalves()).isEqualTo(20);
  }

  @Test
  void aRefusalIsCounted() {
    begin(1);
    assertThat(charge.refusal(0)).isNull();
    table.partition(1).reads().take(1000, 0);

    assertThat(charge.refusal(0)).isNotNull();
    assertThat(table.reads().throttledRequests(LimitType.PROVISIONED_THROUGHPUT)).isOne();
    assertThat(table.partition(1).reads().throttledRequests(LimitType.PROVISIONED_THROUGHPUT))
        .isOne();
  }

  private void begin(long halves) {
    charge.begin(table.reads(), table.partition(1).reads(), halves);
  }

  private double left() {
    return table.reads().available(0);
  }

  private double left(long partition) {
    return table.partition(partition).reads().available(0);
  }
}
