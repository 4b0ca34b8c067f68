package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.Note;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Work in the background that gives way to clients all the time is complete in the end. */
class BesideClientsTest {
  private static final int ITEMS = 300;

  private final FileStore store = new MemoryFileStore();

  @Test
  void aRestoreBesideClientsIsComplete() {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      List<String> items = driver.scan(null);
      Backup backup = driver.backUp();
      use(driver);

      restore(driver, backup);
      awaitActive(driver, "copy");

      assertThat(driver.scan("copy", null)).containsExactlyElementsOf(items);
      assertThat(driver.scan("copy", "by-g")).hasSize(ITEMS);
    }
  }

  @Test
  void aRestoreThatIsClosedBesideClientsGoesOnAtTheNextOpening() {
    EngineDriver driver = new EngineDriver(config());
    fill(driver);
    List<String> items = driver.scan(null);
    Backup backup = driver.backUp();
    restore(driver, backup);
    EngineDriver.await(
        () -> {
          use(driver);
          return driver.table("copy").itemCount() > 0;
        });

    driver.close();

    try (EngineDriver again = new EngineDriver(config())) {
      again.awaitActive("copy");
      assertThat(again.scan("copy", null)).containsExactlyElementsOf(items);
    }
  }

  @Test
  void anIndexThatIsFilledBesideClientsIsComplete() {
    try (EngineDriver driver = new EngineDriver(config())) {
      driver.engine().createTable(EngineDriver.definition(EngineDriver.TABLE, false)).join();
      driver.awaitActive();
      put(driver);
      use(driver);

      GlobalIndex added = EngineDriver.globalIndex(IndexStatus.CREATING);
      driver
          .engine()
          .updateTable(
              EngineDriver.TABLE,
              before -> before.withSchema(before.schema().withGlobalIndexes(List.of(added))))
          .join();
      awaitActive(driver, EngineDriver.TABLE);

      assertThat(driver.scan("by-g")).hasSize(ITEMS);
    }
  }

  @Test
  void aSplitBesideClientsThatWriteAllTheTimeEndsAndIsComplete() {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      PartitionRange last = driver.table(EngineDriver.TABLE).partitions().getLast();
      use(driver);

      CompletableFuture<SplitOutcome> split =
          driver.engine().splitPartition(EngineDriver.TABLE, last.id(), -5L << 50);
      int written = ITEMS;
      while (!split.isDone()) {
        driver.put("p" + written, "s", "g", null, "v" + written);
        written++;
      }

      assertThat(split.join()).isInstanceOf(SplitOutcome.Done.class);
      assertThat(driver.scan(null)).hasSize(written);
    }
  }

  @Test
  void aTableThatIsDeletedBesideClientsLeavesNoFiles() {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      Backup backup = driver.backUp();
      restore(driver, backup);
      awaitActive(driver, "copy");
      int ofBoth = store.list(Path.of("/data/partitions")).size();

      driver.engine().deleteTable("copy").join();
      EngineDriver.await(
          () -> {
            use(driver);
            return store.list(Path.of("/data/partitions")).size() == ofBoth / 2;
          });

      assertThat(driver.scan(null)).hasSize(ITEMS);
    }
  }

  @Test
  void anImportBesideClientsIsComplete() throws InterruptedException {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      use(driver);
      Note note = new Note("import/1", "begun");
      driver.engine().createTableForImport(EngineDriver.definition("copy", true), note).join();
      Table table = driver.table("copy");
      BulkWriter writer = driver.engine().openBulkWriter();

      for (int i = 0; i < ITEMS; i++) {
        if (i % 50 == 0) {
          use(driver);
        }
        Slice item = EngineDriver.item("p" + i, "s", "g" + i % 7, null, "v" + i);
        writer.put(table, item, ItemScanner.size(item.buffer(), item.offset(), item.length()));
      }
      writer.await();
      driver.engine().completeImport("copy", note).join();

      assertThat(driver.scan("copy", null)).containsExactlyElementsOf(driver.scan(null));
      assertThat(driver.scan("copy", "by-g")).hasSize(ITEMS);
    }
  }

  private EngineConfig config() {
    return EngineConfig.at(Path.of("/data"))
        .withStore(store)
        .withSizes(EngineSizes.standard().withWorkers(2).withPartitionsPerTable(2));
  }

  private static void fill(EngineDriver driver) {
    driver.createTable();
    put(driver);
  }

  private static void put(EngineDriver driver) {
    for (int i = 0; i < ITEMS; i++) {
      driver.put("p" + i, "s", "g" + i % 7, null, "v" + i);
    }
  }

  /** Clients are there for a second from now on. */
  private static void use(EngineDriver driver) {
    assertThat(driver.get("p1", "s")).isEqualTo("v1");
  }

  /** Waits until the table is active, and asks for an item again and again. */
  private static void awaitActive(EngineDriver driver, String table) {
    EngineDriver.await(
        () -> {
          use(driver);
          return driver.table(table).definition().status() == TableStatus.ACTIVE;
        });
  }

  private static void restore(EngineDriver driver, Backup backup) {
    driver
        .engine()
        .restoreTable(
            EngineDriver.restored(
                "copy",
                new RestoredFrom(backup.id(), EngineDriver.TABLE, backup.manifest().createdMs())))
        .join();
  }
}
