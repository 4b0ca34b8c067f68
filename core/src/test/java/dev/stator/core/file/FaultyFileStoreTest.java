package dev.stator.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultyFileStoreTest {
  private static final Path DIRECTORY = Path.of("/data");
  private static final Path FILE = DIRECTORY.resolve("file");
  private static final int RUNS = 200;

  @Test
  void whatWasForcedIsThereAfterEveryLoss() {
    for (int seed = 0; seed < RUNS; seed++) {
      FaultyFileStore store = new FaultyFileStore(seed);
      try (LogFile log = store.openLog(FILE, 8192);
          MappedFile mapping = store.map(DIRECTORY.resolve("mapped"), 8192)) {
        log.write(filled(3000, 1), 100);
        log.force();
        log.write(filled(3000, 2), 4000);
        mapping.buffer().putByte(5000, (byte) 7);
        mapping.force(5000, 1);
        mapping.buffer().putByte(0, (byte) 8);
        store.forceDirectory(DIRECTORY);
      }

      FaultyFileStore found = store.losePower();

      assertThat(Arrays.copyOfRange(found.read(FILE), 100, 3100))
          .as(store.toString())
          .containsOnly(1);
      assertThat(found.read(DIRECTORY.resolve("mapped"))[5000])
          .as(store.toString())
          .isEqualTo((byte) 7);
    }
  }

  @Test
  void unforcedWritesSurviveVanishOrAreTornAtSectors() {
    Set<Integer> survivors = new HashSet<>();
    for (int seed = 0; seed < RUNS; seed++) {
      FaultyFileStore store = new FaultyFileStore(seed);
      store.openLog(FILE, 8192).write(filled(4 * 512, 1), 512);

      byte[] found = store.losePower().read(FILE);

      int count = 0;
      for (int sector = 512; sector < 5 * 512; sector += 512) {
        byte first = found[sector];
        assertThat(Arrays.copyOfRange(found, sector, sector + 512))
            .as(store.toString())
            .containsOnly(first);
        count += first;
      }
      survivors.add(count);
    }
    assertThat(survivors).contains(0, 1, 2, 3, 4);
  }

  @Test
  void unforcedPagesSurviveOrNot() {
    Set<Integer> survivors = new HashSet<>();
    for (int seed = 0; seed < RUNS; seed++) {
      FaultyFileStore store = new FaultyFileStore(seed);
      MappedFile mapping = store.map(FILE, 2 * 4096);
      store.forceDirectory(DIRECTORY);
      mapping.buffer().putByte(4095, (byte) 1);
      mapping.buffer().putByte(4096, (byte) 2);

      byte[] found = store.losePower().read(FILE);

      survivors.add(found[4095] + found[4096]);
    }
    assertThat(survivors).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void unforcedNamesSurviveOrNot() {
    Set<Set<Path>> outcomes = new HashSet<>();
    for (int seed = 0; seed < RUNS; seed++) {
      FaultyFileStore store = new FaultyFileStore(seed);
      store.replace(DIRECTORY.resolve("a"), new byte[1]);
      store.replace(DIRECTORY.resolve("b"), new byte[1]);
      store.rename(DIRECTORY.resolve("a"), DIRECTORY.resolve("c"));
      store.delete(DIRECTORY.resolve("b"));

      outcomes.add(Set.copyOf(store.losePower().list(DIRECTORY)));
    }
    assertThat(outcomes).hasSize(4);
  }

  @Test
  void forcedNamesAreThereAfterEveryLoss() {
    for (int seed = 0; seed < RUNS; seed++) {
      FaultyFileStore store = new FaultyFileStore(seed);
      store.map(DIRECTORY.resolve("a"), 4096).close();
      store.rename(DIRECTORY.resolve("a"), DIRECTORY.resolve("b"));
      store.link(DIRECTORY.resolve("b"), DIRECTORY.resolve("c"));
      store.forceDirectory(DIRECTORY);

      assertThat(store.losePower().list(DIRECTORY))
          .as(store.toString())
          .containsExactly(DIRECTORY.resolve("b"), DIRECTORY.resolve("c"));
    }
  }

  @Test
  void aFailedForceIsForgottenBySystemAndDisk() {
    boolean lost = false;
    for (int seed = 0; seed < RUNS; seed++) {
      FaultyFileStore store = new FaultyFileStore(seed);
      LogFile log = store.openLog(FILE, 4096);
      log.write(filled(100, 1), 0);
      store.failNextForce();
      assertThatThrownBy(log::force).isInstanceOf(StorageException.class);

      log.force();

      lost |= store.losePower().read(FILE)[0] == 0;
    }
    assertThat(lost).isTrue();
  }

  @Test
  void failsOnDemandAndCountsWhatIsOpen() {
    FaultyFileStore store = new FaultyFileStore(1);
    store.diskFull(5000);
    LogFile log = store.openLog(FILE, 4096);
    assertThatThrownBy(() -> store.map(DIRECTORY.resolve("mapped"), 4096))
        .hasMessageContaining("No space left");
    store.diskFull(Long.MAX_VALUE);
    MappedFile mapping = store.map(DIRECTORY.resolve("mapped"), 4096);
    store.failNextWrite();
    assertThatThrownBy(() -> log.write(filled(1, 1), 0)).hasMessageContaining("EIO");
    assertThat(store.openFiles()).isEqualTo(1);
    assertThat(store.openMappings()).isEqualTo(1);

    log.close();
    mapping.close();

    assertThat(store.openFiles() + store.openMappings()).isZero();
  }

  @Test
  void losesThePowerInTheMiddleOfAnOperation() {
    FaultyFileStore store = new FaultyFileStore(1);
    LogFile log = store.openLog(FILE, 4096);
    store.losePowerAfter(2);
    log.write(filled(1, 1), 0);

    assertThatThrownBy(log::force).hasMessageContaining("power is off");
    assertThatThrownBy(() -> store.exists(FILE)).hasMessageContaining("power is off");
    assertThat(store.losePower().exists(FILE)).isTrue();
  }

  private static ByteBuffer filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }
}
