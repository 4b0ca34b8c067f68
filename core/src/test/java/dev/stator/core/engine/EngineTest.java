package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.StorageException;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.expression.Update;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
  @TempDir Path data;

  @Test
  void readsWhatWasWritten() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.createTable();

      driver.put("a", "1", null, null, "x");
      driver.put("a", "1", null, null, "y");

      assertThat(driver.get("a", "1")).isEqualTo("y");
      assertThat(driver.get("a", "2")).isNull();
      assertThat(driver.scan(null)).containsExactly("a/1/-/-/y");
    }
  }

  @Test
  void findsEverythingAgainAfterAClose() {
    List<String> before;
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data))) {
      driver.createTable();
      for (int i = 0; i < 100; i++) {
        driver.put("p" + i % 10, "s" + i, "g" + i % 7, "l" + i, "v" + i);
      }
      driver.delete("p3", "s3");
      before = driver.scan(null);
    }

    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data))) {
      driver.awaitActive();

      assertThat(driver.scan(null)).isEqualTo(before).hasSize(99);
      EngineDriver.await(() -> driver.scan("by-g").size() == 99);
      assertThat(driver.scan("by-l")).hasSize(99);
    }
  }

  @Test
  void keepsItsItemsWhenTheNumberOfWorkersChanges() {
    List<String> before;
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data).withWorkers(3))) {
      driver.createTable();
      for (int i = 0; i < 50; i++) {
        driver.put("p" + i, "s", "g" + i, "l" + i, "v" + i);
      }
      before = driver.scan(null);
    }

    for (int workers : new int[] {1, 2, 5}) {
      try (EngineDriver driver = new EngineDriver(EngineConfig.at(data).withWorkers(workers))) {
        assertThat(DataDirectory.open(new DiskFileStore(), data, 9).workers()).isEqualTo(workers);
        driver.put("q" + workers, "s", "g", "l", "v");
        before.add("q" + workers + "/s/g/l/v");

        assertThat(driver.scan(null)).containsExactlyInAnyOrderElementsOf(before);
        List<String> expected = before;
        EngineDriver.await(() -> driver.scan("by-g").size() == expected.size());
      }
    }
  }

  @Test
  void appliesNothingTwiceHoweverOftenItIsOpened() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data))) {
      driver.createTable();
      for (int i = 0; i < 10; i++) {
        driver.update(EngineDriver.TABLE, EngineDriver.key("a", "1"), increment(), () -> {}).join();
      }
    }

    for (int i = 0; i < 4; i++) {
      try (EngineDriver driver = new EngineDriver(EngineConfig.at(data))) {
        assertThat(driver.scan(null)).containsExactly("a/1/-/-/-/10");
      }
    }
  }

  private static Update increment() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(16);
    ItemWriter values = new ItemWriter().wrap(buffer, 0);
    values.name(":one");
    values.number("1");
    Slice one = new Slice(buffer, 0, values.position());
    return ExpressionParser.update("ADD n :one", new Placeholders(null, one));
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data))) {
      assertThat(driver.engine().tables()).isEmpty();

      assertThatThrownBy(() -> Engine.open(EngineConfig.at(data)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(data.toString());
    }
  }

  @Test
  void keepsIndexesEqualToTheTableUnderRandomWrites() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, String> model = new TreeMap<>();
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory().withWorkers(2))) {
      driver.createTable();
      for (int i = 0; i < 3000; i++) {
        String pk = "p" + random.nextInt(20);
        String sk = "s" + random.nextInt(20);
        if (random.nextInt(4) == 0) {
          driver.delete(pk, sk);
          model.remove(pk + "/" + sk);
        } else {
          String g = random.nextInt(3) == 0 ? null : "g" + random.nextInt(9);
          String l = random.nextInt(3) == 0 ? null : "l" + random.nextInt(9);
          driver.put(pk, sk, g, l, "v" + i);
          model.put(
              pk + "/" + sk,
              String.join("/", pk, sk, g == null ? "-" : g, l == null ? "-" : l, "v" + i));
        }
      }

      List<String> all = new ArrayList<>(model.values());
      assertThat(driver.scan(null)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(all);
      assertThat(driver.scan("by-l"))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(
              all.stream().filter(item -> !item.split("/", -1)[3].equals("-")).toList());
      List<String> indexed = all.stream().filter(i -> !i.split("/", -1)[2].equals("-")).toList();
      EngineDriver.await(() -> driver.scan("by-g").size() == indexed.size());
      EngineDriver.await(() -> driver.scan("by-g").containsAll(indexed));
    }
  }

  @Test
  void fillsAnIndexThatIsAddedToATableWithItems() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.at(data))) {
      driver.engine().createTable(EngineDriver.definition(false)).join();
      driver.awaitActive();
      for (int i = 0; i < 500; i++) {
        driver.put("p" + i, "s", "g" + i % 3, null, "v");
      }

      GlobalIndex added = EngineDriver.globalIndex(IndexStatus.CREATING);
      driver
          .engine()
          .updateTable(
              EngineDriver.TABLE, d -> d.withSchema(d.schema().withGlobalIndexes(List.of(added))))
          .join();
      driver.awaitActive();

      assertThat(driver.scan("by-g")).hasSize(500);
    }
  }
}
