package dev.stator.core.adaptive;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.codec.KeyHash;
import java.util.List;
import java.util.OptionalLong;
import org.agrona.DirectBuffer;

/**
 * Which keys of one partition are read, or which are written, and how: the hottest keys, where the
 * heat divides in halves, whether it moves through the keys in order. What is past counts less and
 * less.
 */
final class KeyHeat {
  /** A hot spot that moved five seconds ago weighs as much as all before. */
  static final long HALF_LIFE_MS = 5000;

  private final HashReservoir hashes;
  private final TopKeys collections = new TopKeys();
  private final TopKeys items = new TopKeys();
  private final Progression progression = new Progression();
  private final Progression collectionProgression = new Progression();
  private long watched;

  KeyHeat(long nowMs, long seed) {
    this.hashes = new HashReservoir(HALF_LIFE_MS, nowMs, seed);
  }

  void add(double weight, DirectBuffer key, int offset, int length, long nowMs) {
    long hash = key.getLong(offset, BIG_ENDIAN);
    hashes.add(hash, weight, nowMs);
    collections.add(hash, weight, key, offset, length);
    items.add(KeyHash.hash(key, offset, length), weight, key, offset, length);
    progression.add(key, offset, length);
    if (hash == watched) {
      collectionProgression.add(key, offset, length);
    }
  }

  /** Ends a tick that took so long. */
  void endTick(long elapsedMs) {
    progression.endTick();
    collectionProgression.endTick();
    long hottest = collections.greatestIdentity();
    if (hottest != watched) {
      watched = hottest;
      collectionProgression.restart();
    }
    double factor = StrictMath.pow(0.5, (double) elapsedMs / HALF_LIFE_MS);
    collections.decay(factor);
    items.decay(factor);
  }

  /** How many samples there are to judge by. */
  int samples(long nowMs) {
    return hashes.size(nowMs);
  }

  /** Where a split would divide the heat in halves. */
  OptionalLong median(long nowMs) {
    return hashes.median(nowMs);
  }

  /** How much of the heat the hottest partition key has. */
  double hottestCollectionShare() {
    return collections.greatestShare();
  }

  /** How much of the heat the hottest item has. */
  double hottestItemShare() {
    return items.greatestShare();
  }

  /** Whether the keys of the partition are hit in order. */
  boolean isSequential() {
    return progression.isSequential();
  }

  /** Whether the items of the hottest partition key are hit in order. */
  boolean isSequentialInCollection() {
    return collectionProgression.isSequential();
  }

  /** The hottest partition keys, each with the key of one of its items. */
  List<TopKeys.Counted> hottestCollections(int limit) {
    return collections.top(limit);
  }

  List<TopKeys.Counted> hottestItems(int limit) {
    return items.top(limit);
  }
}
