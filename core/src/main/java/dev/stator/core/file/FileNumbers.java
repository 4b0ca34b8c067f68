package dev.stator.core.file;

/**
 * Numbers in names of files, with leading zeros so that the names have their order.
 *
 * <p>Not by a format: the first one of a process looks for how the language of the machine writes
 * numbers, which takes 20 ms of a start.
 */
public final class FileNumbers {
  private FileNumbers() {}

  /**
   * A number in decimal digits.
   *
   * @param number not negative
   * @param digits how many there are at least
   */
  public static String decimal(long number, int digits) {
    String plain = Long.toString(number);
    return "0".repeat(Math.max(0, digits - plain.length())) + plain;
  }
}
