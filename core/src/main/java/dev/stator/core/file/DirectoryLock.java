package dev.stator.core.file;

import dev.stator.core.error.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right of one process to a data directory: a lock on a file in it, which the
 * operating system gives up when the process ends, however it ends.
 */
public final class DirectoryLock implements AutoCloseable {
  public static final String FILE_NAME = "stator.lock";

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the right to the existing directory.
   *
   * @throws StorageException when another process, or this one, has it
   */
  public static DirectoryLock acquire(Path directory) {
    Path file = directory.resolve(FILE_NAME);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw DiskFileStore.failure("open", file, e);
    }
    DirectoryLock lock = new DirectoryLock(file, channel);
    if (lock.tryLock() == null) {
      lock.close();
      throw new StorageException(
          "data directory is in use by another process: directory=%s, lock=%s"
              .formatted(directory, file));
    }
    return lock;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DiskFileStore.failure("close", file, e);
    }
  }

  @Override
  public String toString() {
    return "DirectoryLock[" + file + "]";
  }

  private @Nullable FileLock tryLock() {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    } catch (IOException e) {
      close();
      throw DiskFileStore.failure("lock", file, e);
    }
  }
}
