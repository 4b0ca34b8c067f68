package dev.stator.core.adaptive;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A sample of bounded size of the hashes that were hit lately, in which each has a chance by its
 * weight and by how recent it is: what was hit one half-life ago counts half.
 *
 * <p>Keeps the least of the numbers {@code E / w}, where E is drawn from the exponential
 * distribution and w is the weight grown by the time of the hit (weighted sampling with forward
 * decay: Efraimidis and Spirakis 2006, Cormode et al. 2009). The numbers are kept as logarithms, so
 * they do not overflow and never have to be scaled anew.
 */
final class HashReservoir {
  /** Gives the median to within 2 % of the heat. */
  static final int SIZE = 512;

  /** After so many half-lives nothing counts any more, also when nothing has come since. */
  private static final int MAX_AGE = 6;

  /** A flip of the sign makes the signed order that of unsigned numbers. */
  private static final long SIGN = Long.MIN_VALUE;

  private final long[] hashes = new long[SIZE];
  private final long[] times = new long[SIZE];
  private final double[] ranks = new double[SIZE];
  private final long halfLifeMs;
  private final long startMs;
  private long random;
  private int count;

  /**
   * @param seed of the draws
   */
  HashReservoir(long halfLifeMs, long startMs, long seed) {
    this.halfLifeMs = halfLifeMs;
    this.startMs = startMs;
    this.random = seed;
  }

  void add(long hash, double weight, long nowMs) {
    double growth = StrictMath.log(2) * (nowMs - startMs) / halfLifeMs;
    double rank = StrictMath.log(nextExponential()) - StrictMath.log(weight) - growth;
    int slot = count < SIZE ? count : greatest();
    if (slot == count) {
      count++;
    } else if (rank >= ranks[slot]) {
      return;
    }
    hashes[slot] = hash;
    times[slot] = nowMs;
    ranks[slot] = rank;
  }

  private int greatest() {
    int greatest = 0;
    for (int i = 1; i < SIZE; i++) {
      if (ranks[i] > ranks[greatest]) {
        greatest = i;
      }
    }
    return greatest;
  }

  /** How many hashes are known that still count. */
  int size(long nowMs) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += counts(i, nowMs) ? 1 : 0;
    }
    return size;
  }

  private boolean counts(int slot, long nowMs) {
    return nowMs - times[slot] <= MAX_AGE * halfLifeMs;
  }

  /**
   * The hash before which half of the heat is, as nearly as can be: all hits of a hash stay on one
   * side. Empty when fewer than two hashes are known.
   */
  OptionalLong median(long nowMs) {
    long[] sorted = new long[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (counts(i, nowMs)) {
        sorted[size++] = hashes[i] ^ SIGN;
      }
    }
    Arrays.sort(sorted, 0, size);
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (sorted[i] != sorted[i - 1]
          && (best == 0 || Math.abs(2 * i - size) < Math.abs(2 * best - size))) {
        best = i;
      }
    }
    return best == 0 ? OptionalLong.empty() : OptionalLong.of(sorted[best] ^ SIGN);
  }

  /** SplitMix64, then by inversion. */
  private double nextExponential() {
    random += 0x9E3779B97F4A7C15L;
    long mixed = random;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    mixed ^= mixed >>> 31;
    double uniform = ((mixed >>> 11) + 1) * 0x1.0p-53; // in (0, 1]
    return -StrictMath.log(uniform) + Double.MIN_NORMAL;
  }
}
