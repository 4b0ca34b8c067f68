package dev.stator.gateway.offsite;

import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.bucket.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of one place, by their keys below its prefix. */
final class OffsiteObjects implements AutoCloseable {
  private final Buckets buckets;
  private final String bucket;
  private final String prefix;

  OffsiteObjects(Buckets buckets, String bucket, String prefix) {
    this.buckets = buckets;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /** Those whose keys begin like this, in their order. */
  List<StoredObject> list(String beginning) {
    List<StoredObject> found = new ArrayList<>();
    Iterator<StoredObject> objects = buckets.list(bucket, prefix + beginning, null);
    while (objects.hasNext()) {
      StoredObject object = objects.next();
      found.add(
          new StoredObject(
              object.key().substring(prefix.length()), object.length(), object.modifiedMs()));
    }
    return found;
  }

  @Nullable StoredObject find(String key) {
    return buckets.find(bucket, prefix + key);
  }

  InputStream open(String key) {
    return buckets.open(bucket, prefix + key);
  }

  /**
   * The content of an object.
   *
   * @throws OffsiteException when it cannot be read to its end
   */
  byte[] read(String key) {
    try (InputStream content = open(key)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new OffsiteException(key + " cannot be read", e);
    }
  }

  void put(String key, byte[] content) {
    buckets.put(bucket, prefix + key, content);
  }

  void put(String key, Path content, byte[] md5) {
    buckets.put(bucket, prefix + key, content, md5);
  }

  void delete(String key) {
    buckets.delete(bucket, prefix + key);
  }

  @Override
  public void close() {
    buckets.close();
  }
}
