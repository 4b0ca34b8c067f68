package dev.stator.core.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * The situations of the paper on DynamoDB (Elhemali et al., USENIX ATC 2022, section 4), each with
 * the throttles that are to be expected, computed by hand. A partition serves 3000 reads and 1000
 * writes a second and keeps those of one second; a simulated split takes two seconds.
 */
class SituationsTest {
  /**
   * 3200 writes a second are provisioned for 4 partitions; 950 a second go to one of them, 250 to
   * the others together.
   *
   * <p>Divided, each partition has 800: the hot one refuses 950 - 800 = 150 a second, 9000 in a
   * minute. The whole could have served all of the 1200.
   *
   * <p>With one bucket for the whole, the hot partition may use up to 1000, its cap: nothing is
   * refused.
   */
  @Test
  void unevenTrafficIsServedFromWhatTheTableHas() {
    assertThat(Situation.UNEVEN.divided().throttled()).isCloseTo(9000, percent(2));
    assertThat(Situation.UNEVEN.adaptive().throttled()).isZero();
  }

  /**
   * 3200 writes a second for 4 partitions; one key of one of them gets 790 a second. After ten
   * seconds the partition has reached its size limit and is split, which takes two seconds.
   *
   * <p>Divided, a share is 800 before and 3200 / 5 = 640 after: 790 - 640 = 150 a second are
   * refused for the remaining 48 seconds, 7200 in all.
   *
   * <p>With one bucket for the whole nothing is refused. The partition is split for its size all
   * the same.
   */
  @Test
  void aSplitForSizeDilutesNothing() {
    assertThat(Situation.DILUTION.divided().throttled()).isCloseTo(7200, percent(2));
    assertThat(Situation.DILUTION.adaptive().throttled()).isZero();
    assertThat(Situation.DILUTION.adaptive().splits()).hasSize(1);
  }

  /**
   * 100 reads a second are provisioned and were not used for more than 300 seconds, so 30 000 are
   * saved. From then on 200 a second are asked for.
   *
   * <p>100 a second of them come from what was saved: it lasts 300 seconds. Of each second after
   * that 100 are refused: 30 000 in 300 more seconds.
   */
  @Test
  void whatWasSavedIsSpentAndThenTheRateHolds() {
    Timeline timeline = Situation.BURST.adaptive();

    int start = Situation.IDLE_S;
    assertThat(timeline.throttled(0, start + 299)).isZero();
    assertThat(timeline.throttled()).isCloseTo(30_000, percent(1));
    assertThat(timeline.admitted(start + 310, start + 600)).isCloseTo(29_000, percent(1));
  }

  /**
   * 6000 reads a second for 4 partitions; 4000 a second go to one of them and 300 to each other.
   * Every minute another one is the hot one. Before, each has 300 for ten seconds.
   *
   * <p>The hot partition serves 3000 a second, and 3000 more that it had kept: nothing is refused
   * for 3000 / (4000 - 3000) = 3 seconds. It is hot when it has had 2400 a second, four fifths of
   * its cap, over five seconds: after three, as (3 * 4000 + 2 * 300) / 5 = 2520. The split takes
   * two seconds. So for 3 + 2 - 3 = 2 seconds 1000 a second are refused: 2000 in each of four
   * minutes. Its halves have 2000 a second each, which they can serve. In the fifth minute the
   * first is the hot one again: nothing is refused.
   *
   * <p>Divided, a share is 1500, and while a partition is not hot it saves 1200 a second. The first
   * has saved 12 000 in ten seconds: 3 seconds take 2500 a second of it, 3 more 1500 a second, and
   * then 2500 a second are refused: 3 * 1000 + 54 * 2500 = 138 000. The second has saved 84 000,
   * which last for 54 seconds: 51 * 1000 + 6 * 2500 = 66 000 are refused. The others have saved
   * enough for a minute: 57 * 1000 each are refused by the cap. That makes 375 000.
   */
  @Test
  void aMovingHotSpotIsFollowed() {
    Timeline timeline = Situation.MOVING.adaptive();

    assertThat(timeline.splits()).hasSize(4);
    for (int minute = 0; minute < 4; minute++) {
      int start = Situation.QUIET_S + minute * Situation.MINUTE_S;
      assertThat(timeline.throttled(start, start + Situation.MINUTE_S))
          .as("minute %d", minute)
          .isCloseTo(2000, percent(10));
    }
    int last = Situation.QUIET_S + 4 * Situation.MINUTE_S;
    assertThat(timeline.throttled(last, last + Situation.MINUTE_S)).isZero();
    assertThat(Situation.MOVING.divided().throttled()).isCloseTo(375_000, percent(3));
  }

