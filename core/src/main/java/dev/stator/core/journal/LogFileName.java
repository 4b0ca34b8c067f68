package dev.stator.core.journal;

import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Names of the files of a commit log: 16 hexadecimal digits and {@code .log} for one in use, whose
 * digits are its sequence number, or {@code .spare} for one that was never used.
 */
final class LogFileName {
  private static final String LOG_SUFFIX = ".log";
  private static final String SPARE_SUFFIX = ".spare";
  private static final int DIGITS = 16;

  private LogFileName() {}

  static Path log(Path directory, long sequence) {
    return directory.resolve(HexFormat.of().toHexDigits(sequence) + LOG_SUFFIX);
  }

  static Path spare(Path directory, long number) {
    return directory.resolve(HexFormat.of().toHexDigits(number) + SPARE_SUFFIX);
  }

  static boolean isLog(Path path) {
    return nameOf(path).matches("[0-9a-f]{16}\\" + LOG_SUFFIX);
  }

  static boolean isSpare(Path path) {
    return nameOf(path).matches("[0-9a-f]{16}\\" + SPARE_SUFFIX);
  }

  /** The number in the name of a log or spare file. */
  static long number(Path path) {
    return Long.parseUnsignedLong(nameOf(path).substring(0, DIGITS), DIGITS);
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }
}
