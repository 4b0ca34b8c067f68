package dev.stator.core.engine;

import dev.stator.core.backup.ArchivedSegment;
import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.backup.SnapshotSegment;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.DirectoryLock;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.journal.LogCheck;
import dev.stator.core.journal.LogRepair;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentRepair;
import dev.stator.core.summary.SummaryFiles;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.WaitingCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Mends a stopped data directory so that it can be opened: tells each step with what it loses, and
 * takes it if asked to. Every file is kept under {@code damaged/} before it is changed or goes.
 */
public final class DirectoryRepair {
  /** Each damage of a log hides those behind it; more than this one has not in earnest. */
  private static final int MAX_LOG_STEPS = 1000;

  private static final String DAMAGED = "damaged";

  private final FileStore store;
  private final DataDirectory directory;
  private final Options options;
  private final Consumer<String> told;
  private final Path aside;
  private int steps;
  private int hopeless;

  /**
   * What may be done.
   *
   * @param apply false: only tells what it would do
   * @param dropWaiting partitions whose waiting commands are given up
   */
  public record Options(boolean apply, Set<Long> dropWaiting) {
    public Options {
      dropWaiting = Set.copyOf(dropWaiting);
    }
  }

  /**
   * What was found.
   *
   * @param steps that were taken, or would be
   * @param hopeless damages that this cannot mend
   */
  public record Result(int steps, int hopeless) {}

  private DirectoryRepair(
      FileStore store, DataDirectory directory, Options options, Consumer<String> told) {
    this.store = store;
    this.directory = directory;
    this.options = options;
    this.told = told;
    Path damaged = directory.root().resolve(DAMAGED);
    this.aside = damaged.resolve(Integer.toString(store.list(damaged).size() + 1));
  }

  /**
   * Mends the directory while no server can open it.
   *
   * @param told is given a line for each step
   * @throws StorageException when another process has the directory open, or the disk fails
   */
  public static Result run(Path data, Options options, Consumer<String> told) {
    FileStore store = new DiskFileStore();
    DataDirectory.openExisting(store, data); // else nothing is to be locked
    try (DirectoryLock _ = DirectoryLock.acquire(data)) {
      return run(store, data, options, told);
    }
  }

  static Result run(FileStore store, Path data, Options options, Consumer<String> told) {
    DataDirectory directory = DataDirectory.openExisting(store, data);
    DirectoryRepair repair = new DirectoryRepair(store, directory, options, told);
    repair.mend();
    return new Result(repair.steps, repair.hopeless);
  }

  private void mend() {
    MissingParts.of(store, directory).forEach(this::giveUp);
    mendCatalog();
    for (int worker = 0; worker < directory.workers(); worker++) {
      int owner = worker;
      mendWorker(
          () -> directory.readCheckpoint(owner),
          directory.checkpoint(worker),
          directory.log(worker),
          directory::partition);
    }
    mendSnapshots(directory.backups());
    mendSnapshots(directory.tasks());
    mendSnapshots(directory.exports());
    store.list(directory.archives()).forEach(this::mendArchive);
    for (Path leftover : store.leftovers(directory.root())) {
      if (!leftover.startsWith(directory.root().resolve(DAMAGED))) {
        step("leftover: file=" + leftover + "; it is moved away", () -> move(leftover));
      }
    }
    for (Path generation : directory.otherGenerations()) {
      step("leftover: directory=" + generation + "; it is moved away", () -> move(generation));
    }
  }

  private void giveUp(String damage) {
    hopeless++;
    told.accept("cannot be repaired: " + damage);
  }

  /**
   * The catalog must not lose a record: the next start would delete what it says nothing of. So it
   * is made anew from its commit log, which is rarely so long that not all of it is there.
   */
  private void mendCatalog() {
    Path file = directory.catalogCheckpoint();
    Path segments = directory.catalogPartition();
    List<String> damages = new ArrayList<>();
    Checkpoint checkpoint = checkCatalog(damages);
    boolean damaged = !damages.isEmpty();
    if (damaged && !hasAll(directory.catalogLog(), checkpoint)) {
      damages.forEach(this::giveUp);
    } else if (damaged) {
      damages.forEach(damage -> told.accept("  " + damage));
      step(
          "corrupt catalog: directory=%s; it is made anew from its commit log"
              .formatted(parentOf(segments)),
          () -> {
            moveIfThere(file);
            store.list(segments).forEach(this::move);
          });
    } else if (checkpoint != null) {
      mendWorker(() -> checkpoint, file, directory.catalogLog(), partition -> segments);
    }
  }

