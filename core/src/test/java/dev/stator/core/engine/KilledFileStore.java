package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.LogFile;
import dev.stator.core.file.MappedFile;
import dev.stator.core.file.MemoryFileStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Files of a process that is killed: what was written is kept, and nothing is written any more. */
final class KilledFileStore implements CrashableStore, FileStore {
  private final MemoryFileStore files;
  private int operationsLeft = Integer.MAX_VALUE;
  private int open;
  private boolean over;

  KilledFileStore() {
    this(new MemoryFileStore());
  }

  private KilledFileStore(MemoryFileStore files) {
    this.files = files;
  }

  @Override
  public FileStore files() {
    return this;
  }

  @Override
  public synchronized void crashAfter(int operations) {
    operationsLeft = operations;
  }

  @Override
  public synchronized boolean isOver() {
    return over;
  }

  @Override
  public synchronized CrashableStore crash() {
    over = true;
    MemoryFileStore found = new MemoryFileStore();
    copy(Path.of("/"), found);
    return new KilledFileStore(found);
  }

  @Override
  public synchronized int open() {
    return open;
  }

  private void copy(Path directory, MemoryFileStore target) {
    target.createDirectories(directory);
    for (Path path : files.list(directory)) {
      if (isDirectory(path)) {
        copy(path, target);
      } else {
        target.replace(path, files.read(path));
      }
    }
  }

  private boolean isDirectory(Path path) {
    try {
      files.read(path);
      return false;
    } catch (StorageException _) {
      return true;
    }
  }

  private void check() {
    if (over) {
      throw new StorageException("the process was killed (simulated)");
    }
  }

  /** Counts a change that was made; the last one is made or not, but nobody is told. */
  private void step() {
    operationsLeft--;
    over |= operationsLeft <= 0;
    check();
  }

  @Override
  public synchronized LogFile openLog(Path path, long length) {
    check();
    LogFile log = new Log(files.openLog(path, length));
    open++;
    return log;
  }

  @Override
  public synchronized MappedFile map(Path path, int length) {
    check();
    MappedFile file = new Mapping(files.map(path, length));
    open++;
    return file;
  }

  @Override
  public synchronized MappedFile mapForReading(Path path) {
    check();
    MappedFile file = new Mapping(files.mapForReading(path));
    open++;
    return file;
  }

  @Override
  public synchronized boolean exists(Path path) {
    check();
    return files.exists(path);
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    check();
    return files.list(directory);
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    check();
    files.createDirectories(directory);
  }

  @Override
  public synchronized byte[] read(Path path) {
    check();
    return files.read(path);
  }

  @Override
  public synchronized void replace(Path path, byte[] contents) {
    check();
    files.replace(path, contents);
    step();
  }

  @Override
  public synchronized void rename(Path from, Path to) {
    check();
    files.rename(from, to);
    step();
  }

  @Override
  public synchronized void link(Path existing, Path link) {
    check();
    files.link(existing, link);
    step();
  }

  @Override
  public synchronized void delete(Path path) {
    check();
    files.delete(path);
    step();
  }

  @Override
  public synchronized void deleteTree(Path directory) {
    check();
    for (Path path : files.list(directory)) {
      if (isDirectory(path)) {
        deleteTree(path);
      } else {
        delete(path);
      }
    }
    files.deleteTree(directory);
  }

  @Override
  public synchronized void forceDirectory(Path directory) {
    check();
    step();
  }

  private synchronized void write(LogFile file, ByteBuffer source, long position) {
    check();
    file.write(source, position);
    step();
  }

  private synchronized void force() {
    check();
    step();
  }

  private synchronized void closed() {
    open--;
  }

  private final class Log implements LogFile {
    private final LogFile file;
    private boolean closed;

    Log(LogFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public long length() {
      return file.length();
    }

    @Override
    public void write(ByteBuffer source, long position) {
      KilledFileStore.this.write(file, source, position);
    }

    @Override
    public int read(ByteBuffer target, long position) {
      return file.read(target, position);
    }

    @Override
    public void force() {
      KilledFileStore.this.force();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        file.close();
        closed();
      }
    }
  }

  private final class Mapping implements MappedFile {
    private final MappedFile file;
    private boolean closed;

    Mapping(MappedFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public UnsafeBuffer buffer() {
      return file.buffer();
    }

    @Override
    public void force(int offset, int length) {
      KilledFileStore.this.force();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        file.close();
        closed();
      }
    }
  }
}
