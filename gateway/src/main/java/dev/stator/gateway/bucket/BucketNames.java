package dev.stator.gateway.bucket;

import java.util.regex.Pattern;

/** S3's rules for the names of buckets. */
final class BucketNames {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private BucketNames() {}

  /** Whether there can be a bucket of this name. */
  static boolean isValid(String name) {
    return NAME.matcher(name).matches()
        && !name.contains("..")
        && !name.contains(".-")
        && !name.contains("-.")
        && !ADDRESS.matcher(name).matches();
  }
}
