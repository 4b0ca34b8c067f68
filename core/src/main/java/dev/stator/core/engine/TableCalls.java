package dev.stator.core.engine;

/** How many requests about one table a session has under way. */
final class TableCalls {
  private int count;

  int count() {
    return count;
  }

  void begin() {
    count++;
  }

  void end() {
    count--;
  }
}
