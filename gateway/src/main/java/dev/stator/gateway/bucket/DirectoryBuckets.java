package dev.stator.gateway.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Buckets that are directories, their objects files. */
final class DirectoryBuckets implements Buckets {
  private final BucketPaths paths;

  DirectoryBuckets(BucketPaths paths) {
    this.paths = paths;
  }

  @Override
  public Iterator<StoredObject> list(String bucket, String prefix, @Nullable String after) {
    Path directory = paths.directoryOf(bucket, prefix);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return List.<StoredObject>of().iterator();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> stored(paths.key(bucket, file), file))
          .filter(object -> object.key().startsWith(prefix))
          .filter(object -> after == null || object.key().compareTo(after) > 0)
          .sorted((left, right) -> left.key().compareTo(right.key()))
          .toList()
          .iterator();
    } catch (IOException | UncheckedIOException e) {
      throw failed(e);
    }
  }

  private static StoredObject stored(String key, Path file) {
    try {
      return new StoredObject(key, Files.size(file), Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream open(String bucket, String key) {
    try {
      return new BucketStream(
          Files.newInputStream(
              paths.object(bucket, key), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      throw BucketException.noSuchKey(key);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public @Nullable StoredObject find(String bucket, String key) {
    Path file = paths.object(bucket, key);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? stored(key, file) : null;
    } catch (UncheckedIOException e) {
      throw failed(e);
    }
  }

  @Override
  public String put(String bucket, String key, byte[] content) {
    Path object = paths.object(bucket, key);
    try {
      Path written = Files.createTempFile(paths.incoming(), "object", ".part");
      Files.write(written, content);
      publish(written, object);
      return HexFormat.of().formatHex(Md5.of(content));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public String put(String bucket, String key, Path content, byte[] md5) {
    Path object = paths.object(bucket, key);
    try {
      Path written = Files.createTempFile(paths.incoming(), "object", ".part");
      Files.copy(content, written, StandardCopyOption.REPLACE_EXISTING);
      publish(written, object);
      return HexFormat.of().formatHex(md5);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Gives a written file its name, when no loss of power can take it back. */
  private static void publish(Path written, Path object) throws IOException {
    try {
      try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.createDirectories(object.getParent());
      Files.move(
          written, object, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
    forceDirectoryOf(object);
  }

  @Override
  public void delete(String bucket, String key) {
    Path file = paths.object(bucket, key);
    try {
      if (Files.deleteIfExists(file)) {
        forceDirectoryOf(file);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void forceDirectoryOf(Path file) throws IOException {
    Path directory = file.getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static BucketException failed(Exception cause) {
    return new BucketException(
        BucketException.UNKNOWN, "The bucket could not be read or written", cause);
  }

  @Override
  public void close() {}
}
