package dev.stator.gateway.bucket;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where buckets are. */
public sealed interface BucketLocation {
  /** Nowhere: what needs a bucket is refused. */
  record Nowhere() implements BucketLocation {}

  /** Each bucket is a directory below this one. */
  record Directory(Path root) implements BucketLocation {}

  /** An S3-compatible endpoint; credentials come from the AWS SDK's default chain. */
  record Endpoint(URI uri) implements BucketLocation {}

  /**
   * Opens the buckets, null when there are none; that connects to nothing yet.
   *
   * @param region that signatures name
   */
  default @Nullable Buckets open(String region) {
    return switch (this) {
      case Nowhere _ -> null;
      case Directory(Path root) -> new DirectoryBuckets(root);
      case Endpoint(URI uri) -> new S3Buckets(uri, region);
    };
  }
}
