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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Work in the background that gives way to clients all the time is complete in the end. */
class BesideClientsTest {
  private static final int ITEMS = 300;

  private final FileStore store = new MemoryFileStore();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Thread> clients = new ArrayList<>();

  @Test
  void aRestoreBesideClientsIsComplete() throws InterruptedException {
    try (EngineDriver driver = new EngineDriver(config())) {
      fill(driver);
      List<String> items = driver.scan(null);
      Backup backup = driver.backUp();
      use(driver);

      restore(driver, backup);
      driver.awaitActive("copy");

      assertThat(driver.scan("copy", null)).containsExactlyElementsOf(items);
      assertThat(driver.scan("copy", "by-g")).hasSize(ITEMS);
      endClients();
    }
  }

  @Test
  void aRestoreThatIsClosedBesideClientsGoesOnAtTheNextOpening() throws InterruptedException {
    List<String> items;
    EngineDriver driver = new EngineDriver(config());
    fill(driver);
    items = driver.scan(null);
    Backup backup = driver.backUp();
    use(driver);
    restore(driver, backup);
    EngineDriver.await(() -> driver.table("copy").itemCount() > 0);
    endClients(); // they are still taken to be there

    driver.close();

    try (EngineDriver again = new EngineDriver(config())) {
      again.awaitActive("copy");
      assertThat(again.scan("copy", null)).containsExactlyElementsOf(items);
    }
  }

  @Test
  void anIndexThatIsFilledBesideClientsIsComplete() throws InterruptedException {
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
      driver.awaitActive();

      assertThat(driver.scan("by-g")).hasSize(ITEMS);
      endClients();
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
        Slice item = EngineDriver.item("p" + i, "s", "g" + i % 7, null, "v" + i);
        writer.put(table, item, ItemScanner.size(item.buffer(), item.offset(), item.length()));
      }
      writer.await();
      driver.engine().completeImport("copy", note).join();

      assertThat(driver.scan("copy", null)).containsExactlyElementsOf(driver.scan(null));
      assertThat(driver.scan("copy", "by-g")).hasSize(ITEMS);
      endClients();
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

  /** Asks for an item again and again on another session. */
  private void use(EngineDriver driver) {
    EngineDriver client = driver.another();
    clients.add(
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!ended.get()) {
                    client.get("p1", "s");
                  }
                }));
    client.get("p1", "s");
  }

  private void endClients() throws InterruptedException {
    ended.set(true);
    for (Thread client : clients) {
      client.join();
    }
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
