package dev.stator.core.adaptive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The keys with the most weight, by the space-saving algorithm (Metwally et al. 2005): a key that
 * is not among those counted takes the place and the count of the least, which is kept as its
 * error. So a count is never too low, and a key with more than 1/{@link #SIZE} of the weight is
 * always among them.
 */
final class TopKeys {
  static final int SIZE = 64;

  private static final byte[] NO_KEY = {};

  private final long[] identities = new long[SIZE];
  private final double[] counts = new double[SIZE];
  private final double[] errors = new double[SIZE];
  private final byte[][] keys = new byte[SIZE][];
  private int used;
  private double total;

  /**
   * Counts a key.
   *
   * @param identity tells it from others
   */
  void add(long identity, double weight, DirectBuffer buffer, int offset, int length) {
    total += weight;
    int slot = find(identity);
    if (slot < 0) {
      slot = used < SIZE ? used++ : least();
      errors[slot] = counts[slot];
      identities[slot] = identity;
      keys[slot] = copy(buffer, offset, length);
    }
    counts[slot] += weight;
  }

  private int find(long identity) {
    for (int i = 0; i < used; i++) {
      if (identities[i] == identity) {
        return i;
      }
    }
    return -1;
  }

  private int least() {
    int least = 0;
    for (int i = 1; i < SIZE; i++) {
      if (counts[i] < counts[least]) {
        least = i;
      }
    }
    return least;
  }

  private static byte[] copy(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }

  /** Lets all that was counted count less. */
  void decay(double factor) {
    total *= factor;
    for (int i = 0; i < used; i++) {
      counts[i] *= factor;
      errors[i] *= factor;
    }
  }

  double total() {
    return total;
  }

  /** How much of all weight the key with the most surely has, 0 to 1. */
  double greatestShare() {
    double greatest = 0;
    for (int i = 0; i < used; i++) {
      greatest = Math.max(greatest, counts[i] - errors[i]);
    }
    return total > 0 ? greatest / total : 0;
  }

  /** The identity of the key with the most, 0 when there is none. */
  long greatestIdentity() {
    int greatest = 0;
    for (int i = 1; i < used; i++) {
      if (counts[i] - errors[i] > counts[greatest] - errors[greatest]) {
        greatest = i;
      }
    }
    return identities[greatest];
  }

  /** A key and its weight, which decays; at least this. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Counted(byte[] key, double weight) {}

  /** The keys with the most weight, the most first. */
  List<Counted> top(int limit) {
    List<Counted> all = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      if (counts[i] > errors[i]) {
        byte[] key = keys[i];
        all.add(new Counted(key == null ? NO_KEY : key, counts[i] - errors[i]));
      }
    }
    all.sort(Comparator.comparingDouble(Counted::weight).reversed());
    return all.subList(0, Math.min(limit, all.size()));
  }
}
