package dev.stator.gateway.bucket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where the objects of directory buckets are. No name leads out of its bucket: parts such as {@code
 * ..} are refused, and nothing is followed that is a symbolic link.
 */
final class BucketPaths {
  private static final List<String> FORBIDDEN = List.of("", ".", "..");

  private final Path root;

  /** Whether the root is the only bucket, instead of each directory below it. */
  private final boolean single;

  private BucketPaths(Path root, boolean single) {
    this.root = root;
    this.single = single;
  }

  /** Each directory below this one is a bucket. */
  static BucketPaths below(Path root) {
    return new BucketPaths(root.toAbsolutePath().normalize(), false);
  }

  /** This directory, which is made if need be, is the bucket of every name. */
  static BucketPaths of(Path bucket) {
    try {
      return new BucketPaths(Files.createDirectories(bucket.toAbsolutePath()).toRealPath(), true);
    } catch (IOException e) {
      throw new BucketException(
          BucketException.UNKNOWN, "The directory cannot be used: " + bucket, e);
    }
  }

  /** The directory of a bucket that exists. */
  Path bucket(String name) {
    if (single) {
      return root;
    }
    if (!BucketNames.isValid(name)) {
      throw BucketException.noSuchBucket();
    }
    Path directory = root.resolve(name);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw BucketException.noSuchBucket();
    }
    return directory;
  }

  /** The file of an object, which may exist or not. */
  Path object(String bucket, String key) {
    Path path = bucket(bucket);
    for (String part : key.split("/", -1)) {
      if (FORBIDDEN.contains(part) || part.indexOf('\0') >= 0 || part.indexOf('\\') >= 0) {
        throw new BucketException(
            "S3InvalidKey", "A bucket that is a directory cannot have the key " + key, null);
      }
      if (Files.isSymbolicLink(path)) {
        throw BucketException.accessDenied();
      }
      path = path.resolve(part);
    }
    return path;
  }

  /** The directory in which all objects are whose keys begin with the prefix. */
  Path directoryOf(String bucket, String prefix) {
    int end = prefix.lastIndexOf('/');
    return end < 0 ? bucket(bucket) : object(bucket, prefix.substring(0, end));
  }

  /** The key of a file in a bucket. */
  String key(String bucket, Path file) {
    return String.join("/", parts(bucket(bucket).relativize(file)));
  }

  private static List<String> parts(Path relative) {
    String[] parts = new String[relative.getNameCount()];
    Arrays.setAll(parts, i -> relative.getName(i).toString());
    return List.of(parts);
  }

  /** Where files are written before they are moved into a bucket; no bucket can be called so. */
  Path incoming() throws IOException {
    return Files.createDirectories(root.resolve(".incoming"));
  }
}
