package dev.stator.loadgen.key;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Chooses the items of the requests of one thread. Allocates nothing.
 *
 * <p>With the same seed and the same number of threads the choices are the same, as far as they do
 * not depend on time (moving hot spot) or on what the server has acknowledged (inserts).
 */
public final class KeyChooser {
  private static final long NEVER = Long.MAX_VALUE;

  private final KeyDistribution distribution;
  private final KeySpace space;
  private final SplittableRandom random;
  private final int thread;
  private final int threads;
  private final Zipf zipf;
  private final long startNs;
  private final long moveEveryNs;
  private long sequence;

  /**
   * @param startNs when the phase begins, of {@link System#nanoTime}
   */
  public KeyChooser(
      KeyDistribution distribution,
      KeySpace space,
      int thread,
      int threads,
      long seed,
      long startNs) {
    this.distribution = distribution;
    this.space = space;
    this.thread = thread;
    this.threads = threads;
    this.random = new SplittableRandom(seed + thread);
    this.zipf =
        switch (distribution) {
          case KeyDistribution.Zipfian(double exponent) -> new Zipf(exponent);
          case KeyDistribution.Latest(double exponent) -> new Zipf(exponent);
          case KeyDistribution.Uniform _,
              KeyDistribution.Hotspot _,
              KeyDistribution.Sequential _,
              KeyDistribution.Single _ ->
              new Zipf(1);
        };
    this.startNs = startNs;
    this.moveEveryNs =
        distribution instanceof KeyDistribution.Hotspot hotspot && hotspot.moveEverySeconds() > 0
            ? (long) (hotspot.moveEverySeconds() * TimeUnit.SECONDS.toNanos(1))
            : NEVER;
  }

  /**
   * The number of an item that exists.
   *
   * @param nowNs of {@link System#nanoTime}
   */
  public long next(long nowNs) {
    long count = space.count();
    return switch (distribution) {
      case KeyDistribution.Uniform _ -> random.nextLong(count);
      case KeyDistribution.Zipfian _ -> scatter(zipf.next(count, random), count);
      case KeyDistribution.Latest _ -> count - 1 - zipf.next(count, random);
      case KeyDistribution.Hotspot hotspot -> hotspot(hotspot, count, nowNs);
      case KeyDistribution.Sequential _ -> (sequence++ * threads + thread) % count;
      case KeyDistribution.Single single -> Math.min(single.number(), count - 1);
    };
  }

  private long hotspot(KeyDistribution.Hotspot hotspot, long count, long nowNs) {
    long hot = Math.clamp((long) (count * hotspot.items()), 1, count);
    long move = moveEveryNs == NEVER ? 0 : (nowNs - startNs) / moveEveryNs;
    long first = Math.floorMod(move * hot, count);
    boolean isHot = hot == count || random.nextDouble() < hotspot.requests();
    long within = isHot ? random.nextLong(hot) : hot + random.nextLong(count - hot);
    return (first + within) % count;
  }

  /** Spreads the popular ranks over all numbers, so that they are no neighbours. */
  private static long scatter(long rank, long count) {
    long mixed = rank * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    return Long.remainderUnsigned(mixed ^ mixed >>> 32, count);
  }
}
