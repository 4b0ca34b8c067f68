package dev.stator.core.expression;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What each action of an update does to its path: puts a value, removes what is there, or nothing.
 */
final class Outcomes {
  private static final int INITIAL_CAPACITY = 8;
  private static final int REMOVED = 0;
  private static final int UNCHANGED = -1;

  private DirectBuffer[] buffers = new DirectBuffer[INITIAL_CAPACITY];
  private int[] offsets = new int[INITIAL_CAPACITY];
  private int[] lengths = new int[INITIAL_CAPACITY];
  private boolean[] done = new boolean[INITIAL_CAPACITY];
  private int count;

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  void put(DirectBuffer buffer, int offset, int length) {
    add(length);
    buffers[count - 1] = buffer;
    offsets[count - 1] = offset;
  }

  void remove() {
    add(REMOVED);
  }

  void leave() {
    add(UNCHANGED);
  }

  boolean isPut(int action) {
    return lengths[action] > 0;
  }

  boolean isRemove(int action) {
    return lengths[action] == REMOVED;
  }

  /** Writes the value that is put; returns its length. */
  int write(int action, MutableDirectBuffer out, int offset) {
    out.putBytes(offset, buffers[action], offsets[action], lengths[action]);
    return lengths[action];
  }

  /** Marks an action as carried out. */
  void finish(int action) {
    done[action] = true;
  }

  boolean isFinished(int action) {
    return done[action];
  }

  private void add(int length) {
    if (count == lengths.length) {
      buffers = Arrays.copyOf(buffers, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      done = Arrays.copyOf(done, 2 * count);
    }
    lengths[count] = length;
    done[count] = false;
    count++;
  }
}
