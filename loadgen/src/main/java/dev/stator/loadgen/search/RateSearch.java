package dev.stator.loadgen.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks for the highest rate that holds an objective: raises the rate by a factor until it is
 * missed, halves the distance between the best and the worst until they are close, and tries the
 * best again several times. Knows no server: a trial is given.
 */
public final class RateSearch {
  private static final int MAX_STEPS = 30;

  private final Plan plan;
  private final Trialer trialer;
  private final Consumer<Trial> listener;
  private final List<Trial> trials = new ArrayList<>();

  public RateSearch(Plan plan, Trialer trialer, Consumer<Trial> listener) {
    this.plan = plan;
    this.trialer = trialer;
    this.listener = listener;
  }

  /**
   * How to search.
   *
   * @param from the first rate
   * @param to the highest that is tried
   * @param factor from one step to the next, above 1
   * @param precision where the bisection ends, as a share of the rate
   * @param confirmations how often the winner has to hold again
   */
  public record Plan(double from, double to, double factor, double precision, int confirmations) {
    public Plan {
      if (!(from > 0 && to >= from)) {
        throw new IllegalArgumentException("the rates of the search must be above 0 and in order");
      }
      if (!(factor > 1 && precision > 0 && confirmations >= 0)) {
        throw new IllegalArgumentException(
            "the factor must be above 1, the precision above 0, confirmations not below 0");
      }
    }
  }

  /** Measures at a rate. */
  public interface Trialer {
    Trial run(double rate, Trial.Purpose purpose) throws IOException, InterruptedException;
  }

  /** What a search found. */
  public enum Verdict {
    /** There is such a rate, and it held again each time. */
    PASS,
    /** Even the first rate misses the objective. */
    FAIL,
    /** The client was the bottleneck, the highest rate still holds, or a winner did not again. */
    INCONCLUSIVE
  }

  /**
   * The end of a search.
   *
   * @param rate the highest that held; 0 when none did
   * @param limit the lowest that was missed; infinite when none was
   */
  public record Result(
      Verdict verdict, double rate, double limit, String reason, List<Trial> trials) {}

  public Result run() throws IOException, InterruptedException {
    double best = 0;
    double worst = Double.POSITIVE_INFINITY;
    double rate = plan.from();
    for (int step = 0; step < MAX_STEPS && worst == Double.POSITIVE_INFINITY; step++) {
      switch (attempt(rate, Trial.Purpose.STEP)) {
        case HELD -> best = rate;
        case MISSED -> worst = rate;
        case INVALID -> {
          return end(Verdict.INCONCLUSIVE, best, worst, "the client was the bottleneck");
        }
      }
      if (worst == Double.POSITIVE_INFINITY && rate >= plan.to()) {
        return end(Verdict.INCONCLUSIVE, best, worst, "the highest rate that was tried holds");
      }
      rate = Math.min(plan.to(), rate * plan.factor());
    }
    return best == 0
        ? end(Verdict.FAIL, best, worst, "the first rate misses the objective")
        : bisect(best, worst);
  }

  private Result bisect(double firstBest, double firstWorst)
      throws IOException, InterruptedException {
    double best = firstBest;
    double worst = firstWorst;
    while (worst - best > plan.precision() * worst) {
      double middle = (best + worst) / 2;
      switch (attempt(middle, Trial.Purpose.BISECT)) {
        case HELD -> best = middle;
        case MISSED -> worst = middle;
        case INVALID -> {
          return end(Verdict.INCONCLUSIVE, best, worst, "the client was the bottleneck");
        }
      }
    }
    return confirm(best, worst);
  }

  private Result confirm(double best, double worst) throws IOException, InterruptedException {
    for (int i = 0; i < plan.confirmations(); i++) {
      Trial.Outcome outcome = attempt(best, Trial.Purpose.CONFIRM);
      if (outcome != Trial.Outcome.HELD) {
        return end(
            Verdict.INCONCLUSIVE, best, worst, "the winner did not hold when it was tried again");
      }
    }
    return end(Verdict.PASS, best, worst, "held " + (plan.confirmations() + 1) + " times");
  }

  private Trial.Outcome attempt(double rate, Trial.Purpose purpose)
      throws IOException, InterruptedException {
    Trial trial = trialer.run(rate, purpose);
    trials.add(trial);
    listener.accept(trial);
    return trial.outcome();
  }

  private Result end(Verdict verdict, double best, double worst, String reason) {
    return new Result(verdict, best, worst, reason, List.copyOf(trials));
  }
}
