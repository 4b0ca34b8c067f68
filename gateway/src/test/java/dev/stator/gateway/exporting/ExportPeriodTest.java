package dev.stator.gateway.exporting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExportPeriodTest {
  /** A write may be acknowledged in the millisecond in which an export is asked for. */
  @Test
  void aFullExportTellsAllOfItsLastMillisecond() {
    ExportPeriod period = new ExportPeriod(ExportPeriod.FULL, 5);

    assertThat(period.untilMicros()).isEqualTo(5999);
    assertThat(period.earliestMicros()).isEqualTo(5000);
  }

  @Test
  void anIncrementalExportBeginsWithItsFirstMillisecondAndEndsBeforeItsLast() {
    ExportPeriod period = new ExportPeriod(2, 5);

    assertThat(period.beforeMicros()).isEqualTo(1999);
    assertThat(period.untilMicros()).isEqualTo(4999);
    assertThat(period.earliestMicros()).isEqualTo(1999);
  }
}
