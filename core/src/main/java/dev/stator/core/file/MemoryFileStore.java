package dev.stator.core.file;

import dev.stator.core.error.StorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files in memory outside the heap, for servers and tests that keep nothing. Forcing does nothing;
 * what is written is there until the store is dropped or the file deleted and closed.
 */
public final class MemoryFileStore implements FileStore {
  private final NavigableMap<Path, MemoryFile> files = new TreeMap<>();
  private final NavigableSet<Path> directories = new TreeSet<>();

  @Override
  public synchronized LogFile openLog(Path path, long length) {
    return new MemoryLogFile(path, findOrCreate(path, Math.toIntExact(length)));
  }

  @Override
  public synchronized MappedFile map(Path path, int length) {
    return new MemoryMappedFile(path, findOrCreate(path, length));
  }

  @Override
  public synchronized MappedFile mapForReading(Path path) {
    return new MemoryMappedFile(path, find(path));
  }

  @Override
  public synchronized boolean exists(Path path) {
    return files.containsKey(path.normalize()) || directories.contains(path.normalize());
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    NavigableSet<Path> entries = new TreeSet<>();
    for (NavigableSet<Path> names : List.of(files.navigableKeySet(), directories)) {
      for (Path name : names.tailSet(directory.normalize(), false)) {
        if (directory.normalize().equals(name.getParent())) {
          entries.add(name);
        }
      }
    }
    return List.copyOf(entries);
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    for (Path path = directory.normalize(); path != null; path = path.getParent()) {
      directories.add(path);
    }
  }

  @Override
  public synchronized byte[] read(Path path) {
    return find(path).toByteArray();
  }

  @Override
  public synchronized void replace(Path path, byte[] contents) {
    MemoryFile file = new MemoryFile(contents.length);
    file.buffer().putBytes(0, contents);
    put(path, file);
  }

  @Override
  public synchronized void rename(Path from, Path to) {
    if (!from.normalize().equals(to.normalize())) {
      put(to, find(from));
      delete(from);
    }
  }

  @Override
  public synchronized void link(Path existing, Path link) {
    put(link, find(existing));
  }

  @Override
  public synchronized void delete(Path path) {
    MemoryFile file = files.remove(path.normalize());
    if (file != null) {
      file.release();
    } else {
      directories.remove(path.normalize());
    }
  }

  @Override
  public synchronized void deleteTree(Path directory) {
    for (NavigableSet<Path> names : List.of(files.navigableKeySet(), directories)) {
      for (Path name : List.copyOf(names)) {
        if (name.startsWith(directory.normalize())) {
          delete(name);
        }
      }
    }
  }

  @Override
  public void forceDirectory(Path directory) {}

  private MemoryFile findOrCreate(Path path, int length) {
    MemoryFile file = files.get(path.normalize());
    if (file == null) {
      file = new MemoryFile(length);
      put(path, file);
    }
    return file;
  }

  private MemoryFile find(Path path) {
    MemoryFile file = files.get(path.normalize());
    if (file == null) {
      throw new StorageException("cannot read: file=%s, reason=no such file".formatted(path));
    }
    return file;
  }

  private void put(Path path, MemoryFile file) {
    file.retain();
    MemoryFile former = files.put(path.normalize(), file);
    if (former != null) {
      former.release();
    }
  }
}
