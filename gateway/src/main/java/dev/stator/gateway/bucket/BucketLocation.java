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

  /** This directory is a bucket, whatever name it is asked for by. */
  record SingleDirectory(Path bucket) implements BucketLocation {}

  /**
   * S3 or a store like it; credentials come from the AWS SDK's default chain.
   *
   * @param uri null for S3 itself
   */
  record Endpoint(@Nullable URI uri) implements BucketLocation {}

  /**
   * Opens the buckets, null when there are none; that connects to nothing yet.
   *
   * @param region that signatures name
   */
  default @Nullable Buckets open(String region) {
    return switch (this) {
      case Nowhere _ -> null;
      case Directory(Path root) -> new DirectoryBuckets(BucketPaths.below(root));
      case SingleDirectory(Path bucket) -> new DirectoryBuckets(BucketPaths.of(bucket));
      case Endpoint(var uri) -> new S3Buckets(uri, region);
    };
  }
}
