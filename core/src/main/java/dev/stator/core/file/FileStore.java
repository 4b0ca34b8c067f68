package dev.stator.core.file;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A file system as the engine needs it. Every method throws {@link
 * dev.stator.core.error.StorageException} naming the path when the disk fails or is full.
 *
 * <p>Directory entries (creation, rename, deletion) are durable after {@link #forceDirectory}; the
 * contents of a file after {@code force} of the file. A new file has its full length and zeros from
 * the moment its name is durable. Names that end with {@code .tmp} belong to the store.
 */
public interface FileStore {
  /**
   * Opens the log file at {@code path}; when it does not exist, creates it with {@code length} zero
   * bytes written (so that its blocks exist) and forced, and forces its directory.
   */
  LogFile openLog(Path path, long length);

  /**
   * Maps the file at {@code path} for reading and writing. When it does not exist it is created
   * with {@code length} bytes of zeros whose blocks are allocated before mapping, so that a full
   * disk is an exception here and never a SIGBUS later; an existing file is mapped in its own
   * length.
   */
  MappedFile map(Path path, int length);

  /** Maps the existing file at {@code path}, which must not be written to; never creates one. */
  MappedFile mapForReading(Path path);

  boolean exists(Path path);

  /** The entries of a directory in the order of their names; empty when it does not exist. */
  List<Path> list(Path directory);

  /** Creates the directory and those above it, durably. */
  void createDirectories(Path directory);

  byte[] read(Path path);

  /**
   * Replaces the contents atomically and durably: temporary file, force, rename, directory force.
   */
  void replace(Path path, byte[] contents);

  /** Gives the file another name atomically, in place of a file that had it. */
  void rename(Path from, Path to);

  /** Makes {@code link} another name of the file {@code existing}. */
  void link(Path existing, Path link);

  /** Deletes the file; does nothing when it does not exist. */
  void delete(Path path);

  /** Deletes the directory with all that is below it; does nothing when it does not exist. */
  void deleteTree(Path directory);

  /**
   * The same, file by file.
   *
   * @param freed is told behind each file how many bytes a disk got back; a store without one tells
   *     nothing
   */
  default void deleteTree(Path directory, LongConsumer freed) {
    deleteTree(directory);
  }

  void forceDirectory(Path directory);

  /** Files below a directory that the store began to make and never finished. */
  default List<Path> leftovers(Path directory) {
    return List.of();
  }
}
