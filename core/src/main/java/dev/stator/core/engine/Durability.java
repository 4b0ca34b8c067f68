package dev.stator.core.engine;

/** When a write is answered. */
public sealed interface Durability {
  /** How {@link Sync} is written. */
  String SYNC = "sync";

  /** How {@link Interval} is written, before its milliseconds. */
  String INTERVAL = "interval:";

  /** After it is forced to disk. */
  record Sync() implements Durability {
    @Override
    public String toString() {
      return SYNC;
    }
  }

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

    @Override
    public String toString() {
      return INTERVAL + intervalMs;
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
    if (text.equals(SYNC)) {
      return new Sync();
    }
    if (text.startsWith(INTERVAL)) {
      try {
        return new Interval(Integer.parseInt(text.substring(INTERVAL.length())));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not a number of milliseconds: " + text, e);
      }
    }
    throw new IllegalArgumentException("durability is sync or interval:<ms>, not " + text);
  }
}
