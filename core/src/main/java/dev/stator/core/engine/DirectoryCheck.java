package dev.stator.core.engine;

import dev.stator.core.backup.ArchivedSegment;
import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.DirectoryLock;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.journal.LogCheck;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentFile;
import dev.stator.core.summary.SummaryFiles;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads every byte of a stopped data directory that a start or a request may ever read, and changes
 * nothing: the format, the checkpoints, the commit logs, all records and all summaries, the backups
 * and the archives. Goes on behind what is damaged. Compares global indexes with their tables when
 * the database was stopped in order: commands beyond the checkpoints may change both.
 */
public final class DirectoryCheck {
  private final FileStore store;
  private final Consumer<String> damages;
  private int damaged;
  private long segments;
  private long records;
  private long commands;
  private int partitions;
  private int indexes;
  private final Map<Long, CheckpointEntry> entries = new HashMap<>();

  private DirectoryCheck(FileStore store, Consumer<String> damages) {
    this.store = store;
    this.damages = damages;
  }

  /**
   * What was read.
   *
   * @param damaged number of damages found
   * @param commands in the logs beyond the checkpoints
   * @param indexes global indexes that were compared with their tables
   */
  public record Result(
      int damaged, int partitions, long segments, long records, long commands, int indexes) {}

  /**
   * Checks the directory while no server can open it.
   *
   * @param damages is told of each damage, with its file and position
   * @throws StorageException when another process has the directory open, or when it is of another
   *     version
   */
  public static Result run(Path data, Consumer<String> damages) {
    FileStore store = new DiskFileStore();
    DataDirectory.openExisting(store, data); // else nothing is to be locked
    try (DirectoryLock _ = DirectoryLock.acquire(data)) {
      DataDirectory.openExisting(store, data); // what another version wrote cannot be checked
      return run(store, data, damages);
    }
  }

  static Result run(FileStore store, Path data, Consumer<String> damages) {
    DirectoryCheck check = new DirectoryCheck(store, damages);
    check.attempt(() -> check.check(DataDirectory.openExisting(store, data)));
    return new Result(
        check.damaged,
        check.partitions,
        check.segments,
        check.records,
        check.commands,
        check.indexes);
  }

  private void check(DataDirectory directory) {
    MissingParts.of(store, directory).forEach(this::report);
    Checkpoint catalog =
        checkWorker(
            directory::readCatalogCheckpoint,
            directory.catalogLog(),
            partition -> directory.catalogPartition());
    for (int worker = 0; worker < directory.workers(); worker++) {
      int owner = worker;
      Checkpoint checkpoint =
          checkWorker(
              () -> directory.readCheckpoint(owner), directory.log(worker), directory::partition);
      entries.putAll(checkpoint.entries());
    }
    if (damaged == 0 && commands == 0) {
      compareIndexes(directory, catalog);
    }
    checkSnapshots(new SnapshotStore(store, directory.backups()));
    checkSnapshots(new SnapshotStore(store, directory.tasks()));
    checkSnapshots(new SnapshotStore(store, directory.exports()));
    for (Path archive : store.list(directory.archives())) {
      checkArchive(archive);
    }
  }

  private void compareIndexes(DataDirectory directory, Checkpoint catalog) {
    IndexComparison comparison = new IndexComparison(store, directory, entries, this::report);
    for (CheckpointEntry entry : catalog.entries().values()) {
      attempt(() -> indexes += comparison.run(entry.state()));
    }
  }

  private void checkSnapshots(SnapshotStore snapshots) {
    for (String id : snapshots.ids()) {
      attempt(
          () -> {
            Snapshot snapshot = snapshots.open(id);
            segments += snapshot.segments();
            records += snapshot.check(this::report);
          });
    }
  }

  private void checkArchive(Path archive) {
    String name = String.valueOf(archive.getFileName());
    if (!name.matches("[0-9]{1,18}")) {
      return; // nobody reads it
    }
    long partition = Long.parseLong(name);
    for (ArchivedSegment segment : SegmentArchive.list(store, archive)) {
      segments++;
      attempt(() -> records += segment.check(store, partition, length -> {}));
    }
  }

  /** Where the segments of a partition are. */
  private interface Segments {
    Path of(long partition);
  }

  private Checkpoint checkWorker(Supplier<Checkpoint> file, Path log, Segments directories) {
    Checkpoint checkpoint = read(file);
    if (checkpoint == null) {
      return Checkpoint.NONE;
    }
    attempt(() -> commands += LogCheck.commands(store, log, checkpoint.index()));
    checkpoint.entries().forEach((id, entry) -> checkPartition(entry.state(), directories.of(id)));
    return checkpoint;
  }

  private @Nullable Checkpoint read(Supplier<Checkpoint> file) {
    try {
      return file.get();
    } catch (StorageException e) {
      report(e);
      return null;
    }
  }

  private void checkPartition(PartitionState state, Path directory) {
    partitions++;
    SummaryFiles summaries = new SummaryFiles(store, directory, state.id());
    for (SealedSegment segment : state.segments()) {
      if (!segment.isEmptied() || summaries.hasSegment(segment.number())) {
        attempt(() -> checkFull(summaries, segment));
      }
    }
    if (state.sequence() > 0) {
      attempt(() -> checkHead(state, directory));
    }
  }

  private void checkFull(SummaryFiles summaries, SealedSegment segment) {
    try (PageArena arena = new PageArena()) {
      segments++;
      records += summaries.check(segment.number(), segment.end(), arena);
    }
  }

  private void checkHead(PartitionState state, Path directory) {
    int number = Location.segmentNumber(state.head());
    int end = Location.offset(state.head());
    segments++;
    try (SegmentFile file = SegmentFile.open(store, directory, state.id(), number, end)) {
      file.replayToEnd((location, record) -> records++);
    }
  }

  private void attempt(Runnable part) {
    try {
      part.run();
    } catch (StorageException e) {
      report(e);
    }
  }

  private void report(StorageException damage) {
    report(String.valueOf(damage.getMessage()));
  }

  private void report(String damage) {
    damaged++;
    damages.accept(damage);
  }
}
