package dev.stator.loadgen.key;

import java.util.SplittableRandom;

/**
 * Ranks from 0 on under Zipf's law: rank r has a weight of 1 / (r + 1)^exponent.
 * Rejection-inversion sampling after Hörmann and Derflinger, "Rejection-inversion to generate
 * variates from monotone discrete distributions" (1996): needs no table, so the number of ranks may
 * change at any time.
 */
final class Zipf {
  private final double exponent;
  private final double integralOfFirst;
  private final double squeeze;
  private long ranks;
  private double integralOfAll;

  Zipf(double exponent) {
    this.exponent = exponent;
    this.integralOfFirst = integral(1.5) - 1;
    this.squeeze = 2 - inverseIntegral(integral(2.5) - Math.pow(2, -exponent));
  }

  /** A rank below the number of ranks. */
  long next(long newRanks, SplittableRandom random) {
    if (newRanks != ranks) {
      ranks = newRanks;
      integralOfAll = integral(ranks + 0.5);
    }
    while (true) {
      double u = integralOfAll + random.nextDouble() * (integralOfFirst - integralOfAll);
      double x = inverseIntegral(u);
      long candidate = Math.clamp(Math.round(x), 1, ranks);
      if (candidate - x <= squeeze
          || u >= integral(candidate + 0.5) - Math.pow((double) candidate, -exponent)) {
        return candidate - 1;
      }
    }
  }

  /** The integral of x^-exponent from 1 on. */
  private double integral(double x) {
    double logarithm = Math.log(x);
    double power = (1 - exponent) * logarithm;
    return Math.abs(power) > 1e-8
        ? Math.expm1(power) / power * logarithm
        : logarithm * (1 + power / 2);
  }

  private double inverseIntegral(double y) {
    double t = Math.max(-1, y * (1 - exponent));
    return Math.abs(t) > 1e-8 ? Math.exp(Math.log1p(t) / t * y) : Math.exp(y * (1 - t / 2));
  }
}
