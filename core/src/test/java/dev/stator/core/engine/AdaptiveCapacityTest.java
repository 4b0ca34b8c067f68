package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.adaptive.CapacityReport;
import dev.stator.core.adaptive.Decision;
import dev.stator.core.adaptive.PartitionReport;
import dev.stator.core.adaptive.Reason;
import dev.stator.core.adaptive.Resource;
import dev.stator.core.adaptive.ResourceReport;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.engine.KeyInsights.KeyUse;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.TableOptions;
import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.core.throughput.ThroughputMode;
import dev.stator.core.worker.HashRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The controller in an engine, with its real ticks of a second. */
class AdaptiveCapacityTest {
  private static final Resource TABLE = Resource.table(EngineDriver.TABLE);
  private static final Resource INDEX = new Resource(EngineDriver.TABLE, "by-g");

  @Test
  void tellsWhatEachPartitionConsumesAndWhatWasDecided() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.createTable();
      for (int i = 0; i < 40; i++) {
        driver.put("customer-" + i, "1", "g", "l", "v");
      }
      assertThat(driver.get("customer-1", "1")).isEqualTo("v");

      EngineDriver.await(() -> writes(driver, TABLE) > 0 && writes(driver, INDEX) > 0);

      ResourceReport table = report(driver, TABLE);
      assertThat(table.usage().reads().consumed()).isPositive();
      assertThat(table.partitions()).hasSize(4);
      double sum = 0;
      for (PartitionReport partition : table.partitions()) {
        assertThat(partition.decision().reason()).isEqualTo(Reason.CALM);
        assertThat(partition.load().sizeBytes()).isPositive();
        sum += partition.load().usage().writes().consumed();
      }
      assertThat(sum).isEqualTo(table.usage().writes().consumed());
      assertThat(table.partitions().getFirst().load().span().first()).isZero();
      assertThat(table.partitions().getLast().load().span().last()).isEqualTo(-1);
    }
  }

  private static double writes(EngineDriver driver, Resource resource) {
    return driver.engine().capacity().resources().stream()
        .filter(report -> report.resource().equals(resource))
        .mapToDouble(report -> report.usage().writes().consumed())
        .sum();
  }

  private static ResourceReport report(EngineDriver driver, Resource resource) {
    return driver.engine().capacity().resources().stream()
        .filter(report -> report.resource().equals(resource))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsTheKeysThatAreUsedMostOnlyWhenAsked() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.createTable();
      for (int i = 0; i < 60; i++) {
        driver.put("hot", "sort\u0000" + i % 2, "g", "l", "v");
        driver.put("cold-" + i, "1", "g", "l", "v");
      }
      EngineDriver.await(() -> writes(driver, TABLE) >= 120);
      assertThat(insights(driver, null)).isEqualTo(KeyInsights.NONE);

      enable(driver, ContributorInsights.Mode.ACCESSED_AND_THROTTLED_KEYS);
      EngineDriver.await(() -> !insights(driver, null).accessedKeys().isEmpty());

      KeyInsights insights = insights(driver, null);
      assertThat(insights.accessedPartitionKeys()).hasSize(25);
      assertThat(insights.accessedPartitionKeys().getFirst().key()).containsExactly("hot");
      assertThat(insights.accessedPartitionKeys().getFirst().writeUnits()).isPositive();
      assertThat(insights.accessedKeys().subList(0, 2))
          .extracting(KeyUse::key)
          .containsExactlyInAnyOrder(List.of("hot", "sort\u00000"), List.of("hot", "sort\u00001"));
      assertThat(insights.throttledKeys()).isEmpty();
      assertThat(insights(driver, "by-g")).isEqualTo(KeyInsights.NONE);
      enable(driver, ContributorInsights.Mode.THROTTLED_KEYS);
      assertThat(insights(driver, null)).isEqualTo(KeyInsights.NONE);
    }
  }

  private static void enable(EngineDriver driver, ContributorInsights.Mode mode) {
    Map<String, ContributorInsights> insights = new HashMap<>();
    insights.put(TableOptions.OF_TABLE, new ContributorInsights(true, mode, 1));
    driver
        .engine()
        .changeOptions(EngineDriver.TABLE, options -> options.withInsights(insights))
        .join();
  }

  private static KeyInsights insights(EngineDriver driver, @Nullable String index) {
    return driver.engine().keyInsights(EngineDriver.TABLE, index).join();
  }

  @Test
  void splitsAHotPartitionWhichThenServesTwiceAsMuch() {
    try (LimitedEngine limited = new LimitedEngine()) {
      List<String> keys = limited.keysOfOnePartition(200);

      limited.second(keys, 400); // also what the partition kept from before
      assertThat(limited.second(keys, 400)).isBetween(195, 205);
      for (int second = 0; second < 4; second++) {
        limited.second(keys, 400);
      }
      EngineDriver.await(() -> limited.driver.engine().observeCapacity().events().size() == 1);
      EngineDriver.await(() -> limited.partitions() == 5);
      limited.second(keys, 400);

      assertThat(limited.second(keys, 400)).isBetween(360, 400);
      Decision split = limited.report.events().getFirst().decision();
      assertThat(split.reason()).isEqualTo(Reason.CONSUMPTION);
    }
  }

  @Test
  void leavesAPartitionAloneThatIsHotForOneKey() {
    try (LimitedEngine limited = new LimitedEngine()) {
      List<String> key = limited.keysOfOnePartition(1);

      for (int second = 0; second < 8; second++) {
        limited.second(key, 400);
      }

      assertThat(limited.second(key, 400)).isBetween(195, 205);
      assertThat(limited.partitions()).isEqualTo(4);
      assertThat(limited.report.events()).isEmpty();
      assertThat(limited.report.resources().getFirst().partitions())
          .extracting(partition -> partition.decision().reason())
          .containsExactlyInAnyOrder(Reason.SINGLE_HOT_KEY, Reason.CALM, Reason.CALM, Reason.CALM);
    }
  }

  /** The items are spread over the table; their entries are in one partition of the index. */
  @Test
  void splitsAHotPartitionOfAnIndexWhichThenServesTwiceAsMuch() {
    try (LimitedEngine limited = new LimitedEngine()) {
      List<String> keys = limited.keysOfOneIndexPartition(200);

      limited.secondOfIndex(keys, 400); // also what the partition kept from before
      assertThat(limited.secondOfIndex(keys, 400)).isBetween(195, 205);
      for (int second = 0; second < 4; second++) {
        limited.secondOfIndex(keys, 400);
      }
      EngineDriver.await(() -> limited.driver.engine().observeCapacity().events().size() == 1);
      EngineDriver.await(() -> limited.indexPartitions() == 5);
      limited.secondOfIndex(keys, 400);

      assertThat(limited.secondOfIndex(keys, 400)).isBetween(360, 400);
      CapacityReport.Event event = limited.report.events().getFirst();
      assertThat(event.resource()).isEqualTo(INDEX);
      assertThat(event.decision().reason()).isEqualTo(Reason.CONSUMPTION);
      assertThat(limited.partitions()).isEqualTo(4);
    }
  }

  @Test
  void leavesAPartitionOfAnIndexAloneThatIsHotForOneKey() {
    try (LimitedEngine limited = new LimitedEngine()) {
      List<String> key = limited.keysOfOneIndexPartition(1);

      for (int second = 0; second < 8; second++) {
        limited.secondOfIndex(key, 400);
      }

      assertThat(limited.secondOfIndex(key, 400)).isBetween(195, 205);
      assertThat(limited.indexPartitions()).isEqualTo(4);
      assertThat(limited.report.events()).isEmpty();
      assertThat(limited.report.resources().getLast().partitions())
          .extracting(partition -> partition.decision().reason())
          .containsExactlyInAnyOrder(Reason.ITEM_COLLECTION, Reason.CALM, Reason.CALM, Reason.CALM);
    }
  }

  @Test
  void aPartitionOfAnIndexRefusesPutsButNoRemovals() {
    try (LimitedEngine limited = new LimitedEngine()) {
      List<String> keys = limited.keysOfOneIndexPartition(1);
      limited.driver.put("first", "1", keys.getFirst(), null, "v");
      for (int second = 0; second < 2; second++) {
        limited.secondOfIndex(keys, 400);
      }

      assertThat(limited.put("next", "1", keys.getFirst())).isFalse();
      assertThat(limited.put("next", "1", limited.indexKeyOf(1))).isTrue();
      assertThat(limited.put("next", "2", null)).isTrue();
      limited.driver.delete("first", "1");
      assertThat(limited.driver.get("first", "1")).isNull();
    }
  }

  /** What a change and a removal of an item take from the partitions of an index they come to. */
  @Test
  void aWriteIsCountedInThePartitionsOfTheEntryThatCameAndOfTheOneThatWent() {
    try (LimitedEngine limited = new LimitedEngine()) {
      String from = limited.indexKeyOf(0);
      String to = limited.indexKeyOf(3);

      limited.driver.put("k", "s", from, null, "v");
      limited.driver.put("k", "s", from, null, "v"); // changes no entry
      limited.driver.put("k", "s", to, null, "v");
      limited.driver.delete("k", "s");
      limited.driver.engine().observeCapacity();

      assertThat(report(limited.driver, INDEX).partitions())
          .extracting(partition -> partition.load().usage().writes().consumed())
          .containsExactly(2.0, 0.0, 0.0, 2.0);
    }
  }

  /** An engine whose partitions serve 200 writes a second, on a clock that the test moves. */
  private static final class LimitedEngine implements AutoCloseable {
    private final AtomicLong nowNs = new AtomicLong(TimeUnit.HOURS.toNanos(1));
    private final EngineDriver driver;
    private CapacityReport report = CapacityReport.NOTHING;
    private int written;

    LimitedEngine() {
      ThroughputConfig throughput =
          ThroughputConfig.standard()
              .withMode(ThroughputMode.SERVICE)
              .withPartitionLimits(600, 200)
              .withClock(nowNs::get);
      driver =
          new EngineDriver(
              EngineConfig.inMemory()
                  .withThroughput(throughput)
                  .withClock(() -> TimeUnit.NANOSECONDS.toMicros(nowNs.get())));
      driver.createTable();
    }

    List<String> keysOfOnePartition(int count) {
      List<String> keys = new ArrayList<>();
      ExpandableArrayBuffer encoded = new ExpandableArrayBuffer(64);
      for (int i = 0; keys.size() < count; i++) {
        Slice key = EngineDriver.key("customer-" + i, "1");
        KeyCodec.encode(
            driver.table(EngineDriver.TABLE).keys(),
            key.buffer(),
            key.offset(),
            key.length(),
            encoded,
            0);
        if (HashRange.indexOf(encoded.getLong(0, BIG_ENDIAN), 4) == 0) {
          keys.add("customer-" + i);
        }
      }
      return keys;
    }

    /** Keys of the index that have the same of its partitions. */
    List<String> keysOfOneIndexPartition(int count) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; keys.size() < count; i++) {
        if (indexPartitionOf("group-" + i) == 0) {
          keys.add("group-" + i);
        }
      }
      return keys;
    }

    /** A key of the index that has this of its partitions. */
    String indexKeyOf(int partition) {
      int i = 0;
      while (indexPartitionOf("group-" + i) != partition) {
        i++;
      }
      return "group-" + i;
    }

    private int indexPartitionOf(String g) {
      ExpandableArrayBuffer encoded = new ExpandableArrayBuffer(64);
      Slice item = EngineDriver.item("k", "s", g, null, null);
      KeyCodec.encode(
          driver.table(EngineDriver.TABLE).entryKey("by-g"),
          item.buffer(),
          item.offset(),
          item.length(),
          encoded,
          0);
      return HashRange.indexOf(encoded.getLong(0, BIG_ENDIAN), 4);
    }

    /** As {@link #second}, with these keys of the index and ever other items, in no order. */
    int secondOfIndex(List<String> keys, int requests) {
      return second(
          requests, i -> put("item-" + Integer.reverse(written++), "1", keys.get(i % keys.size())));
    }

    /** Sends so many writes within a second, and lets the controller look; how many were taken. */
    int second(List<String> keys, int requests) {
      return second(requests, i -> put(keys.get(i % keys.size()), "1", null));
    }

    private int second(int requests, IntPredicate request) {
      int taken = 0;
      long startNs = nowNs.get();
      for (int i = 0; i < requests; i++) {
        nowNs.set(startNs + TimeUnit.SECONDS.toNanos(1) * i / requests);
        taken += request.test(i) ? 1 : 0;
      }
      nowNs.set(startNs + TimeUnit.SECONDS.toNanos(1));
      report = driver.engine().observeCapacity();
      return taken;
    }

    private boolean put(String pk, String sk, @Nullable String g) {
      try {
        driver.put(pk, sk, g, null, "v");
        return true;
      } catch (CompletionException refused) {
        assertThat(refused.getCause())
            .isInstanceOfSatisfying(
                RequestException.class,
                cause -> assertThat(cause.code()).isEqualTo(ErrorCode.THROTTLING));
        return false;
      }
    }

    int partitions() {
      report = driver.engine().observeCapacity();
      return report.resources().getFirst().partitions().size();
    }

    int indexPartitions() {
      report = driver.engine().observeCapacity();
      return report.resources().getLast().partitions().size();
    }

    @Override
    public void close() {
      driver.close();
    }
  }

  @Test
  void knowsNoKeysOfTablesThatAreNotThere() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      assertThatThrownBy(() -> insights(driver, null))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              RequestException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND));
    }
  }
}