  /** Null when the checkpoint is damaged. */
  private @Nullable Checkpoint checkCatalog(List<String> damages) {
    try {
      Checkpoint checkpoint = directory.readCatalogCheckpoint();
      for (CheckpointEntry entry : checkpoint.entries().values()) {
        eachSegment(
            entry.state(),
            directory.catalogPartition(),
            (repair, number, end) -> damages.add("corrupt segment: file=" + repair.path()));
      }
      return checkpoint;
    } catch (StorageException e) {
      damages.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Whether a log has all commands from the first on, up to the checkpoint if that is known. */
  private boolean hasAll(Path log, @Nullable Checkpoint checkpoint) {
    try {
      long commands = LogCheck.commands(store, log, 0);
      return commands > 0 && (checkpoint == null || commands >= checkpoint.index());
    } catch (StorageException e) {
      return false;
    }
  }

  private void moveIfThere(Path file) {
    if (store.exists(file)) {
      move(file);
    }
  }

  private void mendWorker(
      Supplier<Checkpoint> reading, Path file, Path log, LongFunction<Path> partitions) {
    Checkpoint checkpoint;
    try {
      checkpoint = reading.get();
    } catch (StorageException e) {
      giveUp(String.valueOf(e.getMessage()));
      return;
    }
    mendLog(new LogRepair(store, log, checkpoint.index()));
    checkpoint.entries().forEach((id, entry) -> mendPartition(entry.state(), partitions.apply(id)));
    dropWaiting(file, checkpoint);
  }

  private void mendLog(LogRepair repair) {
    for (int i = 0; i < MAX_LOG_STEPS; i++) {
      LogRepair.Damage damage = repair.find();
      if (damage == null) {
        return;
      }
      step(damage.message() + "; " + repair.remedy(damage), () -> repair.mend(damage, this::keep));
      if (!options.apply()) {
        return; // what is behind it shows only then
      }
    }
  }

  private void mendPartition(PartitionState state, Path segments) {
    SummaryFiles summaries = new SummaryFiles(store, segments, state.id());
    eachSegment(
        state,
        segments,
        (repair, number, end) -> write(repair, new LostRecords(summaries, number, end)));
    for (SealedSegment segment : state.segments()) {
      if (!segment.isEmptied() || summaries.hasSegment(segment.number())) {
        mendSummary(summaries, segment);
      }
    }
  }

  /** Takes a segment in which something is damaged, and where its records end. */
  private interface DamagedSegment {
    void take(SegmentRepair repair, int number, int end);
  }

  private void eachSegment(PartitionState state, Path segments, DamagedSegment target) {
    SummaryFiles summaries = new SummaryFiles(store, segments, state.id());
    int previousEnd = 0;
    for (SealedSegment segment : state.segments()) {
      int end = segment.end();
      if (!segment.isEmptied() || summaries.hasSegment(segment.number())) {
        look(state, segments, new Span(segment.number(), end, previousEnd, true), target);
      }
      previousEnd = end;
    }
    if (state.sequence() > 0) {
      int number = Location.segmentNumber(state.head());
      int end = Location.offset(state.head());
      look(state, segments, new Span(number, end, previousEnd, false), target);
    }
  }

  /** What a checkpoint says of a segment. */
  private record Span(int number, int end, int previousEnd, boolean full) {}

  private void look(PartitionState state, Path segments, Span at, DamagedSegment target) {
    try (SegmentRepair repair =
        SegmentRepair.of(
            store, segments, state.id(), at.number(), at.end(), at.previousEnd(), at.full())) {
      if (repair.isNeeded()) {
        target.take(repair, at.number(), at.end());
      }
    }
  }

  private void write(SegmentRepair repair, LostRecords lost) {
    repair.other().forEach(damage -> told.accept("  " + damage));
    repair.lost().forEach(record -> told.accept("  lost: " + lost.describe(record)));
    step(
        "corrupt segment: file=%s; it is written anew without %d lost records"
            .formatted(repair.path(), repair.lost().size()),
        () -> {
          if (store.exists(repair.path())) {
            keep(repair.path());
          } else {
            store.createDirectories(parentOf(repair.path()));
          }
          store.replace(repair.path(), repair.bytes());
        });
  }

  /** They have other names of segments that were mended above, which still name the damaged. */
  private void mendSnapshots(Path root) {
    SnapshotStore snapshots = new SnapshotStore(store, root);
    for (String id : snapshots.ids()) {
      try {
        mendSnapshot(snapshots.open(id));
      } catch (StorageException e) {
        giveUp(String.valueOf(e.getMessage()));
      }
    }
  }

  private void mendSnapshot(Snapshot snapshot) {
    for (SnapshotPartition partition : snapshot.manifest().partitions()) {
      for (SnapshotSegment segment : partition.segments()) {
        mendCopy(
            snapshot.segmentFile(partition, segment),
            partition.id(),
            segment.number(),
            segment.end());
      }
    }
  }

  private void mendArchive(Path archive) {
    String name = String.valueOf(archive.getFileName());
    if (name.matches("[0-9]{1,18}")) {
      for (ArchivedSegment segment : SegmentArchive.list(store, archive)) {
        mendCopy(segment.file(), Long.parseLong(name), segment.number(), segment.end());
      }
    }
  }

  private void mendCopy(Path file, long partition, int number, int end) {
    try (SegmentRepair repair = SegmentRepair.ofCopy(store, file, partition, number, end)) {
      if (repair.isNeeded()) {
        SummaryFiles summaries = new SummaryFiles(store, directory.partition(partition), partition);
        write(repair, new LostRecords(summaries, number, end));
      }
    }
  }

  /** After the segment was mended: a summary that is right for the damaged one is not for this. */
  private void mendSummary(SummaryFiles summaries, SealedSegment segment) {
    if (!summaries.exists(segment.number())) {
      return; // a missing one is made by the next server
    }
    try (PageArena arena = new PageArena()) {
      summaries.check(segment.number(), segment.end(), arena);
    } catch (StorageException e) {
      Path file = summaries.path(segment.number());
      step(
          e.getMessage()
              + "; the summary "
              + file
              + " is moved away, "
              + (segment.isEmptied() ? "nothing needs it" : "the next server makes it anew"),
          () -> move(file));
    }
  }

  private void dropWaiting(Path file, Checkpoint checkpoint) {
    List<WaitingCommand> left = new ArrayList<>();
    int dropped = 0;
    for (WaitingCommand command : checkpoint.waiting()) {
      WaitingText text = new WaitingText(command);
      if (text.concerns(options.dropWaiting())) {
        told.accept("  given up: " + text);
        dropped++;
      } else {
        told.accept("  waits: " + text);
        left.add(command);
      }
    }
    if (dropped > 0) {
      step(
          "%d waiting commands: file=%s; they are given up".formatted(dropped, file),
          () -> {
            keep(file);
            CheckpointFile.write(
                store, file, new Checkpoint(checkpoint.index(), checkpoint.entries(), left));
          });
    }
  }

  private void step(String description, Runnable action) {
    steps++;
    if (options.apply()) {
      action.run();
      told.accept("done: " + description);
    } else {
      told.accept("to do: " + description);
    }
  }

  private void keep(Path file) {
    store.link(file, asideOf(file));
  }

  private void move(Path file) {
    store.rename(file, asideOf(file));
    @Nullable Path parent = file.getParent();
    if (parent != null) {
      store.forceDirectory(parent);
    }
  }

  private static Path parentOf(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private Path asideOf(Path file) {
    Path target = aside.resolve(directory.root().relativize(file));
    @Nullable Path parent = target.getParent();
    if (parent != null) {
      store.createDirectories(parent);
    }
    int copy = 2;
    while (store.exists(target)) {
      target = target.resolveSibling(file.getFileName() + "." + copy++);
    }
    return target;
  }
}
