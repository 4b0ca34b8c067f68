package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.segment.SegmentConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Items with random times of expiry in an engine that crashes again and again while time goes on:
 * what has expired goes, in spite of the crashes, and nothing else does.
 */
final class ExpiryScenario {
  private static final int KEYS = 40;
  private static final int MAX_OPERATIONS = 120;
  private static final int MAX_BATCHES = 12;

  private final Random random;
  private final AtomicLong second = new AtomicLong(1_800_000_000L);
  private final EngineConfig config;
  private final Map<String, String> acknowledged = new TreeMap<>();
  private final Set<String> unknown = new HashSet<>();
  private CrashableStore store;
  private EngineDriver driver;
  private int expired;

  ExpiryScenario(Random random, CrashableStore store, Durability durability) {
    this.random = random;
    this.store = store;
    this.config =
        EngineConfig.inMemory()
            .withSizes(
                EngineSizes.standard()
                    .withWorkers(1 + random.nextInt(2))
                    .withPartitionsPerTable(1 + random.nextInt(3))
                    .withCheckpointBytes(1L << (10 + random.nextInt(6))))
            .withSegments(new SegmentConfig(4096, 4096 << random.nextInt(3), null))
            .withLog(new CommitLogConfig(16 << 10, 128 << 10, 1 + random.nextInt(4096), 2, 0))
            .withDurability(durability)
            .withClock(() -> TimeUnit.SECONDS.toMicros(second.get()));
    this.driver = open();
    driver.createTable();
    driver.expire(true);
  }

  private EngineDriver open() {
    return new EngineDriver(config.withStore(store.files()));
  }

  /** Writes and crashes so often; returns how many items have expired. */
  int run(int crashes) {
    for (int i = 0; i < crashes; i++) {
      store.crashAfter(1 + random.nextInt(MAX_OPERATIONS));
      for (int batch = 0; batch < MAX_BATCHES && write(); batch++) {
        second.addAndGet(random.nextInt(2));
      }
      crash();
      check();
    }
    driver.close();
    return expired;
  }

  /** Puts some items at once; false when one of them was not acknowledged. */
  private boolean write() {
    Map<String, CompletableFuture<Boolean>> replies = new HashMap<>();
    Map<String, String> items = new HashMap<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      String key = "p" + random.nextInt(KEYS);
      if (!items.containsKey(key)) {
        String g = "g" + random.nextInt(3);
        long expires = second.get() - 2 + random.nextInt(10);
        Slice item = EngineDriver.item(key, "s", g, "l", expires);
        items.put(key, "%s/s/%s/l/-/%d".formatted(key, g, expires));
        replies.put(key, driver.putAsync(item));
      }
    }
    boolean all = true;
    for (Map.Entry<String, CompletableFuture<Boolean>> reply : replies.entrySet()) {
      all &= take(reply.getKey(), reply.getValue(), items.get(reply.getKey()));
    }
    return all;
  }

  private boolean take(String key, CompletableFuture<Boolean> reply, @Nullable String item) {
    try {
      reply.join();
    } catch (CompletionException e) {
      assertThat(e).as("a reply to %s", key).hasCauseExactlyInstanceOf(RequestException.class);
      unknown.add(key);
      return false;
    }
    acknowledged.put(key, String.valueOf(item));
    return true;
  }

  private void crash() {
    CrashableStore left = store.crash();
    try {
      driver.close();
    } catch (StorageException e) {
      assertThat(store.isOver()).isTrue();
    }
    store = left;
    driver = open();
  }

  private void check() {
    EngineDriver.await(() -> driver.scan(null).stream().noneMatch(this::isOver));
    List<String> found = driver.scan(null);
    int before = acknowledged.size();
    acknowledged.values().removeIf(this::isOver);
    expired += before - acknowledged.size();
    Map<String, String> foundByKey = new TreeMap<>();
    found.forEach(item -> foundByKey.put(item.substring(0, item.indexOf('/')), item));
    for (String key : unknown) {
      String item = foundByKey.get(key);
      if (item == null) {
        acknowledged.remove(key);
      } else {
        acknowledged.put(key, item);
      }
    }
    unknown.clear();

    assertThat(foundByKey).isEqualTo(acknowledged);
    assertThat(driver.scan("by-l")).containsExactlyInAnyOrderElementsOf(found);
    EngineDriver.await(() -> new HashSet<>(driver.scan("by-g")).equals(new HashSet<>(found)));
  }

  private boolean isOver(String item) {
    return Long.parseLong(item.substring(item.lastIndexOf('/') + 1)) <= second.get();
  }
}
