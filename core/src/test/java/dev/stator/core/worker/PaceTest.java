package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long work in the background pauses, by a clock that the test moves. */
class PaceTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  private long nowNs = Long.MAX_VALUE - 10 * MS; // it passes the end of the numbers on its way
  private long requests;
  private final Pace pace = new Pace(() -> requests, () -> nowNs);

  @Test
  void doesNotPauseWhileNoClientAsksForAnything() {
    for (int i = 0; i < 100; i++) {
      work(MS);

      assertThat(pace.isShared()).isFalse();
      assertThat(pace.pauseNs()).isZero();
    }
  }

  @Test
  void pausesFourTimesAsLongAsItWorkedWhileAClientAsks() {
    requests++;
    work(2 * MS);

    assertThat(pace.pauseNs()).isEqualTo(8 * MS);
    nowNs += 3 * MS;
    assertThat(pace.pauseNs()).isEqualTo(5 * MS);
    nowNs += 6 * MS;
    assertThat(pace.pauseNs()).isZero();
  }

  @Test
  void takesWhatIsSlowForFiftyMillisecondsAtMost() {
    requests++;
    work(100 * MS);

    assertThat(pace.pauseNs()).isEqualTo(50 * MS);
  }

  @Test
  void allThatShareItTakeAFifthTogether() {
    requests++;
    long begunNs = nowNs;
    nowNs += 2 * MS;
    pace.ended(begunNs);
    pace.ended(begunNs);

    assertThat(pace.pauseNs()).isEqualTo(16 * MS);
  }

  @Test
  void aClientIsThereForASecondAfterItHasAsked() {
    requests++;
    assertThat(pace.isShared()).isTrue();

    nowNs += Pace.PRESENT_NS - 1;
    assertThat(pace.isShared()).isTrue();
    nowNs++;
    assertThat(pace.isShared()).isFalse();
    work(MS);
    assertThat(pace.pauseNs()).isZero();

    requests++;
    assertThat(pace.isShared()).isTrue();
  }

  @Test
  void doesNotPauseForWhatWasDoneBeforeTheFirstClientCame() {
    for (int i = 0; i < 100; i++) {
      work(MS);
    }
    requests++;

    assertThat(pace.pauseNs()).isZero();
  }

  private void work(long ns) {
    long begunNs = nowNs;
    nowNs += ns;
    pace.ended(begunNs);
  }
}
