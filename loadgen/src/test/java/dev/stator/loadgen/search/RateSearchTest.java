package dev.stator.loadgen.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.loadgen.search.RateSearch.Verdict;
import java.io.IOException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RateSearchTest {
  private static final RateSearch.Plan PLAN = new RateSearch.Plan(100, 100_000, 2, 0.02, 2);

  @Test
  void findsTheKneeAndConfirmsIt() throws Exception {
    RateSearch.Result result = search((rate, purpose) -> rate <= 3333);

    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.rate()).isBetween(3333 * 0.97, 3333.0);
    assertThat(result.limit()).isGreaterThan(3333);
    assertThat(result.trials().stream().filter(t -> t.purpose() == Trial.Purpose.CONFIRM))
        .hasSize(2);
  }

  @Test
  void failsWhenTheFirstRateIsTooMuch() throws Exception {
    assertThat(search((rate, purpose) -> false).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void cannotTellWhenTheHighestRateHolds() throws Exception {
    RateSearch.Result result = search((rate, purpose) -> true);

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.rate()).isEqualTo(100_000);
  }

  @Test
  void cannotTellWhenTheWinnerDoesNotHoldAgain() throws Exception {
    assertThat(
            search((rate, purpose) -> rate <= 3333 && purpose != Trial.Purpose.CONFIRM).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void cannotTellWhenTheClientIsTheBottleneck() throws Exception {
    RateSearch.Result result =
        new RateSearch(
                PLAN,
                (rate, purpose) ->
                    new Trial(
                        rate,
                        purpose,
                        rate < 1000 ? Trial.Outcome.HELD : Trial.Outcome.INVALID,
                        ""),
                trial -> {})
            .run();

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.rate()).isEqualTo(800);
  }

  private static RateSearch.Result search(BiFunction<Double, Trial.Purpose, Boolean> holds)
      throws IOException, InterruptedException {
    return new RateSearch(
            PLAN,
            (rate, purpose) ->
                new Trial(
                    rate,
                    purpose,
                    holds.apply(rate, purpose) ? Trial.Outcome.HELD : Trial.Outcome.MISSED,
                    ""),
            trial -> {})
        .run();
  }
}
