package dev.stator.loadgen.history;

import java.util.ArrayList;
import java.util.List;

/** What was found to be wrong. For all threads. */
public final class Violations {
  private static final int MAX_KEPT = 20;

  private final List<String> first = new ArrayList<>();
  private long count;

  synchronized void add(String violation) {
    count++;
    if (first.size() < MAX_KEPT) {
      first.add(violation);
    }
  }

  public synchronized long count() {
    return count;
  }

  /** The first few of them. */
  public synchronized List<String> first() {
    return List.copyOf(first);
  }
}
