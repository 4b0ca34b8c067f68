package dev.stator.gateway.exporting;

import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.bucket.Md5;
import dev.stator.gateway.format.IonFile;
import dev.stator.gateway.format.ItemFile;
import dev.stator.gateway.format.JsonFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** One file of items of an export: written here, compressed, and then put into the bucket. */
final class DataFile implements AutoCloseable {
  /** What a manifest says of a file of items. */
  record Entry(long items, String md5, String tag, String key) {}

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path file;
  private final MessageDigest md5 = Md5.begin();
  private final ItemFile items;
  private boolean closed;
  private long count;
  private long bytes;

  DataFile(String format) throws IOException {
    file = Files.createTempFile("stator-export", ".gz");
    OutputStream compressed =
        new GZIPOutputStream(
            new DigestOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES), md5),
            BUFFER_BYTES);
    items = format.equals("ION") ? new IonFile(compressed) : new JsonFile(compressed);
  }

  /** Where the next item is written, which is counted. */
  ItemFile add(int itemBytes) {
    count++;
    bytes += itemBytes;
    return items;
  }

  /** The size of its items as DynamoDB counts it. */
  long bytes() {
    return bytes;
  }

  /** Completes the file and puts it into the bucket. */
  Entry put(Buckets buckets, String bucket, String key) throws IOException {
    complete();
    byte[] checksum = md5.digest();
    String tag = buckets.put(bucket, key, file, checksum);
    return new Entry(count, Base64.getEncoder().encodeToString(checksum), tag, key);
  }

  /** Deletes what is here. */
  @Override
  public void close() throws IOException {
    try {
      complete();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void complete() throws IOException {
    if (!closed) {
      closed = true;
      items.close();
    }
  }
}
