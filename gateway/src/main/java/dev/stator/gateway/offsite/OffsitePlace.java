package dev.stator.gateway.offsite;

import dev.stator.gateway.bucket.BucketLocation;
import dev.stator.gateway.bucket.Buckets;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where copies of backups are: a bucket, and what their keys begin with.
 *
 * @param prefix empty, or ends with a slash
 */
public record OffsitePlace(BucketLocation location, String bucket, String prefix) {
  private static final String SCHEME = "s3://";

  /**
   * What {@code s3://bucket/prefix} or the path of a directory names.
   *
   * @param endpoint of a store like S3, null for S3 itself
   * @throws IllegalArgumentException when it is neither
   */
  public static OffsitePlace parse(String text, @Nullable URI endpoint) {
    if (!text.startsWith(SCHEME)) {
      return new OffsitePlace(new BucketLocation.SingleDirectory(Path.of(text)), "", "");
    }
    String rest = text.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String prefix = slash < 0 ? "" : rest.substring(slash + 1);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException("no bucket in " + text);
    }
    return new OffsitePlace(
        new BucketLocation.Endpoint(endpoint),
        bucket,
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  Buckets open(String region) {
    Buckets buckets = location.open(region);
    if (buckets == null) {
      throw new IllegalStateException("nowhere");
    }
    return buckets;
  }
}
