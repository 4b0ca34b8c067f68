package dev.stator.gateway.bucket;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of objects by their keys, as S3 has them; any thread that may wait.
 *
 * <p>Every call, and reading a stream, throws {@link BucketException} when the bucket is at fault.
 */
public interface Buckets extends AutoCloseable {
  /**
   * The objects whose keys begin with the prefix, in the order of their keys; fetched as they are
   * asked for.
   *
   * @param after only objects behind this key, all when null
   */
  Iterator<StoredObject> list(String bucket, String prefix, @Nullable String after);

  /** The content of an object from its beginning. */
  InputStream open(String bucket, String key);

  /** An object, null when there is none of this key. */
  @Nullable StoredObject find(String bucket, String key);

  /**
   * Writes an object in place of one of the same key; it is there whole or not at all.
   *
   * @return the entity tag
   */
  String put(String bucket, String key, byte[] content);

  /**
   * Writes the content of a file as an object in place of one of the same key; it is there whole or
   * not at all.
   *
   * @param md5 of the content
   * @return the entity tag
   */
  String put(String bucket, String key, Path content, byte[] md5);

  /** Deletes an object; does nothing when there is none of this key. */
  void delete(String bucket, String key);

  @Override
  void close();
}
