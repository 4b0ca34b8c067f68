package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.DirectoryLock;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.journal.LogRepair;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentRepair;
import dev.stator.core.summary.SummaryFiles;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.WaitingCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
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
    if (!store.exists(data.resolve("format"))) {
      throw new StorageException("not a Stator data directory: " + data);
    }
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
    mendWorker(
        directory.catalogCheckpoint(),
        directory.catalogLog(),
        partition -> directory.catalogPartition());
    for (int worker = 0; worker < directory.workers(); worker++) {
      mendWorker(directory.checkpoint(worker), directory.log(worker), directory::partition);
    }
    for (Path leftover : store.leftovers(directory.root())) {
      if (!leftover.startsWith(directory.root().resolve(DAMAGED))) {
        step("leftover: file=" + leftover + "; it is moved away", () -> move(leftover));
      }
    }
    for (Path generation : directory.otherGenerations()) {
      step("leftover: directory=" + generation + "; it is moved away", () -> move(generation));
    }
  }

  private void mendWorker(Path file, Path log, LongFunction<Path> partitions) {
    Checkpoint checkpoint;
    try {
      checkpoint = CheckpointFile.read(store, file);
    } catch (StorageException e) {
      hopeless++;
      told.accept("cannot be repaired: " + e.getMessage());
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
    int previousEnd = 0;
    for (SealedSegment segment : state.segments()) {
      SummaryFiles summaries = new SummaryFiles(store, segments, state.id());
      if (!segment.isEmptied() || summaries.hasSegment(segment.number())) {
        mendSegment(state, segments, segment.number(), segment.end(), previousEnd, true);
        mendSummary(summaries, segment);
      }
      previousEnd = segment.end();
    }
    if (state.sequence() > 0) {
      int number = Location.segmentNumber(state.head());
      int end = Location.offset(state.head());
      mendSegment(state, segments, number, end, previousEnd, false);
    }
  }

  private void mendSegment(
      PartitionState state, Path segments, int number, int end, int previousEnd, boolean full) {
    try (SegmentRepair repair =
        SegmentRepair.of(store, segments, state.id(), number, end, previousEnd, full)) {
      if (!repair.isNeeded()) {
        return;
      }
      LostRecords lost =
          new LostRecords(new SummaryFiles(store, segments, state.id()), number, end);
      repair.other().forEach(damage -> told.accept("  " + damage));
      repair.lost().forEach(record -> told.accept("  lost: " + lost.describe(record)));
      step(
          "corrupt segment: file=%s; it is written anew without %d lost records"
              .formatted(repair.path(), repair.lost().size()),
          () -> {
            if (store.exists(repair.path())) {
              keep(repair.path());
            } else {
              store.createDirectories(segments);
            }
            store.replace(repair.path(), repair.bytes());
          });
    }
  }

  /** After the segment was mended: a summary that is right for the damaged one is not for this. */
  private void mendSummary(SummaryFiles summaries, SealedSegment segment) {
    if (segment.isEmptied() || !summaries.exists(segment.number())) {
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
              + " is moved away, the next server makes it anew",
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
