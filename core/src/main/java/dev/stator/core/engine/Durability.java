package dev.stator.core.engine;

/** When a write is answered. */
public sealed interface Durability {
  /** After it is forced to disk. */
  record Sync() implements Durability {}

  /**
   * After it is applied; the log is forced so often.
   *
   * @param intervalMs milliseconds between forces
   */
  record Interval(int intervalMs) implements Durability {
    public Interval {
      if (intervalMs < 1) {
        throw new IllegalArgumentException("interval must be at least 1 ms: " + intervalMs);
      }
    }
  }

  /** After it is applied; nothing is kept on disk. */
  record InMemory() implements Durability {}

  /**
   * Reads {@code sync} or {@code interval:<ms>}.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static Durability parse(String text) {
    if (text.equals("sync")) {
      return new Sync();
    }
    String prefix = "interval:";
    if (text.startsWith(prefix)) {
      try {
        return new Interval(Integer.parseInt(text.substring(prefix.length())));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not a number of milliseconds: " + text, e);
      }
    }
    throw new IllegalArgumentException("durability is sync or interval:<ms>, not " + text);
  }
}
