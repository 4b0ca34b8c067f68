package dev.stator.loadgen.schedule;

import java.util.List;

/** How many requests per second are meant to start at a time after the beginning, in seconds. */
public sealed interface RateProfile {
  /** Requests per second; never below 0. */
  double rateAt(double seconds);

  /** The same all the time. */
  record Constant(double rate) implements RateProfile {
    @Override
    public double rateAt(double seconds) {
      return rate;
    }
  }

  /** From one rate to another in a straight line, and on at the second one. */
  record Ramp(double from, double to, double overSeconds) implements RateProfile {
    @Override
    public double rateAt(double seconds) {
      double part = Math.min(1, Math.max(0, seconds / overSeconds));
      return from + (to - from) * part;
    }
  }

  /** One rate after the other, each as long, and on at the last one. */
  record Step(List<Double> rates, double stepSeconds) implements RateProfile {
    public Step {
      rates = List.copyOf(rates);
    }

    @Override
    public double rateAt(double seconds) {
      int step = (int) Math.max(0, seconds / stepSeconds);
      return rates.get(Math.min(step, rates.size() - 1));
    }
  }

  /** Up and down around a mean. */
  record Sine(double mean, double amplitude, double periodSeconds) implements RateProfile {
    @Override
    public double rateAt(double seconds) {
      return Math.max(0, mean + amplitude * Math.sin(2 * Math.PI * seconds / periodSeconds));
    }
  }

  /** A base, and every so often a peak that lasts a while; the first peak ends the first period. */
  record Burst(double base, double peak, double everySeconds, double lastingSeconds)
      implements RateProfile {
    @Override
    public double rateAt(double seconds) {
      return seconds % everySeconds >= everySeconds - lastingSeconds ? peak : base;
    }
  }

  /** The profile, after a time at the rate it begins with. */
  record Delayed(RateProfile profile, double bySeconds) implements RateProfile {
    @Override
    public double rateAt(double seconds) {
      return profile.rateAt(Math.max(0, seconds - bySeconds));
    }
  }
}
