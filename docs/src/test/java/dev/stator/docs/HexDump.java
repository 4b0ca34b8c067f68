package dev.stator.docs;

import java.util.Arrays;
import java.util.Locale;

/**
 * Bytes as the pages show them: sixteen a line, a star for lines like the one before, and nothing
 * for the zeros a file ends with.
 */
final class HexDump {
  private static final int LINE = 16;

  private HexDump() {}

  static String of(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    StringBuilder text = new StringBuilder();
    boolean starred = false;
    for (int i = 0; i < end; i += LINE) {
      if (i > 0 && i + LINE <= end && Arrays.equals(bytes, i - LINE, i, bytes, i, i + LINE)) {
        text.append(starred ? "" : "*\n");
        starred = true;
      } else {
        text.append(line(bytes, i, Math.min(i + LINE, bytes.length)));
        starred = false;
      }
    }
    return text.toString();
  }

  private static String line(byte[] bytes, int from, int to) {
    StringBuilder hex = new StringBuilder();
    StringBuilder ascii = new StringBuilder();
    for (int i = from; i < to; i++) {
      hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
      ascii.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
    }
    return String.format(Locale.ROOT, "%04x  %-48s |%s|\n", from, hex, ascii);
  }
}
