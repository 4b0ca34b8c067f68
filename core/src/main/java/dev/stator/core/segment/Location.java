package dev.stator.core.segment;

/** Where a record is: the number of its segment in the upper 32 bits, its offset in the lower. */
final class Location {
  private Location() {}

  static long of(int segmentNumber, int offset) {
    return (long) segmentNumber << Integer.SIZE | offset;
  }

  static int segmentNumber(long location) {
    return (int) (location >>> Integer.SIZE);
  }

  static int offset(long location) {
    return (int) location;
  }

  static String describe(long location) {
    return segmentNumber(location) + ":" + offset(location);
  }
}
