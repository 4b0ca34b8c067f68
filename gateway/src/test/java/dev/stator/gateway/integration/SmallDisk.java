package dev.stator.gateway.integration;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.LogFile;
import dev.stator.core.file.MappedFile;
import java.nio.file.Path;
import java.util.List;

/** The disk of the machine, on which files can be made until it is said to be full. */
final class SmallDisk implements FileStore {
  private final DiskFileStore disk = new DiskFileStore();
  private volatile boolean full;

  void full(boolean isFull) {
    full = isFull;
  }

  private void make(Path path) {
    if (full && !disk.exists(path)) {
      throw new StorageException("cannot create: file=" + path + ", reason=no space (simulated)");
    }
  }

  @Override
  public LogFile openLog(Path path, long length) {
    make(path);
    return disk.openLog(path, length);
  }

  @Override
  public MappedFile map(Path path, int length) {
    make(path);
    return disk.map(path, length);
  }

  @Override
  public MappedFile mapForReading(Path path) {
    return disk.mapForReading(path);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public List<Path> list(Path directory) {
    return disk.list(directory);
  }

  @Override
  public void createDirectories(Path directory) {
    disk.createDirectories(directory);
  }

  @Override
  public byte[] read(Path path) {
    return disk.read(path);
  }

  @Override
  public void replace(Path path, byte[] contents) {
    if (full) {
      throw new StorageException("cannot create: file=" + path + ", reason=no space (simulated)");
    }
    disk.replace(path, contents);
  }

  @Override
  public void rename(Path from, Path to) {
    disk.rename(from, to);
  }

  @Override
  public void link(Path existing, Path link) {
    disk.link(existing, link);
  }

  @Override
  public void delete(Path path) {
    disk.delete(path);
  }

  @Override
  public void deleteTree(Path directory) {
    disk.deleteTree(directory);
  }

  @Override
  public void forceDirectory(Path directory) {
    disk.forceDirectory(directory);
  }
}
