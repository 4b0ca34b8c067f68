package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.expression.Update;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Random writes of items and what must be found of them after a crash. At most one write of a key
 * is under way at a time. Items are texts as {@link EngineDriver} shows them.
 */
final class ModelledItems {
  private static final int HASH_KEYS = 8;
  private static final int RANGE_KEYS = 4;
  private static final int LONG_VALUE = 4500;

  /** One acknowledged write: the item as it is then, null for none. */
  private record Write(String key, @Nullable String item) {}

  private final Random random;
  private final Map<String, String> atStart = new TreeMap<>();
  private final Map<String, String> acknowledged = new TreeMap<>();
  private final Map<String, @Nullable String> unknown = new HashMap<>();
  private final Map<Object, List<Write>> history = new ConcurrentHashMap<>();
  private int version;

  ModelledItems(Random random) {
    this.random = random;
  }

  /** Writes some keys at once; false when one of them was not acknowledged. */
  boolean write(EngineDriver driver) {
    Set<String> keys = new HashSet<>();
    int count = 1 + random.nextInt(10);
    for (int i = 0; i < count; i++) {
      keys.add("p" + random.nextInt(HASH_KEYS) + "/s" + random.nextInt(RANGE_KEYS));
    }
    Map<String, @Nullable String> after = new HashMap<>();
    Map<String, CompletableFuture<Boolean>> replies = new TreeMap<>();
    keys.forEach(key -> replies.put(key, writeOne(driver, key, after)));
    boolean all = true;
    for (Map.Entry<String, CompletableFuture<Boolean>> reply : replies.entrySet()) {
      all &= take(reply.getKey(), reply.getValue(), after.get(reply.getKey()));
    }
    return all;
  }

  /** Says that no crash can take back what was acknowledged so far; no write is under way. */
  void allDurable() {
    history.clear();
    atStart.clear();
    atStart.putAll(acknowledged);
  }

  private boolean take(String key, CompletableFuture<Boolean> reply, @Nullable String item) {
    try {
      reply.join();
    } catch (CompletionException e) {
      assertThat(e).as("a reply to %s", key).hasCauseExactlyInstanceOf(RequestException.class);
      unknown.put(key, item);
      return false;
    }
    if (item == null) {
      acknowledged.remove(key);
    } else {
      acknowledged.put(key, item);
    }
    return true;
  }

  private CompletableFuture<Boolean> writeOne(
      EngineDriver driver, String key, Map<String, @Nullable String> after) {
    String pk = key.substring(0, key.indexOf('/'));
    String sk = key.substring(key.indexOf('/') + 1);
    String old = acknowledged.get(key);
    String g = random.nextInt(4) == 0 ? null : "g" + random.nextInt(5);
    String l = random.nextInt(4) == 0 ? null : "l" + random.nextInt(5);
    String v = "v" + ++version + "x".repeat(length());
    String whole = String.join("/", pk, sk, g == null ? "-" : g, l == null ? "-" : l, v);
    String table = EngineDriver.TABLE;
    Slice id = EngineDriver.key(pk, sk);
    Slice item = EngineDriver.item(pk, sk, g, l, v);
    return switch (random.nextInt(8)) {
      case 0 -> {
        after.put(key, null);
        yield driver.delete(table, id, noting(driver, id, key, null));
      }
      case 1 -> {
        after.put(key, old == null ? whole : old);
        yield driver.put(table, item, ifAbsent(), noting(driver, id, key, whole));
      }
      case 2, 3, 4 -> {
        String updated = whole + "/" + (old == null ? 1 : countOf(old) + 1);
        after.put(key, updated);
        yield driver.update(table, id, update(g, l, v), noting(driver, id, key, updated));
      }
      default -> {
        after.put(key, whole);
        yield driver.put(table, item, null, noting(driver, id, key, whole));
      }
    };
  }

  private int length() {
    return random.nextInt(20) == 0 ? LONG_VALUE : random.nextInt(300);
  }

  /** Adds the write to the history of its log; run when it is acknowledged. */
  private Runnable noting(EngineDriver driver, Slice id, String key, @Nullable String item) {
    Object log = logOf(driver.table(EngineDriver.TABLE), id);
    return () -> history.computeIfAbsent(log, w -> new ArrayList<>()).add(new Write(key, item));
  }

