package dev.stator.core.file;

import dev.stator.core.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.internal.PosixAPIHolder;
import org.jspecify.annotations.Nullable;

/**
 * The file system of the machine.
 *
 * <p>A new file is made under a temporary name, given its blocks, forced, and renamed: a full disk
 * or a crash leaves no half-made file under its own name. Log files get their blocks by writing
 * zeros, because forcing a write into blocks that were only reserved costs a second write of the
 * file system's journal. Mapped files get theirs by {@code fallocate} where there is one (64 MiB:
 * 0.6 ms, instead of 40 ms for zeros), so that a worker can start a segment without a pause.
 */
public final class DiskFileStore implements FileStore {
  /** Ends the names of files being made; {@link #list} does not show them. */
  static final String TEMPORARY_SUFFIX = ".tmp";

  private static final int ZEROS_LENGTH = 1 << 20;

  static {
    // else Chronicle loads JNR, for calls of the system that are made otherwise here: PosixCalls
    PosixAPIHolder.useNoOpPosixApi();
  }

  /** Loads what the first file will need anyway, if this is a thread that has time for it. */
  public static void loadNativeCalls() {
    PosixCalls.willNeed(0, 0);
  }

  @Override
  public LogFile openLog(Path path, long length) {
    if (!exists(path)) {
      create(path, temporary -> writeZeros(temporary, length));
      forceDirectory(parentOf(path));
    }
    try {
      return new DiskLogFile(
          path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw failure("open", path, e);
    }
  }

  @Override
  public MappedFile map(Path path, int length) {
    if (!exists(path)) {
      create(path, temporary -> allocate(temporary, length));
    }
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return map(channel, FileChannel.MapMode.READ_WRITE, path);
    } catch (IOException e) {
      throw failure("map", path, e);
    }
  }

  @Override
  public MappedFile mapForReading(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return map(channel, FileChannel.MapMode.READ_ONLY, path);
    } catch (IOException e) {
      throw failure("map", path, e);
    }
  }

  private static MappedFile map(FileChannel channel, FileChannel.MapMode mode, Path path)
      throws IOException {
    long existing = channel.size();
    if (existing <= 0 || existing > Integer.MAX_VALUE) {
      throw new StorageException(
          "cannot map: file=%s, expectedLength=1..%d, actualLength=%d"
              .formatted(path, Integer.MAX_VALUE, existing));
    }
    return new DiskMappedFile(path, OS.map(channel, mode, 0, existing), (int) existing);
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<Path> list(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        if (!entry.toString().endsWith(TEMPORARY_SUFFIX)) {
          entries.add(entry);
        }
      }
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (IOException e) {
      throw failure("list", directory, e);
    }
    entries.sort(null);
    return entries;
  }

  @Override
  public void createDirectories(Path directory) {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw failure("create directory", directory, e);
    }
    forceDirectory(parentOf(directory));
  }

  @Override
  public byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  @Override
  public void replace(Path path, byte[] contents) {
    create(
        path,
        temporary -> {
          try (FileChannel channel = openNew(temporary)) {
            writeAll(channel, ByteBuffer.wrap(contents), 0);
          }
        });
    forceDirectory(parentOf(path));
  }

  @Override
  public void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure("rename to " + to, from, e);
    }
  }

  @Override
  public void link(Path existing, Path link) {
    try {
      Files.createLink(link, existing);
    } catch (IOException e) {
      throw failure("link as " + link, existing, e);
    }
  }

  @Override
  public void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failure("delete", path, e);
    }
  }

  @Override
  public void deleteTree(Path directory) {
    deleteTree(directory, _ -> {});
  }

  @Override
  public void deleteTree(Path directory, LongConsumer freed) {
    if (!Files.exists(directory)) {
      return;
    }
    try {
      Files.walkFileTree(directory, new DeletingVisitor(freed));
    } catch (IOException e) {
      throw failure("delete", directory, e);
    }
  }

  @Override
  public void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw failure("force directory", directory, e);
    }
  }

  @Override
  public List<Path> leftovers(Path directory) {
    try (Stream<Path> below = Files.walk(directory)) {
      return below.filter(path -> path.toString().endsWith(TEMPORARY_SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw failure("list", directory, e);
    }
  }

  /** What fills a file that is being made under its temporary name. */
  private interface Filling {
    void fill(Path temporary) throws IOException;
  }

  private static void create(Path path, Filling filling) {
    Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY_SUFFIX);
    try {
      filling.fill(temporary);
      force(temporary);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      StorageException failure = failure("create", path, e);
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
  }

  private static void allocate(Path path, int length) throws IOException {
    openNew(path).close();
    if (!PosixCalls.allocate(path, length)) {
      writeZeros(path, length);
    }
  }

  private static void writeZeros(Path path, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(length, ZEROS_LENGTH));
    try (FileChannel channel = openNew(path)) {
      for (long position = 0; position < length; position += zeros.limit()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), length - position));
        writeAll(channel, zeros, position);
      }
    }
  }

  private static FileChannel openNew(Path path) throws IOException {
    return FileChannel.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(false);
    }
  }

  static void writeAll(FileChannel channel, ByteBuffer source, long position) throws IOException {
    long next = position;
    while (source.hasRemaining()) {
      next += channel.write(source, next);
    }
  }

  static StorageException failure(String action, Path path, @Nullable IOException cause) {
    String reason = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    return new StorageException(
        "cannot %s: file=%s, reason=%s".formatted(action, path, reason), cause);
  }

  private static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }

  private static boolean hasOtherNames(Path file) throws IOException {
    try {
      return (int) Files.getAttribute(file, "unix:nlink") > 1;
    } catch (UnsupportedOperationException _) {
      return false; // no such file system: what has to be freed is overrated
    } catch (NoSuchFileException _) {
      return true; // another deletes it, too
    }
  }

  private static final class DeletingVisitor extends SimpleFileVisitor<Path> {
    private final LongConsumer freed;

    DeletingVisitor(LongConsumer freed) {
      this.freed = freed;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      long bytes = hasOtherNames(file) ? 0 : attributes.size();
      Files.deleteIfExists(file);
      freed.accept(bytes);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
