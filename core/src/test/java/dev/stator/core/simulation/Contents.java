package dev.stator.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What may be found of each key of a table: one text of an item, or {@link #NOTHING}, where it is
 * known, several where writes were not acknowledged.
 */
final class Contents {
  static final String NOTHING = "-";

  private final Map<String, Set<String>> possible = new TreeMap<>();

  private Set<String> of(String key) {
    return possible.computeIfAbsent(key, _ -> new TreeSet<>(Set.of(NOTHING)));
  }

  void may(String key, String item) {
    of(key).add(item);
  }

  void is(String key, String item) {
    of(key).clear();
    of(key).add(item);
  }

  boolean isKnown() {
    return possible.values().stream().allMatch(items -> items.size() == 1);
  }

  Contents copy() {
    Contents copy = new Contents();
    possible.forEach((key, items) -> copy.possible.put(key, new TreeSet<>(items)));
    return copy;
  }

  /** Compares this with the items that were found, and knows them from now on. */
  void found(List<String> items, String where) {
    Map<String, String> byKey = new TreeMap<>();
    for (String item : items) {
      String other = byKey.put(item.substring(0, item.indexOf('/')), item);
      assertThat(other).as("second item of a key in %s", where).isNull();
    }
    byKey.keySet().forEach(this::of);
    for (String key : Set.copyOf(possible.keySet())) {
      String item = byKey.getOrDefault(key, NOTHING);
      assertThat(of(key)).as("%s in %s", key, where).contains(item);
      is(key, item);
    }
  }
}
