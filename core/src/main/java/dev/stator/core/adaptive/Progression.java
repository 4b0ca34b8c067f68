package dev.stator.core.adaptive;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether keys are hit in order: whether nearly all of a tick lie beyond all of the tick
 * before, several times in a row and in one direction. Keys that overtake each other within a tick,
 * as those of many clients do, do not matter.
 */
final class Progression {
  /** Ticks in a row that must have moved on. */
  static final int STREAK = 3;

  private static final double NEARLY_ALL = 0.8;

  /** Fewer keys in a tick say nothing. */
  private static final int MIN_KEYS = 8;

  private byte @Nullable [] least;
  private byte @Nullable [] greatest;
  private byte @Nullable [] leastBefore;
  private byte @Nullable [] greatestBefore;
  private int keys;
  private int above;
  private int below;
  private int streak;
  private boolean upwards;

  void add(DirectBuffer buffer, int offset, int length) {
    keys++;
    if (greatestBefore != null && compare(buffer, offset, length, greatestBefore) > 0) {
      above++;
    }
    if (leastBefore != null && compare(buffer, offset, length, leastBefore) < 0) {
      below++;
    }
    if (greatest == null || compare(buffer, offset, length, greatest) > 0) {
      greatest = copy(buffer, offset, length);
    }
    if (least == null || compare(buffer, offset, length, least) < 0) {
      least = copy(buffer, offset, length);
    }
  }

  void endTick() {
    if (keys < MIN_KEYS) {
      return;
    }
    boolean up = above >= NEARLY_ALL * keys;
    boolean down = below >= NEARLY_ALL * keys;
    if (!up && !down) {
      streak = 0;
    } else {
      streak = streak > 0 && up == upwards ? streak + 1 : 1;
      upwards = up;
    }
    leastBefore = least;
    greatestBefore = greatest;
    least = null;
    greatest = null;
    keys = 0;
    above = 0;
    below = 0;
  }

  /** Forgets everything, to watch something else. */
  void restart() {
    leastBefore = null;
    greatestBefore = null;
    least = null;
    greatest = null;
    keys = 0;
    above = 0;
    below = 0;
    streak = 0;
  }

  boolean isSequential() {
    return streak >= STREAK;
  }

  private static byte[] copy(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }

  private static int compare(DirectBuffer buffer, int offset, int length, byte[] other) {
    int common = Math.min(length, other.length);
    for (int i = 0; i < common; i++) {
      int order = Byte.compareUnsigned(buffer.getByte(offset + i), other[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(length, other.length);
  }
}
