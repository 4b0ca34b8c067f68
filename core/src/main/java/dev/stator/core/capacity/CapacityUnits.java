package dev.stator.core.capacity;

/**
 * Sizes in bytes to capacity units: a read is charged in blocks of 4 KB, a write in blocks of 1 KB,
 * both rounded up and at least one block, also when there is no item.
 */
public final class CapacityUnits {
  public static final int READ_BLOCK = 4096;
  public static final int WRITE_BLOCK = 1024;

  private static final double EVENTUAL = 0.5;

  private CapacityUnits() {}

  /** Blocks of 4 KB that {@code size} bytes fill, at least one. */
  public static long readBlocks(long size) {
    return Math.max(1, (size + READ_BLOCK - 1) / READ_BLOCK);
  }

  /** The units of reading {@code size} bytes: an eventually consistent read costs half. */
  public static double read(long size, boolean consistent) {
    return ofBlocks(readBlocks(size), consistent);
  }

  /** The units of {@code blocks} blocks of 4 KB. */
  public static double ofBlocks(long blocks, boolean consistent) {
    return consistent ? blocks : blocks * EVENTUAL;
  }

  /** The units of writing {@code size} bytes. */
  public static double write(long size) {
    return Math.max(1, (size + WRITE_BLOCK - 1) / WRITE_BLOCK);
  }

  /** The units of a write that replaces {@code oldSize} bytes by {@code newSize}; 0 is no item. */
  public static double write(long oldSize, long newSize) {
    return write(Math.max(oldSize, newSize));
  }
}
