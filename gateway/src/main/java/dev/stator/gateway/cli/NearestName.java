package dev.stator.gateway.cli;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant by a name that there is not. */
final class NearestName {
  private NearestName() {}

  /** The candidate that the fewest changes make of the name; null when none is like it. */
  static @Nullable String of(String name, Collection<String> candidates) {
    String nearest = null;
    int fewest = name.length() / 2 + 1;
    for (String candidate : candidates) {
      int changes = distance(name, candidate);
      if (changes < fewest) {
        nearest = candidate;
        fewest = changes;
      }
    }
    return nearest;
  }

  /** How many characters must be put in, left out or replaced (Levenshtein's distance). */
  private static int distance(String from, String to) {
    int[] before = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[to.length()];
  }
}
