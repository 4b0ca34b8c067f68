package dev.stator.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  private static final long PATIENCE_S = 20;

  @TempDir Path directory;

  private final FileWatch watch = new FileWatch("watch-test");
  private final Semaphore changes = new Semaphore(0);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void noticesThatAFileComesChangesAndGoes() throws Exception {
    Path file = directory.resolve("file");
    watch.add(List.of(file), changes::release).start();

    Files.writeString(file, "a");
    awaitChange();
    Files.writeString(file, "ab");
    awaitChange();
    Path other = Files.writeString(directory.resolve("other"), "cd");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    awaitChange();
    Files.delete(file);
    awaitChange();
  }

  @Test
  void goesOnAfterAFailure() throws Exception {
    Path file = directory.resolve("file");
    watch
        .add(
            List.of(file),
            () -> {
              changes.release();
              throw new IllegalStateException("on purpose");
            })
        .start();

    Files.writeString(file, "a");
    awaitChange();
    Files.writeString(file, "ab");
    awaitChange();
  }

  private void awaitChange() throws InterruptedException {
    assertThat(changes.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
  }
}
