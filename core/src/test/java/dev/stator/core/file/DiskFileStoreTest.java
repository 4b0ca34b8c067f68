package dev.stator.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiskFileStoreTest {
  private final DiskFileStore store = new DiskFileStore();
  @TempDir Path root;

  @Test
  @EnabledOnOs(OS.LINUX)
  void aMappingHoldsNoFileDescriptor() throws IOException {
    store.map(root.resolve("warm"), 4096).close();
    long before = openDescriptors();
    List<MappedFile> files = new ArrayList<>();

    for (int i = 0; i < 100; i++) {
      files.add(store.map(root.resolve("segment" + i), 65536));
    }

    assertThat(openDescriptors()).isLessThan(before + 50);
    files.forEach(MappedFile::close);
  }

  @Test
  void aFileThatCannotBeMadeLeavesNothingBehind() throws IOException {
    Path target = root.resolve("target");
    Files.createDirectories(target.resolve("in the way"));

    assertThatThrownBy(() -> store.replace(target, new byte[10]))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("target");
    assertThatThrownBy(() -> store.map(root.resolve("no/such/directory"), 4096))
        .isInstanceOf(StorageException.class);

    try (Stream<Path> entries = Files.list(root)) {
      assertThat(entries).containsExactly(target);
    }
  }

  @Test
  void doesNotListFilesThatWereBeingMade() throws IOException {
    Files.write(root.resolve("segment.tmp"), new byte[5]);

    assertThat(store.list(root)).isEmpty();
    try (MappedFile file = store.map(root.resolve("segment"), 4096)) {
      assertThat(file.buffer().capacity()).isEqualTo(4096);
    }
  }

  @Test
  void refusesToMapAnEmptyFile() throws IOException {
    Files.write(root.resolve("empty"), new byte[0]);

    assertThatThrownBy(() -> store.map(root.resolve("empty"), 4096))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("actualLength=0");
  }

  @Test
  void populatingPagesChangesNoByte() {
    try (MappedFile file = store.map(root.resolve("segment"), 3 * 4096)) {
      file.buffer().setMemory(0, 3 * 4096, (byte) 7);

      file.populate(100, 8000);
      file.populate(3 * 4096 - 1, 1);

      for (int i = 0; i < 3 * 4096; i++) {
        assertThat(file.buffer().getByte(i)).isEqualTo((byte) 7);
      }
    }
  }

  @Test
  void populatingHugePagesChangesNoByte() {
    int length = 2 * MappedFile.HUGE_PAGE;
    try (MappedFile file = store.map(root.resolve("segment"), length)) {
      file.buffer().setMemory(0, length, (byte) 7);

      file.populateHuge(0, MappedFile.HUGE_PAGE);
      file.populateHuge(MappedFile.HUGE_PAGE, MappedFile.HUGE_PAGE);

      byte[] expected = new byte[length];
      Arrays.fill(expected, (byte) 7);
      byte[] found = new byte[length];
      file.buffer().getBytes(0, found);
      assertThat(Arrays.mismatch(expected, found)).isEqualTo(-1);
    }
  }

  @Test
  void refusesToForceBeyondTheMapping() {
    try (MappedFile file = store.map(root.resolve("segment"), 4096)) {
      assertThatThrownBy(() -> file.force(4000, 97)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }
}
