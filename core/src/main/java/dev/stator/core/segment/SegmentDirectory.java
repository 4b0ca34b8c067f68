package dev.stator.core.segment;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MappedFile;
import java.nio.file.Path;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/** The segment files of one log by their numbers. */
final class SegmentDirectory {
  private final FileStore store;
  private final Path path;

  SegmentDirectory(FileStore store, Path path) {
    this.store = store;
    this.path = path;
  }

  /** The numbers of the segment files, ascending; other files are none of our business. */
  IntArrayList numbers() {
    IntArrayList numbers = new IntArrayList();
    for (Path entry : store.list(path)) {
      @Nullable Path name = entry.getFileName();
      int number = name == null ? 0 : SegmentDescriptor.numberOf(name.toString());
      if (number > 0) {
        numbers.addInt(number);
      }
    }
    return numbers;
  }

  Path file(int number) {
    return path.resolve(SegmentDescriptor.fileName(number));
  }

  Segment open(int number) {
    return new Segment(number, store.map(file(number), SegmentConfig.LENGTH_UNIT));
  }

  /** Creates the file of zeros; what a failed attempt may have left in its place goes away. */
  MappedFile create(int number, int length) {
    if (number == 1) {
      store.createDirectories(path);
    }
    store.delete(file(number));
    return store.map(file(number), length);
  }

  StorageException damage(long position, String reason) {
    return damage(file(Location.segmentNumber(position)), position, reason);
  }

  static StorageException damage(Path file, long position, String reason) {
    return new StorageException(
        "corrupt segment: file="
            + file
            + ", position="
            + Location.describe(position)
            + ", "
            + reason);
  }

  void delete(int number) {
    store.delete(file(number));
  }

  void deleteAll() {
    store.deleteTree(path);
  }

  /** Makes creations and deletions of files durable. */
  void force() {
    store.forceDirectory(path);
  }

  /** Makes the directory itself durable, after its first file was created. */
  void forceParent() {
    @Nullable Path parent = path.getParent();
    if (parent != null) {
      store.forceDirectory(parent);
    }
  }
}
