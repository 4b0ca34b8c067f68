package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.file.FileStore;
import dev.stator.core.file.MappedFile;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.partition.Partition;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is damaged while the engine runs reaches nobody, and everything else goes on. */
@ExtendWith(QuietLog.class)
class DamagedItemTest {
  private static final Path DATA = Path.of("/data");
  private static final String FILLER = "x".repeat(300);
  private static final String OTHER = "others";
  private static final int ITEMS = 60;

  /** In the value of the first item. */
  private static final int POSITION = 200;

  private final FileStore store = new MemoryFileStore();
  private final EngineConfig config =
      EngineConfig.at(DATA)
          .withStore(store)
          .withSizes(
              EngineSizes.standard()
                  .withWorkers(1)
                  .withPartitionsPerTable(1)
                  .withCheckpointBytes(16 << 10))
          .withSegments(new SegmentConfig(4096, 8192, null));
  private Path segments = DATA;

  @BeforeEach
  void writes() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.engine().createTable(EngineDriver.definition(false)).join();
      driver.awaitActive();
      for (int i = 0; i < ITEMS; i++) {
        driver.put("p" + i, "s", "g", null, FILLER);
      }
      driver.engine().createTable(EngineDriver.definition(OTHER, false)).join();
      driver.awaitActive(OTHER);
    }
    for (Path directory : store.list(DATA.resolve("partitions"))) {
      if (store.list(directory).size() > 1) {
        segments = directory;
      }
    }
  }

  @Test
  void isNotReadAndTheOthersAre() {
    try (EngineDriver driver = new EngineDriver(config)) {
      damageFirst();

      assertThatThrownBy(() -> driver.get("p0", "s")).hasMessageContaining(Partition.DAMAGED);
      assertThatThrownBy(() -> driver.scan(null)).hasMessageContaining(Partition.DAMAGED);
      assertThat(driver.get("p1", "s")).isEqualTo(FILLER);
      driver.put("p1", "s", null, null, "v");
      assertThat(driver.get("p1", "s")).isEqualTo("v");
    }
  }

  /** A copy would have a checksum that is right. */
  @Test
  void isNotCopiedByCompaction() {
    try (EngineDriver driver = new EngineDriver(config)) {
      damageFirst();
      for (int round = 0; round < 5; round++) {
        for (int i = 1; i < ITEMS; i++) {
          driver.put("p" + i, "s", "g", null, FILLER);
        }
      }
      EngineDriver.await(() -> !store.exists(segment(2)));

      assertThatThrownBy(() -> driver.get("p0", "s")).hasMessageContaining(Partition.DAMAGED);
      driver.put("p1", "s", null, null, "v"); // its partition goes on
    }
    List<String> damages = new ArrayList<>();
    DirectoryCheck.run(store, DATA, damages::add);
    assertThat(damages).singleElement().asString().contains(segment(1) + ", position=1:64");
  }

  @Test
  void doesNotExpireAndTheOthersOfItsWorkerGoOn() {
    try (EngineDriver driver = new EngineDriver(config)) {
      try (MappedFile file = store.map(segment(1), 0)) {
        file.buffer().setMemory(64, 2048, (byte) 0); // as a page that was never written
      }
      driver.expire(true);

      awaitWrites(driver);
    }
  }

  private static void awaitWrites(EngineDriver driver) {
    for (int i = 0; i < ITEMS; i++) {
      driver.put(OTHER, EngineDriver.item("p" + i, "s", null, null, "v"), null, () -> {}).join();
    }
    assertThat(driver.scan(OTHER, null)).hasSize(ITEMS);
  }

  private Path segment(int number) {
    return segments.resolve("%020d.segment".formatted(number));
  }

  private void damageFirst() {
    try (MappedFile file = store.map(segment(1), 0)) {
      file.buffer().putByte(POSITION, (byte) ~file.buffer().getByte(POSITION));
    }
  }
}
