package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.journal.LogCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells which parts of a data directory are missing that no crash can have taken: each is durable
 * before anything that needs it is made. A start must not go on without them, since it deletes what
 * neither the catalog nor a checkpoint knows.
 */
final class MissingParts {
  private final FileStore store;
  private final DataDirectory directory;
  private final List<String> found = new ArrayList<>();

  private MissingParts(FileStore store, DataDirectory directory) {
    this.store = store;
    this.directory = directory;
  }

  /** A line for each, with its place; empty when all is there. */
  static List<String> of(FileStore store, DataDirectory directory) {
    MissingParts missing = new MissingParts(store, directory);
    missing.look();
    return missing.found;
  }

  /**
   * Refuses a directory without {@code format} that was one once.
   *
   * @throws StorageException naming the file that is missing
   */
  static void refuseWithoutFormat(FileStore store, Path root, Path format) {
    for (Path path : store.list(root)) {
      String name = String.valueOf(path.getFileName());
      if (name.equals("catalog") || name.startsWith(DataDirectory.WORKERS)) {
        throw new StorageException(
            "the format of the data directory is missing: file=" + format + ", found=" + path);
      }
    }
  }

  private void look() {
    if (!isBegun(directory.catalogCheckpoint(), directory.catalogLog())
        && (hasSegments(directory.catalogPartition()) || !writtenPartitions().isEmpty())) {
      found.add(
          "checkpoint and commit log of the catalog are missing: directory="
              + directory.catalogLog().getParent());
    }
    for (int worker = 0; worker < directory.workers(); worker++) {
      int owner = worker;
      if (!isBegun(directory.checkpoint(worker), directory.log(worker))
          && writtenPartitions().stream().anyMatch(id -> isOwner(owner, id))) {
        found.add(
            "checkpoint and commit log of a worker are missing: directory="
                + directory.log(worker).getParent());
      }
    }
    for (Path path : store.list(directory.workersDirectory())) {
      String name = String.valueOf(path.getFileName());
      if (name.matches("[0-9]+") && Long.parseLong(name) >= directory.workers()) {
        found.add(
            "the format of the data directory has fewer workers than there are: file=%s, workers=%d, found=%s"
                .formatted(directory.format(), directory.workers(), path));
      }
    }
  }

  private boolean isOwner(int worker, long partition) {
    return DataDirectory.ownerOf(partition, directory.workers()) == worker;
  }

  private boolean isBegun(Path checkpoint, Path log) {
    return store.exists(checkpoint) || LogCheck.hasFiles(store, log);
  }

  /** Looks at all of them, and is asked only where something is missing. */
  private Set<Long> writtenPartitions() {
    Set<Long> ids = new HashSet<>();
    for (Path path : store.list(directory.partitions())) {
      String name = String.valueOf(path.getFileName());
      if (name.matches("[0-9]{1,18}") && hasSegments(path)) {
        ids.add(Long.parseLong(name));
      }
    }
    return ids;
  }

  private boolean hasSegments(Path partition) {
    return store.list(partition).stream().anyMatch(file -> file.toString().endsWith(".segment"));
  }
}
