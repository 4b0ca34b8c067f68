package dev.stator.core.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every file store promises. */
class FileStoreTest {
  enum Store {
    DISK,
    MEMORY,
    FAULTY;

    FileStore open() {
      return switch (this) {
        case DISK -> new DiskFileStore();
        case MEMORY -> new MemoryFileStore();
        case FAULTY -> new FaultyFileStore(1);
      };
    }
  }

  @TempDir Path root;

  @ParameterizedTest
  @EnumSource
  void readsBackWhatWasWrittenToALog(Store kind) {
    FileStore store = kind.open();
    Path path = root.resolve("log");

    try (LogFile file = store.openLog(path, 8192)) {
      file.write(ByteBuffer.wrap("hello".getBytes(UTF_8)), 4094);
      file.force();
    }

    try (LogFile file = store.openLog(path, 1)) {
      ByteBuffer target = ByteBuffer.allocate(7);
      assertThat(file.read(target, 4093)).isEqualTo(7);
      assertThat(target.array()).isEqualTo("\0hello\0".getBytes(UTF_8));
      assertThat(file.length()).isEqualTo(8192);
      assertThat(file.read(target.clear(), 8192)).isEqualTo(-1);
      assertThat(file.path()).isEqualTo(path);
    }
  }

  @ParameterizedTest
  @EnumSource
  void mapsAnExistingFileInItsOwnLength(Store kind) {
    FileStore store = kind.open();
    Path path = root.resolve("segment");
    try (MappedFile file = store.map(path, 12345)) {
      assertThat(file.buffer().capacity()).isEqualTo(12345);
      assertThat(file.buffer().getByte(12344)).isZero();
      file.buffer().putLong(12337, 42);
      file.force(12337, 8);
      file.force(0, 12345);
      file.force(5000, 0);
    }

    try (MappedFile file = store.map(path, 1)) {
      assertThat(file.buffer().capacity()).isEqualTo(12345);
      assertThat(file.buffer().getLong(12337)).isEqualTo(42);
    }
    assertThat(store.read(path)).hasSize(12345);
  }

  @ParameterizedTest
  @EnumSource
  void aClosedMappingIsNotReachable(Store kind) {
    FileStore store = kind.open();
    MappedFile file = store.map(root.resolve("segment"), 4096);

    file.close();
    file.close();

    assertThatThrownBy(() -> file.buffer().getByte(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @EnumSource
  void replacesRenamesLinksAndDeletes(Store kind) {
    FileStore store = kind.open();
    Path directory = root.resolve("a/b");
    store.createDirectories(directory);
    store.createDirectories(directory);
    Path first = directory.resolve("first");
    store.replace(first, "old".getBytes(UTF_8));
    store.replace(first, "new".getBytes(UTF_8));
    store.link(first, directory.resolve("second"));
    store.rename(first, directory.resolve("third"));
    store.forceDirectory(directory);

    assertThat(store.list(directory))
        .containsExactly(directory.resolve("second"), directory.resolve("third"));
    assertThat(store.read(directory.resolve("second"))).isEqualTo("new".getBytes(UTF_8));
    assertThat(store.exists(first)).isFalse();
    store.delete(directory.resolve("third"));
    store.delete(directory.resolve("third"));
    assertThat(store.read(directory.resolve("second"))).isEqualTo("new".getBytes(UTF_8));

    assertThat(store.list(root.resolve("a"))).containsExactly(directory);
    store.deleteTree(root.resolve("a"));
    store.deleteTree(root.resolve("a"));
    assertThat(store.exists(directory)).isFalse();
    assertThat(store.list(directory)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRenameTakesThePlaceOfAnotherFile(Store kind) {
    FileStore store = kind.open();
    store.replace(root.resolve("a"), new byte[] {1});
    store.replace(root.resolve("b"), new byte[] {2});

    store.rename(root.resolve("a"), root.resolve("b"));
    store.rename(root.resolve("b"), root.resolve("b"));

    assertThat(store.read(root.resolve("b"))).containsExactly(1);
    assertThat(store.exists(root.resolve("a"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void keepsADeletedFileWhileItIsOpen(Store kind) {
    FileStore store = kind.open();
    Path path = root.resolve("segment");
    try (MappedFile file = store.map(path, 4096)) {
      file.buffer().putByte(0, (byte) 1);

      store.delete(path);

      assertThat(file.buffer().getByte(0)).isEqualTo((byte) 1);
      assertThat(store.exists(path)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesThePathThatCannotBeRead(Store kind) {
    FileStore store = kind.open();

    assertThatThrownBy(() -> store.read(root.resolve("missing")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("missing");
  }
}
