package dev.stator.core.worker;

/** Divides the unsigned 64-bit range of the hash into equal parts. */
public final class HashRange {
  private HashRange() {}

  /** Which of {@code parts} equal ranges the hash is in, from 0. */
  public static int indexOf(long hash, int parts) {
    return (int) Math.unsignedMultiplyHigh(hash, parts);
  }

  /** The first hash of a range: the least one whose {@link #indexOf} is {@code index}. */
  public static long start(int index, int parts) {
    // ceil(index * 2^64 / parts), computed as a quotient of 128 bits by long division
    long quotient = Long.divideUnsigned(-1L, parts);
    long remainder = Long.remainderUnsigned(-1L, parts) + 1;
    if (remainder == parts) {
      quotient++;
      remainder = 0;
    }
    long carried = index * remainder;
    return index * quotient + (carried + parts - 1) / parts;
  }
}
