package dev.stator.jmh.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became worse from one commit to another. Allocation is nearly the same each time and is held
 * tightly; time counts only when the intervals of confidence separate and the difference matters.
 */
final class Regressions {
  private static final double ALLOWED_BYTES = 16;
  private static final double ALLOWED_SHARE_OF_BYTES = 0.05;
  private static final double ALLOWED_SHARE_OF_TIME = 0.1;

  private Regressions() {}

  /**
   * A benchmark of two commits.
   *
   * @param text for people
   * @param failed why it fails; empty when it does not
   */
  record Line(String name, String text, String failed) {}

  static List<Line> between(Map<String, Score> base, Map<String, Score> head) {
    List<Line> lines = new ArrayList<>();
    base.forEach(
        (name, before) -> {
          Score after = head.get(name);
          lines.add(
              after == null
                  ? new Line(name, "", "disappeared")
                  : new Line(name, text(before, after), failed(before, after)));
        });
    head.forEach(
        (name, after) -> {
          if (!base.containsKey(name)) {
            lines.add(new Line(name, text(after, after), ""));
          }
        });
    return lines;
  }

  private static String failed(Score before, Score after) {
    double bytesBefore = before.bytesPerOperation();
    double bytesAfter = after.bytesPerOperation();
    double allowed = bytesBefore * (1 + ALLOWED_SHARE_OF_BYTES) + ALLOWED_BYTES;
    if (bytesAfter > allowed) {
      return "allocates more";
    }
    boolean separate = after.time() - after.error() > before.time() + before.error();
    boolean matters = after.time() > before.time() * (1 + ALLOWED_SHARE_OF_TIME);
    return separate && matters ? "slower" : "";
  }

  private static String text(Score before, Score after) {
    return String.format(
        Locale.ROOT,
        "%12.1f ± %-10.1f -> %12.1f ± %-10.1f %10.0f -> %8.0f B",
        before.time(),
        before.error(),
        after.time(),
        after.error(),
        before.bytesPerOperation(),
        after.bytesPerOperation());
  }
}