  private static Object logOf(Table table, Slice id) {
    return routeOf(table, id).worker();
  }

  /** Where the item with this key is. */
  static Route routeOf(Table table, Slice id) {
    ExpandableArrayBuffer key = new ExpandableArrayBuffer();
    KeyCodec.encode(table.keys(), id.buffer(), id.offset(), id.length(), key, 0);
    return table.route(key.getLong(0, BIG_ENDIAN));
  }

  private static int countOf(String item) {
    String[] parts = item.split("/", -1);
    return parts.length == 6 ? Integer.parseInt(parts[5]) : 0;
  }

  private static Condition ifAbsent() {
    return ExpressionParser.condition("attribute_not_exists(pk)", new Placeholders(null, null));
  }

  private static Update update(@Nullable String g, @Nullable String l, String v) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter values = new ItemWriter().wrap(buffer, 0);
    values.name(":one");
    values.number("1");
    List<String> sets = new ArrayList<>();
    List<String> removes = new ArrayList<>();
    setOrRemove("v", v, values, sets, removes);
    setOrRemove("g", g, values, sets, removes);
    setOrRemove("l", l, values, sets, removes);
    return ExpressionParser.update(
        "SET "
            + String.join(", ", sets)
            + (removes.isEmpty() ? "" : " REMOVE " + String.join(", ", removes))
            + " ADD n :one",
        new Placeholders(null, new Slice(buffer, 0, values.position())));
  }

  private static void setOrRemove(
      String name,
      @Nullable String value,
      ItemWriter values,
      List<String> sets,
      List<String> removes) {
    if (value == null) {
      removes.add(name);
    } else {
      values.name(":" + name);
      values.string(value);
      sets.add(name + " = :" + name);
    }
  }

  /**
   * Checks what was found after a crash, and goes on from it.
   *
   * @param prefixes whether of each log the last writes may be missing
   */
  void check(List<String> items, boolean prefixes) {
    Map<String, String> found = new TreeMap<>();
    items.forEach(item -> found.put(keyOf(item), item));
    assertThat(found).as("items without duplicates").hasSize(items.size());
    if (prefixes) {
      history.values().forEach(writes -> checkPrefix(writes, found));
      found.keySet().forEach(key -> assertThat(mayExist(key)).as(key).isTrue());
    } else {
      checkAll(found);
    }
    history.clear();
    unknown.clear();
    atStart.clear();
    atStart.putAll(found);
    acknowledged.clear();
    acknowledged.putAll(found);
  }

  private static String keyOf(String item) {
    return item.substring(0, item.indexOf('/', item.indexOf('/') + 1));
  }

  private void checkAll(Map<String, String> found) {
    Set<String> keys = new HashSet<>(acknowledged.keySet());
    keys.addAll(found.keySet());
    for (String key : keys) {
      if (!isUnknown(key, found.get(key))) {
        assertThat(found.get(key)).as(key).isEqualTo(acknowledged.get(key));
      }
    }
  }

  private boolean isUnknown(String key, @Nullable String item) {
    return unknown.containsKey(key) && Objects.equals(unknown.get(key), item);
  }

  private boolean mayExist(String key) {
    return atStart.containsKey(key)
        || acknowledged.containsKey(key)
        || unknown.containsKey(key)
        || history.values().stream().flatMap(List::stream).anyMatch(w -> w.key.equals(key));
  }

  /** What is found of the keys of one log is what its first writes made of them. */
  private void checkPrefix(List<Write> writes, Map<String, String> found) {
    Map<String, @Nullable String> state = new HashMap<>();
    writes.forEach(write -> state.put(write.key, atStart.get(write.key)));
    if (isFound(state, found)) {
      return;
    }
    for (Write write : writes) {
      state.put(write.key, write.item);
      if (isFound(state, found)) {
        return;
      }
    }
    for (String key : state.keySet()) {
      if (!isUnknown(key, found.get(key))) {
        assertThat(found.get(key))
            .as("no prefix of %s explains %s", writes, key)
            .isEqualTo(state.get(key));
      }
    }
  }

  private static boolean isFound(Map<String, @Nullable String> state, Map<String, String> found) {
    return state.entrySet().stream()
        .allMatch(entry -> Objects.equals(entry.getValue(), found.get(entry.getKey())));
  }
}
