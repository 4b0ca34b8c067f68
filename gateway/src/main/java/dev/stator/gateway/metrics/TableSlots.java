package dev.stator.gateway.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives tables numbers by their names, from 2 on. The first so many have one of their own; all
 * others share {@link #OTHER}. Any thread; a look at a known name allocates nothing.
 */
final class TableSlots {
  /** Requests that name no table that there is. */
  static final int NONE = 0;

  static final int OTHER = 1;

  private static final int FIRST = 2;

  private final int limit;
  private final Map<String, Integer> slots = new ConcurrentHashMap<>();
  private final List<String> names = new ArrayList<>(List.of("", "other"));

  TableSlots(int limit) {
    this.limit = limit;
  }

  /** One more than the highest number there can be. */
  int count() {
    return FIRST + limit;
  }

  int of(@Nullable String table) {
    if (table == null) {
      return NONE;
    }
    Integer slot = slots.get(table);
    return slot == null ? assign(table) : slot;
  }

  private synchronized int assign(String table) {
    Integer slot = slots.get(table);
    if (slot != null) {
      return slot;
    }
    if (names.size() == count()) {
      return OTHER;
    }
    names.add(table);
    slots.put(table, names.size() - 1);
    return names.size() - 1;
  }

  /** How the table with this number is called. */
  synchronized String name(int slot) {
    return names.get(slot);
  }
}
