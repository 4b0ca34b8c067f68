package dev.stator.core.segment;

/** Where a record is: the number of its segment in the upper 32 bits, its offset in the lower. */
public final class Location {
  private Location() {}

  public static long of(int segmentNumber, int offset) {
    return (long) segmentNumber << Integer.SIZE | offset;
  }

  public static int segmentNumber(long location) {
    return (int) (location >>> Integer.SIZE);
  }

  public static int offset(long location) {
    return (int) location;
  }

  public static String describe(long location) {
    return segmentNumber(location) + ":" + offset(location);
  }
}
