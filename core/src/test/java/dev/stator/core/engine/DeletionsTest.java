package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.DiskFileStore;
import dev.stator.core.worker.Pace;
import java.io.IOException;
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
  private static final int FILE_BYTES = 1 << 20;
  private static final int FILES = 8;

  @TempDir Path root;
  private final List<Long> paused = new ArrayList<>();
  private long nowNs;
  private long requests;
  private boolean clientsStay;
  private Path directory;

  @BeforeEach
  void files() throws IOException {
    directory = root.resolve("partition");
    Files.createDirectories(directory.resolve("below"));
    for (int i = 0; i < FILES; i++) {
      Files.write(directory.resolve("below").resolve("segment" + i), new byte[FILE_BYTES]);
    }
  }

  @Test
  void freesSoManyBytesASecondWhileClientsAreThere() {
    clientsStay = true;

    delete();

    assertThat(directory).doesNotExist();
    long bytes = FILES * FILE_BYTES;
    assertThat(pausedNs())
        .isEqualTo(bytes * TimeUnit.SECONDS.toNanos(1) / Deletions.BYTES_PER_SECOND);
  }

  @Test
  void pausesNoLongerThanClientsAreThere() {
    requests++; // and never again

    delete();

    assertThat(directory).doesNotExist();
    assertThat(pausedNs())
        .isLessThan(FILES * FILE_BYTES * TimeUnit.SECONDS.toNanos(1) / Deletions.BYTES_PER_SECOND);
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
    if (requests > 0) {
      pace.isShared();
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
