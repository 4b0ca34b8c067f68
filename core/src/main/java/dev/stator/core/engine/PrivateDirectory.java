package dev.stator.core.engine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A data directory as it is made: only its owner may look into it, whatever the files in it allow.
 * One that is there keeps its rights, as do those above it.
 */
public final class PrivateDirectory {
  private static final String MODE = "rwx------";

  private PrivateDirectory() {}

  /**
   * Makes the directory if it is missing, and those above it.
   *
   * @throws java.nio.file.FileAlreadyExistsException when it is there and no directory
   */
  public static void create(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    boolean hasModes = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (parent == null || !hasModes || Files.exists(directory)) {
      Files.createDirectories(directory);
      return;
    }
    try {
      Files.createDirectories(parent);
    } catch (FileAlreadyExistsException occupied) { // says nothing of the directory itself
      throw new NotDirectoryException(parent.toString());
    }
    Files.createDirectories(
        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
  }
}
