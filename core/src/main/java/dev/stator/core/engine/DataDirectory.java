package dev.stator.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.CheckpointFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Where everything is in a data directory.
 *
 * <pre>
 * format                          text: version, number of workers, generation of their directories
 * reserve                         room for checkpoints on a full disk
 * stator.lock                     held while a process has the directory open
 * catalog/                        the worker of the catalog: log/, checkpoint
 * workers.G/W/                    worker W of generation G: log/, checkpoint
 * partitions/P/                   the segments of partition P
 * archive/P/                      segments of partition P that tell its past
 * backups/ID/                     the backup with this id
 * tasks/ID/                       what a restore is reading
 * exports/ID/                     what the export with this id is reading
 * </pre>
 */
final class DataDirectory {
  static final int VERSION = 1;

  /** What the names of directories of workers begin with. */
  static final String WORKERS = "workers.";

  private static final int MAX_WORKERS = 256;

  private static final String TITLE = "stator data directory";

  private final FileStore store;
  private final Path root;
  private final int workers;
  private final int generation;

  private DataDirectory(FileStore store, Path root, int workers, int generation) {
    this.store = store;
    this.root = root;
    this.workers = workers;
    this.generation = generation;
  }

  /**
   * Opens the directory, or makes it one for so many workers.
   *
   * @throws StorageException when it is of a newer version, or something else
   */
  static DataDirectory open(FileStore store, Path root, int workers) {
    Path format = root.resolve("format");
    if (store.exists(format)) {
      return parse(store, root, new String(store.read(format), UTF_8));
    }
    MissingParts.refuseWithoutFormat(store, root, format);
    store.createDirectories(root.resolve("partitions"));
    DataDirectory created = new DataDirectory(store, root, workers, 1);
    created.writeFormat();
    return created;
  }

  /**
   * Opens a directory that must be one.
   *
   * @throws StorageException when it is none, or of another version
   */
  static DataDirectory openExisting(FileStore store, Path root) {
    Path format = root.resolve("format");
    if (!store.exists(format)) {
      MissingParts.refuseWithoutFormat(store, root, format);
      throw new StorageException("not a Stator data directory: " + root);
    }
    return parse(store, root, new String(store.read(format), UTF_8));
  }

  private static DataDirectory parse(FileStore store, Path root, String text) {
    Map<String, String> values = new HashMap<>(); // of later versions too
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(TITLE)) {
      throw new StorageException(
          "not a Stator data directory: " + root + ", file=" + root.resolve("format"));
    }
    for (String line : lines.subList(1, lines.size())) {
      int separator = Math.max(0, line.indexOf('='));
      values.put(line.substring(0, separator), line.substring(separator).replaceFirst("=", ""));
    }
    int version = number("version", 0, Integer.MAX_VALUE, values, root);
    if (version != VERSION) {
      throw new StorageException(
          "data directory of another version: "
              + root
              + ", expected="
              + VERSION
              + ", actual="
              + version);
    }
    return new DataDirectory(
        store,
        root,
        number("workers", 1, MAX_WORKERS, values, root),
        number("generation", 1, Integer.MAX_VALUE, values, root));
  }

  /** From the least, which stands for no line, to the most. */
  private static int number(
      String name, int least, int most, Map<String, String> values, Path root) {
    String value = values.getOrDefault(name, Integer.toString(least));
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // as below
    }
    throw new StorageException(
        "damaged format of a data directory: file="
            + root.resolve("format")
            + ", name="
            + name
            + ", actual="
            + value);
  }

  private void writeFormat() {
    String text =
        TITLE
            + "\nversion="
            + VERSION
            + "\nworkers="
            + workers
            + "\ngeneration="
            + generation
            + "\n";
    store.replace(root.resolve("format"), text.getBytes(UTF_8));
  }

  /** Number of workers the partitions are divided among. */
  int workers() {
    return workers;
  }

  Path format() {
    return root.resolve("format");
  }

  Path reserve() {
    return root.resolve("reserve");
  }

  Path catalogPartition() {
    return root.resolve("catalog").resolve("partition");
  }

  Path catalogLog() {
    return root.resolve("catalog").resolve("log");
  }

  Path catalogCheckpoint() {
    return root.resolve("catalog").resolve("checkpoint");
  }

  Path log(int worker) {
    return workerDirectory(worker).resolve("log");
  }

  /** Has a directory for each worker. */
  Path workersDirectory() {
    return root.resolve(WORKERS + generation);
  }

  Path checkpoint(int worker) {
    return workerDirectory(worker).resolve("checkpoint");
  }

  Path partition(long id) {
    return partitions().resolve(Long.toString(id));
  }

  Path partitions() {
    return root.resolve("partitions");
  }

  Path archive(long partition) {
    return archives().resolve(Long.toString(partition));
  }

  Path archives() {
    return root.resolve("archive");
  }

  Path backups() {
    return root.resolve("backups");
  }

  Path tasks() {
    return root.resolve("tasks");
  }

  Path exports() {
    return root.resolve("exports");
  }

  /** What an interrupted {@link #divideAmong} has left. */
  List<Path> otherGenerations() {
    return store.list(root).stream()
        .filter(path -> path.getFileName().toString().startsWith(WORKERS))
        .filter(path -> !path.getFileName().toString().equals(WORKERS + generation))
        .toList();
  }

  Path root() {
    return root;
  }

  /** Deletes what an interrupted {@link #divideAmong} has left. */
  void deleteOtherGenerations() {
    otherGenerations().forEach(store::deleteTree);
  }

  /**
   * Divides the partitions among another number of workers. All of them must have been closed
   * cleanly: their checkpoints are all there is, their logs hold nothing more.
   */
  DataDirectory divideAmong(int newWorkers) {
    DataDirectory next = new DataDirectory(store, root, newWorkers, generation + 1);
    List<Map<Long, CheckpointEntry>> divided = new ArrayList<>();
    for (int worker = 0; worker < newWorkers; worker++) {
      divided.add(new HashMap<>());
    }
    for (int worker = 0; worker < workers; worker++) {
      readCheckpoint(worker)
          .entries()
          .forEach((id, entry) -> divided.get(ownerOf(id, newWorkers)).put(id, entry));
    }
    for (int worker = 0; worker < newWorkers; worker++) {
      store.createDirectories(next.workerDirectory(worker));
      CheckpointFile.write(store, next.checkpoint(worker), new Checkpoint(0, divided.get(worker)));
    }
    store.forceDirectory(root);
    next.writeFormat();
    next.deleteOtherGenerations();
    return next;
  }

  /**
   * Reads the checkpoint of a worker.
   *
   * @throws StorageException when it is damaged or that of another worker
   */
  Checkpoint readCheckpoint(int worker) {
    return requireOf(checkpoint(worker), id -> id > 0 && ownerOf(id, workers) == worker);
  }

  /** Reads the checkpoint of the catalog, as {@link #readCheckpoint}. */
  Checkpoint readCatalogCheckpoint() {
    return requireOf(catalogCheckpoint(), id -> id == 0);
  }

  private Checkpoint requireOf(Path file, LongPredicate isOwn) {
    Checkpoint checkpoint = CheckpointFile.read(store, file);
    for (long id : checkpoint.entries().keySet()) {
      if (!isOwn.test(id)) {
        throw new StorageException(
            "checkpoint of another worker: file=" + file + ", partition=" + id);
      }
    }
    return checkpoint;
  }

  /** Which of so many workers owns a partition. */
  static int ownerOf(long partition, int workers) {
    return (int) (partition % workers);
  }

  private Path workerDirectory(int worker) {
    return workersDirectory().resolve(Integer.toString(worker));
  }
}
