package dev.stator.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path directory;

  /** Another process: ends with 0 when it got the lock, 3 when it was refused. */
  static final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] arguments) {
      try (DirectoryLock lock = DirectoryLock.acquire(Path.of(arguments[0]))) {
        System.out.println("locked " + lock);
      } catch (StorageException e) {
        System.out.println(e.getMessage());
        System.exit(3);
      }
    }
  }

  @Test
  void refusesASecondOwnerInTheSameProcess() {
    try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> DirectoryLock.acquire(directory))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("in use by another process")
          .hasMessageContaining(directory.toString());
    }

    DirectoryLock.acquire(directory).close();
  }

  @Test
  void refusesAnotherProcess() throws IOException, InterruptedException {
    try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      assertThat(exitOfOtherProcess()).isEqualTo(3);
    }

    assertThat(exitOfOtherProcess()).isZero();
  }

  private int exitOfOtherProcess() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xshare:auto",
            "-cp",
            placeOf(OtherProcess.class) + File.pathSeparator + placeOf(DirectoryLock.class),
            OtherProcess.class.getName(),
            directory.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Where a class was loaded from, whatever loader runs the tests. */
  private static String placeOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }
}
