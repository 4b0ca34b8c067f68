package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.DiskFileStore;
import dev.stator.core.worker.Pace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast files go, by a clock that only pauses move. */
class DeletionsTest {
  private static final int FILE_BYTES = 8 << 20;
  private static final int FILES = 8;
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  @TempDir Path root;
  private final List<Long> paused = new ArrayList<>();
  private long nowNs;
  private long requests;
  private boolean clientsStay;
  private boolean clientsLeave;
  private Path directory;

  @BeforeEach
  void files() throws IOException {
    directory = root.resolve("partition");
    Files.createDirectories(directory.resolve("below"));
    for (int i = 0; i < FILES; i++) {
      Path file = directory.resolve("below").resolve("segment" + i);
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(FILE_BYTES);
      }
    }
  }

  @Test
  void freesSoManyBytesASecondWhileClientsAreThere() {
    clientsStay = true;

    delete();

    assertThat(directory).doesNotExist();
    assertThat(pausedNs()).isEqualTo(2 * SECOND_NS); // 64 MiB
  }

  @Test
  void pausesNoLongerThanClientsAreThere() {
    clientsLeave = true;

    delete();

    assertThat(directory).doesNotExist();
    // they count as there for a second, and a pause looks for them each 50 ms
    assertThat(pausedNs()).isBetween(SECOND_NS, SECOND_NS + SECOND_NS / 20);
  }

  @Test
  void neverPausesWithoutClients() {
    delete();

    assertThat(directory).doesNotExist();
    assertThat(paused).isEmpty();
  }

  @Test
  void whatHasAnotherNameFreesNothing() throws IOException {
    clientsStay = true;
    for (int i = 0; i < FILES; i++) {
      Files.createLink(
          root.resolve("backup" + i), directory.resolve("below").resolve("segment" + i));
    }

    delete();

    assertThat(directory).doesNotExist();
    assertThat(root.resolve("backup0")).hasSize(FILE_BYTES);
    assertThat(paused).isEmpty();
  }

  private void delete() {
    Pace pace = new Pace(() -> clientsStay ? requests++ : requests, () -> nowNs);
    if (clientsLeave) {
      requests++; // and never again
    }
    try (Deletions deletions =
        new Deletions(
            new DiskFileStore(),
            Executors.newSingleThreadExecutor(),
            new Turn(pace, this::pause))) {
      deletions.deleteLater(directory);
    }
  }

  private long pausedNs() {
    return paused.stream().mapToLong(Long::longValue).sum();
  }

  private void pause(long ns) {
    paused.add(ns);
    nowNs += ns;
  }
}
