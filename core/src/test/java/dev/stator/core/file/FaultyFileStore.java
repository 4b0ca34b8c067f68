package dev.stator.core.file;

import dev.stator.core.error.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A strict file store for tests: it keeps what was written and what was forced apart, loses power,
 * fails on demand and counts what is open. The same seed gives the same losses; print it when a
 * test fails ({@link #toString} names it).
 *
 * <p>After {@link #losePower}: what was forced is there. Of a mapped file, each 4 KiB page that
 * differs from what was forced survives or not. Unforced writes of a log survive, vanish, or are
 * torn at 512 bytes. Creations, renames and deletions without {@link #forceDirectory} survive or
 * not. {@link #replace} is all or nothing and durable.
 */
public final class FaultyFileStore implements FileStore {
  private final long seed;
  private final Random random;
  private final FaultyDirectory names = new FaultyDirectory();
  private final NavigableSet<Path> directories = new TreeSet<>();
  private long freeBytes = Long.MAX_VALUE;
  private int operationsLeft = Integer.MAX_VALUE;
  private int operations;
  private int forces;
  private int openFiles;
  private int openMappings;
  private boolean off;
  private boolean failNextForce;
  private boolean failNextWrite;
  private volatile @Nullable CountDownLatch hold;

  public FaultyFileStore(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** The store as it is found after the power was lost now; this one refuses all further use. */
  public synchronized FaultyFileStore losePower() {
    off = true;
    releaseForces();
    FaultyFileStore found = new FaultyFileStore(random.nextLong());
    found.directories.addAll(directories);
    IdentityHashMap<FaultyFile, FaultyFile> files = new IdentityHashMap<>();
    names
        .survivors(random)
        .forEach(
            (path, file) ->
                found.names.putDurably(
                    path, files.computeIfAbsent(file, f -> new FaultyFile(f.survivors(random)))));
    return found;
  }

  /** Loses the power in the middle of the n-th further operation that changes something. */
  public synchronized void losePowerAfter(int count) {
    operationsLeft = count;
  }

  /** The next force of a file fails; what it should have forced is on the disk in part only. */
  public synchronized void failNextForce() {
    failNextForce = true;
  }

  /** The next write of a log file fails and writes nothing. */
  public synchronized void failNextWrite() {
    failNextWrite = true;
  }

  /**
   * New files take from these bytes, deletions give back; {@code Long.MAX_VALUE} for a disk that is
   * never full.
   */
  public synchronized void diskFull(long newFreeBytes) {
    freeBytes = newFreeBytes;
  }

  /** Forces of log files wait from now on, until {@link #releaseForces}. */
  public void holdForces() {
    hold = new CountDownLatch(1);
  }

  public void releaseForces() {
    CountDownLatch latch = hold;
    hold = null;
    if (latch != null) {
      latch.countDown();
    }
  }

  /** Some pages of all mapped files reach the disk, as the system may do at any time. */
  public synchronized void writeBack() {
    names.current().values().forEach(file -> file.writeBack(random));
  }

  /** Damages one byte of a file on the disk. */
  public synchronized void flip(Path path, int position) {
    find(path).flip(position);
  }

  /** Number of operations so far that changed something. */
  public synchronized int operations() {
    return operations;
  }

  /** Number of forces of log files and mapped ranges so far. */
  public synchronized int forces() {
    return forces;
  }

  public synchronized int openFiles() {
    return openFiles;
  }

  public synchronized int openMappings() {
    return openMappings;
  }

  @Override
  public String toString() {
    return "FaultyFileStore seed=" + seed;
  }

  @Override
  public synchronized LogFile openLog(Path path, long length) {
    checkPower();
    FaultyFile file = names.current().get(path.normalize());
    if (file == null) {
      file = create(length);
      names.putDurably(path.normalize(), file);
      step();
    }
    openFiles++;
    return new OpenLog(path, file);
  }

  @Override
  public synchronized MappedFile map(Path path, int length) {
    checkPower();
    FaultyFile file = names.current().get(path.normalize());
    if (file == null) {
      file = create(length);
      names.put(path.normalize(), file);
      step();
    }
    openMappings++;
    return new OpenMapping(path, file);
  }

  @Override
  public synchronized MappedFile mapForReading(Path path) {
    checkPower();
    FaultyFile file = find(path);
    openMappings++;
    return new OpenMapping(path, file);
  }

  @Override
  public synchronized boolean exists(Path path) {
    checkPower();
    return names.current().containsKey(path.normalize()) || directories.contains(path.normalize());
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    checkPower();
    NavigableSet<Path> entries = new TreeSet<>(names.current().keySet());
    entries.addAll(directories);
    entries.removeIf(path -> !directory.normalize().equals(path.getParent()));
    return List.copyOf(entries);
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    checkPower();
    for (Path path = directory.normalize(); path != null; path = path.getParent()) {
      directories.add(path);
    }
  }

  @Override
  public synchronized byte[] read(Path path) {
    checkPower();
    return find(path).contents();
  }

  @Override
  public synchronized void replace(Path path, byte[] contents) {
    checkPower();
    take(contents.length);
    boolean done = operationsLeft > 1 || random.nextBoolean();
    if (done) {
      names.putDurably(path.normalize(), new FaultyFile(contents));
    }
    step();
  }

  @Override
  public synchronized void rename(Path from, Path to) {
    checkPower();
    find(from);
    if (!from.normalize().equals(to.normalize())) {
      names.rename(from.normalize(), to.normalize());
    }
    step();
  }

  @Override
  public synchronized void link(Path existing, Path link) {
    checkPower();
    if (exists(link)) {
      throw new StorageException("cannot link: file=" + link + ", reason=it exists");
    }
    names.put(link.normalize(), find(existing));
    step();
  }

  @Override
  public synchronized void delete(Path path) {
    checkPower();
    FaultyFile file = names.current().get(path.normalize());
    if (file != null) {
      names.remove(path.normalize());
      if (freeBytes != Long.MAX_VALUE) {
        freeBytes += file.length();
      }
      step();
    } else {
      directories.remove(path.normalize());
    }
  }

  @Override
  public synchronized void deleteTree(Path directory) {
    checkPower();
    for (Path path : List.copyOf(names.current().keySet())) {
      if (path.startsWith(directory.normalize())) {
        delete(path);
      }
    }
    directories.removeIf(path -> path.startsWith(directory.normalize()));
  }

  @Override
  public synchronized void forceDirectory(Path directory) {
    checkPower();
    step();
    names.force(directory.normalize());
  }

  private FaultyFile create(long length) {
    take(length);
    return new FaultyFile(new byte[Math.toIntExact(length)]);
  }

  private void take(long length) {
    if (length > freeBytes) {
      throw new StorageException("cannot create: reason=No space left on device (simulated)");
    }
    if (freeBytes != Long.MAX_VALUE) {
      freeBytes -= length;
    }
  }

  private FaultyFile find(Path path) {
    FaultyFile file = names.current().get(path.normalize());
    if (file == null) {
      throw new StorageException("cannot find: file=" + path);
    }
    return file;
  }

  /** Whether the power is off, which a log that waits for room does not notice. */
  public synchronized boolean isOff() {
    return off;
  }

  private void checkPower() {
    if (off) {
      throw new StorageException("the power is off (simulated)");
    }
  }

  private void step() {
    operations++;
    if (--operationsLeft <= 0) {
      off = true;
    }
    checkPower();
  }

  private void awaitRelease() {
    CountDownLatch latch = hold;
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new StorageException("interrupted while forces are held", e);
      }
    }
  }

  private synchronized void force(FaultyFile file, Path path, Runnable forcing) {
    checkPower();
    forces++;
    step();
    if (failNextForce) {
      failNextForce = false;
      file.failForce(random);
      throw new StorageException("cannot force: file=" + path + ", reason=EIO (simulated)");
    }
    forcing.run();
  }

  private synchronized void write(FaultyFile file, Path path, int position, byte[] bytes) {
    checkPower();
    if (failNextWrite) {
      failNextWrite = false;
      throw new StorageException("cannot write: file=" + path + ", reason=EIO (simulated)");
    }
    file.write(position, bytes);
    step();
  }

  private synchronized int read(FaultyFile file, ByteBuffer target, long position) {
    checkPower();
    if (position >= file.length()) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), file.length() - position);
    file.read((int) position, target, count);
    return count;
  }

  private synchronized void closeFile() {
    openFiles--;
  }

  private synchronized void closeMapping() {
    openMappings--;
  }

  private final class OpenLog implements LogFile {
    private final Path path;
    private final FaultyFile file;
    private boolean closed;

    OpenLog(Path path, FaultyFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long length() {
      return file.length();
    }

    @Override
    public void write(ByteBuffer source, long position) {
      checkOpen();
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      FaultyFileStore.this.write(file, path, Math.toIntExact(position), bytes);
    }

    @Override
    public int read(ByteBuffer target, long position) {
      checkOpen();
      return FaultyFileStore.this.read(file, target, position);
    }

    @Override
    public void force() {
      checkOpen();
      awaitRelease();
      FaultyFileStore.this.force(file, path, file::forceWrites);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        closeFile();
      }
    }

    private void checkOpen() {
      if (closed) {
        throw new AssertionError("used after close: " + path);
      }
    }
  }

  private final class OpenMapping implements MappedFile {
    private final Path path;
    private final FaultyFile file;
    private final UnsafeBuffer buffer;
    private boolean closed;

    OpenMapping(Path path, FaultyFile file) {
      this.path = path;
      this.file = file;
      this.buffer = file.view();
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public UnsafeBuffer buffer() {
      return buffer;
    }

    @Override
    public void force(int offset, int length) {
      if (closed) {
        throw new AssertionError("used after close: " + path);
      }
      FaultyFileStore.this.force(file, path, () -> file.forcePages(offset, length));
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        buffer.wrap(0, 0);
        closeMapping();
      }
    }
  }
}
