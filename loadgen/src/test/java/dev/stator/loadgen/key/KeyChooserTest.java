package dev.stator.loadgen.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyChooserTest {
  private static final int ITEMS = 1000;
  private static final int CHOICES = 200_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uniform",
        "zipfian",
        "zipfian:1.5",
        "latest",
        "hotspot",
        "moving",
        "sequential",
        "single:7"
      })
  void choosesItemsThatExistAndTheSameForTheSameSeed(String text) {
    assertThat(counts(text, 0)).isEqualTo(counts(text, 0));
  }

  @Test
  void zipfianFollowsTheLaw() {
    Zipf zipf = new Zipf(0.99);
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[ITEMS];
    for (int i = 0; i < CHOICES; i++) {
      counts[(int) zipf.next(ITEMS, random)]++;
    }

    double sum = 0;
    for (int rank = 1; rank <= ITEMS; rank++) {
      sum += Math.pow(rank, -0.99);
    }
    for (int rank : new int[] {1, 2, 3, 10, 100}) {
      double expected = CHOICES * Math.pow(rank, -0.99) / sum;
      assertThat((double) counts[rank - 1]).isCloseTo(expected, within(6 * Math.sqrt(expected)));
    }
  }

  @Test
  void latestPrefersTheNewest() {
    int[] counts = counts("latest", 0);

    assertThat(counts[ITEMS - 1]).isGreaterThan(counts[ITEMS - 2]).isGreaterThan(CHOICES / 20);
  }

  @Test
  void hotspotGivesTheShareOfRequestsToTheShareOfItems() {
    int[] counts = counts("hotspot:0.2,0.8", 0);
    int hot = 0;
    for (int i = 0; i < ITEMS / 5; i++) {
      hot += counts[i];
    }

    assertThat((double) hot / CHOICES).isCloseTo(0.8, within(0.01));
  }

  @Test
  void movesTheHotSpot() {
    int[] before = counts("moving:0.01,0.9,10s", 0);
    int[] after = counts("moving:0.01,0.9,10s", TimeUnit.SECONDS.toNanos(10));

    assertThat(before[5]).isGreaterThan(CHOICES / 50);
    assertThat(after[5]).isLessThan(CHOICES / 1000);
    assertThat(after[15]).isGreaterThan(CHOICES / 50);
  }

  @Test
  void sequentialVisitsAllOverAllThreads() {
    KeySpace space = new KeySpace(10);
    boolean[] seen = new boolean[10];
    for (int thread = 0; thread < 2; thread++) {
      KeyChooser chooser = new KeyChooser(new KeyDistribution.Sequential(), space, thread, 2, 1, 0);
      for (int i = 0; i < 5; i++) {
        seen[(int) chooser.next(0)] = true;
      }
    }

    assertThat(seen).containsOnly(true);
  }

  @Test
  void theSpaceGrowsOnlyWithoutGaps() {
    KeySpace space = new KeySpace(10);
    assertThat(space.reserve()).isEqualTo(10);
    assertThat(space.reserve()).isEqualTo(11);
    assertThat(space.reserve()).isEqualTo(12);

    space.acknowledge(12);
    space.acknowledge(11);
    assertThat(space.count()).isEqualTo(10);

    space.fail(10);
    assertThat(space.reserve()).isEqualTo(10);
    space.acknowledge(10);
    assertThat(space.count()).isEqualTo(13);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "zipf", "zipfian:0", "hotspot:2,1", "moving:0.1,0.1,x", "single:x"})
  void refusesWhatIsNoDistribution(String text) {
    assertThatThrownBy(() -> KeyDistribution.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int[] counts(String text, long nowNs) {
    KeyChooser chooser =
        new KeyChooser(KeyDistribution.parse(text), new KeySpace(ITEMS), 0, 1, 1, 0);
    int[] counts = new int[ITEMS];
    for (int i = 0; i < CHOICES; i++) {
      counts[(int) chooser.next(nowNs)]++;
    }
    return counts;
  }
}
