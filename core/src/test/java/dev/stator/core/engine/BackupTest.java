package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableStatus;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A backup has what the table had, whatever becomes of the table. */
class BackupTest {
  private static final int ITEMS = 150;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final FileStore store = new MemoryFileStore();
  private final EngineConfig config =
      EngineConfig.at(Path.of("/data"))
          .withStore(store)
          .withSizes(
              EngineSizes.standard()
                  .withWorkers(2)
                  .withPartitionsPerTable(3)
                  .withCheckpointBytes(16 << 10))
          .withSegments(new SegmentConfig(4096, 8 << 10, null));

  @Test
  void restoresWhatTheTableHadWhenTheBackupWasTaken() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      change(driver, 300);
      List<String> items = driver.scan(null);

      Backup backup = driver.backUp();
      change(driver, 300);
      restore(driver, backup, "copy");

      assertThat(backup.manifest().itemCount()).isEqualTo(items.size());
      checkCopy(driver, items);
    }
  }

  @Test
  void keepsABackupWhenItsTableIsCompactedAndDeletedAndTheEngineOpenedAgain() {
    List<String> items;
    Backup backup;
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      change(driver, 300);
      items = driver.scan(null);
      backup = driver.backUp();
      change(driver, 2000);
      driver.engine().deleteTable(EngineDriver.TABLE).join();
      EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(driver.engine().backups().keySet()).containsExactly(backup.id());

      restore(driver, backup, "copy");
      checkCopy(driver, items);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      checkCopy(driver, items);
    }
  }

  @Test
  void restoresAnEmptyTable() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();

      restore(driver, driver.backUp(), "copy");

      checkCopy(driver, List.of());
    }
  }

  @Test
  void deletesABackupForGood() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      change(driver, 100);
      Backup backup = driver.backUp();

      driver.engine().deleteBackup(backup.id()).join();

      assertThat(driver.engine().backups()).isEmpty();
      EngineDriver.await(() -> store.list(Path.of("/data/backups")).isEmpty());
      assertRefused(() -> restore(driver, backup, "copy"), ErrorCode.BACKUP_NOT_FOUND);
      assertRefused(
          () -> driver.engine().deleteBackup(backup.id()).join(), ErrorCode.BACKUP_NOT_FOUND);
    }
  }

  @Test
  void removesWhatIsLeftOfABackupThatWasBeingMade() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      driver.backUp();
    }
    Path half = Path.of("/data/backups/00000000000001-00000000");
    store.createDirectories(half.resolve("1"));

    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(driver.engine().backups()).hasSize(1);
      assertThat(store.exists(half)).isFalse();
    }
  }

  @Test
  void refusesWhatCannotBeDone() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      Backup backup = driver.backUp();

      assertRefused(() -> driver.engine().backUp("nothing", "b").join(), ErrorCode.TABLE_NOT_FOUND);
      assertRefused(
          () -> restore(driver, backup, EngineDriver.TABLE), ErrorCode.TABLE_ALREADY_EXISTS);
    }
  }

  @Test
  void removesATableWhoseBackupIsDamaged() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      change(driver, 100);
      Backup backup = driver.backUp();
      SnapshotPartition partition = backup.manifest().partitions().getFirst();
      Path directory = Path.of("/data/backups", backup.id(), Long.toString(partition.id()));
      Path segment = store.list(directory).getFirst();
      byte[] bytes = store.read(segment);
      bytes[100] ^= 1;
      store.replace(segment, bytes);

      driver.engine().restoreTable(definition(backup, "copy")).join();

      EngineDriver.await(() -> driver.engine().table("copy") == null);
      assertThat(driver.engine().backups()).hasSize(1);
    }
  }

  private void change(EngineDriver driver, int count) {
    List<CompletableFuture<Boolean>> written = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String pk = "p" + random.nextInt(ITEMS);
      if (random.nextInt(5) == 0) {
        written.add(driver.delete(EngineDriver.TABLE, EngineDriver.key(pk, "s"), () -> {}));
      } else {
        String g = random.nextInt(3) == 0 ? null : "g" + random.nextInt(9);
        String l = random.nextInt(3) == 0 ? null : "l" + random.nextInt(9);
        String v = "x".repeat(random.nextInt(80)) + i;
        written.add(driver.putAsync(EngineDriver.item(pk, "s", g, l, v)));
      }
    }
    written.forEach(CompletableFuture::join);
  }

  private static TableDefinition definition(Backup backup, String name) {
    TableDefinition from = EngineDriver.definition(name, true);
    return new TableDefinition(
        name,
        "id of " + name,
        1,
        TableStatus.CREATING,
        from.schema(),
        from.capacity(),
        from.options(),
        new RestoredFrom(backup.id(), EngineDriver.TABLE, backup.manifest().createdMs()));
  }

  private static void restore(EngineDriver driver, Backup backup, String name) {
    driver.engine().restoreTable(definition(backup, name)).join();
    driver.awaitActive(name);
  }

  private void checkCopy(EngineDriver driver, List<String> items) {
    assertThat(driver.scan("copy", null))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(items);
    assertThat(driver.scan("copy", "by-g"))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(
            items.stream().filter(item -> !item.split("/", -1)[2].equals("-")).toList());
    assertThat(driver.scan("copy", "by-l"))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(
            items.stream().filter(item -> !item.split("/", -1)[3].equals("-")).toList());
  }

  private static void assertRefused(Runnable action, ErrorCode code) {
    assertThatThrownBy(action::run)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }
}
