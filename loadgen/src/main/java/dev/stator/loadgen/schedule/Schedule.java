package dev.stator.loadgen.schedule;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The intended start times of the requests of one thread, one after the other: the times at which
 * the integral of the rate reaches 1, 2, 3, ... or, for Poisson arrivals, the sums of exponentially
 * distributed steps. The rate is taken as constant within a millisecond.
 */
public final class Schedule {
  /** The schedule has ended. */
  public static final long END = Long.MAX_VALUE;

  private static final double SLICE_SECONDS = 1e-3;
  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RateProfile profile;
  private final double share;
  private final double endSeconds;
  private final SplittableRandom random;
  private final boolean poisson;

  private long slice;
  private double withinSlice;
  private double sliceRate;
  private double first;

  private Schedule(
      RateProfile profile, double share, double first, long endNs, boolean poisson, long seed) {
    this.profile = profile;
    this.share = share;
    this.first = first;
    this.endSeconds = endNs / NS_PER_SECOND;
    this.poisson = poisson;
    this.random = new SplittableRandom(seed);
    this.sliceRate = rateOf(0);
  }

  /**
   * The part of one thread; the constant arrivals of all threads together are evenly spaced.
   *
   * @param threads how many there are
   * @param endNs the length of the schedule
   */
  public static Schedule ofThread(
      RateProfile profile, int thread, int threads, long endNs, boolean poisson, long seed) {
    double first = (thread + 1.0) / threads;
    return new Schedule(profile, 1.0 / threads, first, endNs, poisson, seed + thread);
  }

  /** The next intended start in nanoseconds from the beginning, or {@link #END}. */
  public long nextNs() {
    double needed = poisson ? -Math.log(1 - random.nextDouble()) : first;
    first = 1;
    while (true) {
      double left = (SLICE_SECONDS - withinSlice) * sliceRate;
      if (left >= needed) {
        withinSlice += needed / sliceRate;
        double seconds = slice * SLICE_SECONDS + withinSlice;
        return seconds < endSeconds ? (long) (seconds * NS_PER_SECOND) : END;
      }
      needed -= left;
      slice++;
      withinSlice = 0;
      if (slice * SLICE_SECONDS >= endSeconds) {
        return END;
      }
      sliceRate = rateOf(slice);
    }
  }

  private double rateOf(long sliceNumber) {
    return profile.rateAt((sliceNumber + 0.5) * SLICE_SECONDS) * share;
  }
}
