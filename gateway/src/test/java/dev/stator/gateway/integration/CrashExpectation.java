package dev.stator.gateway.integration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the writers of the crash test know: for each key what was acknowledged last, and what was
 * asked for since without an answer; an absent item is an empty map.
 */
final class CrashExpectation {
  static final int COUNTERS = 3;

  private final List<KeyState> states = new ArrayList<>();
  private final List<Counter> counters = new ArrayList<>();

  CrashExpectation(int writers, int keysPerWriter, int keysPerCollection) {
    for (int writer = 0; writer < writers; writer++) {
      for (int i = 0; i < keysPerWriter; i++) {
        String pk = "writer-" + writer + "-" + i / keysPerCollection;
        states.add(new KeyState(CrashItems.key(pk, i % keysPerCollection)));
      }
    }
    for (int i = 0; i < COUNTERS; i++) {
      counters.add(new Counter());
    }
  }

  /** The keys that one of so many writers has for itself. */
  List<KeyState> ofWriter(int writer, int writers) {
    int share = states.size() / writers;
    return states.subList(writer * share, (writer + 1) * share);
  }

  Counter counter(int number) {
    return counters.get(number);
  }

  /**
   * Compares with what is there after a crash, and takes that as what was acknowledged.
   *
   * @return what is wrong
   */
  List<String> reconcile(List<Map<String, AttributeValue>> found) {
    List<String> problems = new ArrayList<>();
    Map<Map<String, AttributeValue>, Map<String, AttributeValue>> byKey = new HashMap<>();
    for (Map<String, AttributeValue> item : found) {
      if (byKey.put(CrashItems.keyOf(item), item) != null) {
        problems.add("twice: " + CrashItems.keyOf(item));
      }
    }
    for (KeyState state : states) {
      problems.addAll(state.reconcile(remove(byKey, state.key)));
    }
    for (int i = 0; i < COUNTERS; i++) {
      problems.addAll(counters.get(i).reconcile(i, remove(byKey, CrashItems.counterKey(i))));
    }
    byKey.keySet().forEach(key -> problems.add("never written: " + key));
    return problems;
  }

  private static Map<String, AttributeValue> remove(
      Map<Map<String, AttributeValue>, Map<String, AttributeValue>> byKey,
      Map<String, AttributeValue> key) {
    Map<String, AttributeValue> item = byKey.remove(key);
    return item == null ? Map.of() : item;
  }

  /** One key, written by one thread. */
  static final class KeyState {
    private final Map<String, AttributeValue> key;
    private Map<String, AttributeValue> acknowledged = Map.of();
    private @Nullable Map<String, AttributeValue> underWay;

    KeyState(Map<String, AttributeValue> key) {
      this.key = key;
    }

    Map<String, AttributeValue> key() {
      return key;
    }

    Map<String, AttributeValue> acknowledged() {
      return acknowledged;
    }

    void begin(Map<String, AttributeValue> next) {
      underWay = next;
    }

    void acknowledge() {
      if (underWay != null) {
        acknowledged = underWay;
        underWay = null;
      }
    }

    private List<String> reconcile(Map<String, AttributeValue> found) {
      Map<String, AttributeValue> before = acknowledged;
      Map<String, AttributeValue> asked = underWay;
      acknowledged = found;
      underWay = null;
      if (!found.isEmpty() && !CrashItems.isWhole(found)) {
        return List.of("torn: " + describe(found));
      }
      if (found.equals(before) || found.equals(asked)) {
        return List.of();
      }
      return List.of(
          "lost: "
              + key
              + " acknowledged "
              + describe(before)
              + (asked == null ? "" : ", under way " + describe(asked))
              + ", found "
              + describe(found));
    }

    private static String describe(Map<String, AttributeValue> item) {
      return item.isEmpty() ? "absent" : "version " + item.get(CrashItems.VERSION);
    }
  }

  /** One counter, written by all threads. */
  static final class Counter {
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();

    long acknowledged() {
      return acknowledged.get();
    }

    void begin(long count) {
      asked.addAndGet(count);
    }

    void acknowledge(long count) {
      acknowledged.addAndGet(count);
    }

    private List<String> reconcile(int number, Map<String, AttributeValue> found) {
      long low = acknowledged.get();
      long high = asked.get();
      long hits = CrashItems.hits(found);
      asked.set(hits);
      acknowledged.set(hits);
      if (hits < low || hits > high) {
        return List.of("counter " + number + " is " + hits + ", not " + low + " to " + high);
      }
      if (hits > 0 && !found.equals(CrashItems.counter(number, hits))) {
        return List.of("torn: " + found);
      }
      return List.of();
    }
  }
}
