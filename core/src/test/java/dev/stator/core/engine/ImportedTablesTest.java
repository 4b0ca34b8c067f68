package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.model.Note;
import dev.stator.core.model.TableStatus;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables that imports fill, over restarts and losses of power. */
@ExtendWith(QuietLog.class)
class ImportedTablesTest {
  private static final Note BEGUN = new Note("import/1", "begun");
  private static final Note ENDED = new Note("import/1", "ended");

  /** More than may be under way at once. */
  private static final int ITEMS = 3 * BulkWriter.CALLS;

  private FaultyFileStore store = new FaultyFileStore(new Random().nextLong());

  @Test
  void isCreatingOverALossOfPowerUntilTheImportHasEnded() throws InterruptedException {
    try (EngineDriver driver = new EngineDriver(config(new Durability.Sync()))) {
      create(driver);
      fill(driver, 0, ITEMS / 2);

      assertThat(status(driver)).isEqualTo(TableStatus.CREATING);
    }
    store = store.losePower();

    try (EngineDriver driver = new EngineDriver(config(new Durability.Sync()))) {
      assertThat(driver.engine().notes().values()).containsExactly(BEGUN);
      assertThat(status(driver)).isEqualTo(TableStatus.CREATING);
      fill(driver, ITEMS / 2, ITEMS);
      driver.engine().completeImport(EngineDriver.TABLE, ENDED).join();

      assertThat(status(driver)).isEqualTo(TableStatus.ACTIVE);
      assertThat(driver.scan("by-g")).hasSize(ITEMS);
    }
    store = store.losePower();

    try (EngineDriver driver = new EngineDriver(config(new Durability.Sync()))) {
      assertThat(driver.engine().notes().values()).containsExactly(ENDED);
      assertThat(status(driver)).isEqualTo(TableStatus.ACTIVE);
      assertThat(driver.scan(null)).hasSize(ITEMS);
      driver.engine().forgetNote(ENDED.name()).join();
      assertThat(driver.engine().notes()).isEmpty();
    }
  }

  @Test
  void whatIsWrittenSurvivesALossOfPowerAlsoWhenForcedInIntervals() throws InterruptedException {
    Durability intervals = new Durability.Interval(20);
    EngineDriver crashed = new EngineDriver(config(intervals));
    create(crashed);
    fill(crashed, 0, ITEMS);
    FaultyFileStore found = store.losePower();
    CloseHelper.quietClose(crashed); // the power is off
    store = found;

    try (EngineDriver driver = new EngineDriver(config(intervals))) {
      assertThat(driver.table(EngineDriver.TABLE).itemCount()).isEqualTo(ITEMS);
    }
  }

  @Test
  void isGoneWhenTheImportHasFailed() throws InterruptedException {
    try (EngineDriver driver = new EngineDriver(config(new Durability.Sync()))) {
      create(driver);
      fill(driver, 0, 10);

      driver.engine().dropImport(EngineDriver.TABLE, ENDED).join();

      assertThat(driver.engine().table(EngineDriver.TABLE)).isNull();
    }
    store = store.losePower();
    try (EngineDriver driver = new EngineDriver(config(new Durability.Sync()))) {
      assertThat(driver.engine().table(EngineDriver.TABLE)).isNull();
      assertThat(driver.engine().notes().values()).containsExactly(ENDED);
    }
  }

  @Test
  void keepsNoNoteWhenThereIsATableOfItsName() {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.createTable();

      assertThatThrownBy(() -> create(driver))
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("Table already exists: " + EngineDriver.TABLE);

      assertThat(driver.engine().notes()).isEmpty();
    }
  }

  @Test
  void tellsThatItemsCouldNotBeWritten() {
    try (EngineDriver driver = new EngineDriver(config(new Durability.Sync()))) {
      create(driver);
      store.failNextForce();

      assertThatThrownBy(() -> fill(driver, 0, ITEMS))
          .isInstanceOfSatisfying(
              RequestException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_SERVER_ERROR));
    }
  }

  private static void create(EngineDriver driver) {
    driver.engine().createTableForImport(EngineDriver.definition(true), BEGUN).join();
  }

  private static TableStatus status(EngineDriver driver) {
    return driver.table(EngineDriver.TABLE).definition().status();
  }

  private static void fill(EngineDriver driver, int from, int to) throws InterruptedException {
    BulkWriter writer = driver.engine().openBulkWriter();
    Table table = driver.table(EngineDriver.TABLE);
    for (int i = from; i < to; i++) {
      Slice item = EngineDriver.item("p" + i, "s", "g" + i, null, "v".repeat(1 + i % 2000));
      writer.put(table, item, ItemScanner.size(item.buffer(), item.offset(), item.length()));
    }
    writer.await();
  }

  private EngineConfig config(Durability durability) {
    return EngineConfig.inMemory()
        .withStore(store)
        .withDurability(durability)
        .withLog(CommitLogConfig.DEFAULT.withFileLength(256 << 10).withRingLength(64 << 10));
  }
}
