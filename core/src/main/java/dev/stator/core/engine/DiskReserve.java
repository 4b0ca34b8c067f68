package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import java.nio.file.Path;

/**
 * Room on the disk that only checkpoints may take: on a disk that is full otherwise, what a deleted
 * table had is given back after a checkpoint only. A file that is deleted when a checkpoint finds
 * no room, and made again after one that did. Belongs to the thread that writes checkpoints.
 */
final class DiskReserve {
  private static final int LENGTH = 1024 * 1024;

  private final FileStore store;
  private final Path file;

  DiskReserve(FileStore store, Path file) {
    this.store = store;
    this.file = file;
  }

  /**
   * Does what needs room.
   *
   * @throws StorageException when there is none even so
   */
  void run(Runnable write) {
    try {
      write.run();
    } catch (StorageException e) {
      if (!store.exists(file)) {
        throw e;
      }
      store.delete(file);
      write.run();
    }
    fill();
  }

  private void fill() {
    if (!store.exists(file)) {
      try {
        store.replace(file, new byte[LENGTH]);
      } catch (StorageException _) {
        // as long as the disk is full; the next checkpoint tries again
      }
    }
  }
}
