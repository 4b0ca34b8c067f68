package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a new index is filled, by a clock that the test moves. */
class FillTurnTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LENGTH = 100;

  private long nowNs;
  private long requests;
  private FillTurn turn = turn(Pace.PAUSE_FACTOR);

  @Test
  void takesAllItemsAtOnceWithoutClients() {
    for (int i = 0; i < 10 * Pace.TURN_ITEMS; i++) {
      assertThat(turn.mayTake(false)).isTrue();
      turn.took(LENGTH);
      nowNs += MS;
    }
  }

  @Test
  void waitsWithClientsUntilTheIndexHasATurnsItemsAndThenFourTimesAsLong() {
    requests++;
    take(Pace.TURN_ITEMS, LENGTH);

    assertThat(turn.mayTake(false)).isFalse();
    nowNs += 2 * MS; // the index has them
    assertThat(turn.mayTake(true)).isFalse();
    nowNs += 8 * MS - 1;
    assertThat(turn.mayTake(true)).isFalse();
    nowNs++;
    assertThat(turn.mayTake(true)).isTrue();
  }

  @Test
  void aTurnOfLongItemsHasFewer() {
    requests++;
    take(2, Pace.TURN_BYTES / 2);

    assertThat(turn.mayTake(false)).isFalse();
  }

  @Test
  void goesOnAtFullSpeedWhenTheClientsAreGone() {
    requests++;
    take(Pace.TURN_ITEMS, LENGTH);
    assertThat(turn.mayTake(false)).isFalse();

    nowNs += Pace.PRESENT_NS;

    take(10 * Pace.TURN_ITEMS, LENGTH);
  }

  @Test
  void pausesTwiceAsLongAsATurnTookWhenAPartitionIsSplit() {
    turn = turn(FillTurn.SPLIT_PAUSE_FACTOR);
    requests++;
    take(Pace.TURN_ITEMS, LENGTH);

    nowNs += 2 * MS;
    assertThat(turn.mayTake(true)).isFalse();
    nowNs += 4 * MS - 1;
    assertThat(turn.mayTake(true)).isFalse();
    nowNs++;
    assertThat(turn.mayTake(true)).isTrue();
  }

  private FillTurn turn(int pauseFactor) {
    return new FillTurn(new Pace(() -> requests, () -> nowNs), pauseFactor);
  }

  private void take(int items, int length) {
    for (int i = 0; i < items; i++) {
      assertThat(turn.mayTake(false)).as("item %s", i).isTrue();
      turn.took(length);
    }
  }
}
