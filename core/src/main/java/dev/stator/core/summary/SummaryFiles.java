package dev.stator.core.summary;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The summaries of the segments of one partition, in files beside them; any thread. */
public final class SummaryFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SummaryFiles.class);

  private final FileStore store;
  private final Path directory;
  private final long partition;

  public SummaryFiles(FileStore store, Path directory, long partition) {
    this.store = store;
    this.directory = directory;
    this.partition = partition;
  }

  /**
   * The summary of a full segment whose records end there; null when there is none that is right.
   */
  public @Nullable Summary find(int segment, int end) {
    Path file = file(segment);
    if (!store.exists(file)) {
      return null;
    }
    Summary summary = new Summary(store.read(file));
    String damage = summary.findDamage(partition, segment, end);
    if (damage != null) {
      LOG.warn("summary is made anew: file={}, {}", file, damage);
      return null;
    }
    return summary;
  }

  /** As {@link #check(int, int, PageArena, IntConsumer)}, without a break. */
  public long check(int segment, int end, PageArena arena) {
    return check(segment, end, arena, length -> {});
  }

  /**
   * Checks every byte of a full segment and of its summary, if it has one.
   *
   * @param read is told how long each record is that was checked; may pause
   * @return the number of records
   * @throws dev.stator.core.error.StorageException naming file and position of what is damaged
   */
  public long check(int segment, int end, PageArena arena, IntConsumer read) {
    long[] records = new long[1];
    try (SegmentFile file = SegmentFile.open(store, directory, partition, segment, end);
        SummaryBuilder builder = new SummaryBuilder(arena)) {
      file.replay(
          (location, record) -> {
            builder.onRecord(location, record);
            records[0]++;
            read.accept(record.length());
          });
      if (store.exists(file(segment))) {
        check(segment, end, builder.build(partition, segment, end));
      }
    }
    return records[0];
  }

  private void check(int segment, int end, Summary right) {
    Summary found = new Summary(store.read(file(segment)));
    String damage = found.findDamage(partition, segment, end);
    if (damage == null && !Arrays.equals(found.bytes(), right.bytes())) {
      damage = "it is not the summary of its segment";
    }
    if (damage != null) {
      throw new StorageException("corrupt summary: file=" + file(segment) + ", " + damage);
    }
  }

  /**
   * Makes and writes the summary of a full, durable segment, after every byte of it was checked.
   *
   * @param read is told how long each record is that was read; may pause
   * @throws dev.stator.core.error.StorageException when the segment is damaged or the disk fails
   */
  public void write(int segment, int end, PageArena arena, IntConsumer read) {
    try (SegmentFile file = SegmentFile.open(store, directory, partition, segment, end);
        SummaryBuilder builder = new SummaryBuilder(arena)) {
      file.replay(
          (location, record) -> {
            builder.onRecord(location, record);
            read.accept(record.length());
          });
      store.replace(file(segment), builder.build(partition, segment, end).bytes());
    }
  }

  /** Whether there is a summary of the segment, right or not. */
  public boolean exists(int segment) {
    return store.exists(file(segment));
  }

  /** Where the summary of the segment is, if there is one. */
  public Path path(int segment) {
    return file(segment);
  }

  /** Whether the segment is still there. */
  public boolean hasSegment(int segment) {
    return store.exists(directory.resolve(SegmentFile.fileName(segment)));
  }

  public void delete(int segment) {
    store.delete(file(segment));
  }

  /** Deletes the summaries of segments that are not among these. */
  public void deleteOthers(IntHashSet segments) {
    Set<String> kept = new HashSet<>();
    segments.forEach(segment -> kept.add(SummaryDescriptor.fileName(segment)));
    for (Path path : store.list(directory)) {
      String name = String.valueOf(path.getFileName());
      if (SummaryDescriptor.isFileName(name) && !kept.contains(name)) {
        store.delete(path);
      }
    }
  }

  private Path file(int segment) {
    return directory.resolve(SummaryDescriptor.fileName(segment));
  }
}