  /**
   * 6000 reads a second for 4 partitions; one key gets 4000 a second and others of its partition
   * 200.
   *
   * <p>Its partition serves 3000 a second, and at first 3000 that it had kept. Over a minute it
   * refuses (4200 - 3000) * 60 - 3000 = 69 000. A split would change nothing, so there is none.
   */
  @Test
  void aSingleHotKeyIsNotSplit() {
    SimulatedTable table = Situation.SINGLE_KEY.table();

    assertThat(table.timeline().throttled()).isCloseTo(69_000, percent(2));
    assertThat(table.partitions()).isEqualTo(4);
    assertThat(table.decision(0).reason()).isEqualTo(Reason.SINGLE_HOT_KEY);
    assertThat(table.decision(0).text())
        .matches("consumes \\d+ % of the reads of a partition, 9\\d % of it with one item");
  }

  /**
   * 4000 writes a second for 4 partitions; 1500 a second append to one item collection.
   *
   * <p>Its partition serves 1000 a second, and at first 1000 that it had kept. Over a minute it
   * refuses (1500 - 1000) * 60 - 1000 = 29 000. Of the halves of the collection only the upper one
   * would be written, so there is no split.
   */
  @Test
  void sequentialInsertsAreNotSplit() {
    SimulatedTable table = Situation.SEQUENTIAL.table();

    assertThat(table.timeline().throttled()).isCloseTo(29_000, percent(2));
    assertThat(table.partitions()).isEqualTo(4);
    int place = Situation.placeOf(table, SimulatedKey.of("log").hash());
    assertThat(table.decision(place).reason()).isEqualTo(Reason.SEQUENTIAL);
  }

  /**
   * 8000 reads a second for 4 partitions; 6000 a second, all of different keys, go to one of them.
   *
   * <p>It serves 3000. After the split its halves serve 3000 each, as near as the median of a
   * sample is to the true one (within 3 %): twice as much.
   */
  @Test
  void aHotPartitionIsSplitAndServesTwiceAsMuch() {
    Timeline timeline = Situation.HOT.adaptive();

    assertThat(timeline.splits().getFirst()).isLessThanOrEqualTo(30);
    assertThat(timeline.admitted(2, 5)).isCloseTo(3 * 3000, percent(1));
    assertThat(timeline.admitted(50, 60)).isGreaterThan(10 * 2 * 2900);
    assertThat(Situation.HOT.observed().admitted(50, 60)).isCloseTo(10 * 3000, percent(1));
  }

  /**
   * 4000 reads a second for 8 partitions; 4000 a second are asked for, of keys by Zipf's law with
   * exponent 1.7: the first key has nearly half of them, less than a partition serves.
   *
   * <p>Divided, each partition has 500 a second: what is served is the sum of min(500, its part of
   * the 4000).
   */
  @Test
  void zipfianTrafficGetsTheThroughputOfTheTable() {
    double divided = Situation.zipfianWhenDivided();

    assertThat(divided).as("of the table's throughput").isLessThan(0.6);
    assertThat(Situation.ZIPF.divided().admitted(0, 60) / (60.0 * 4000))
        .isCloseTo(divided, within(0.01));
    assertThat(Situation.ZIPF.adaptive().admitted(0, 60) / (60.0 * 4000))
        .isGreaterThanOrEqualTo(0.95);
  }

  private static Percentage percent(double percent) {
    return Percentage.withPercentage(percent);
  }
}
