package dev.stator.core.backup;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A table as it was, in files that nobody changes; any thread may read it as long as it is not
 * deleted.
 */
public final class Snapshot {
  /** Reads everything up to when the snapshot was taken. */
  public static final long ALL = Long.MAX_VALUE;

  private final FileStore store;
  private final Path directory;
  private final SnapshotManifest manifest;

  Snapshot(FileStore store, Path directory, SnapshotManifest manifest) {
    this.store = store;
    this.directory = directory;
    this.manifest = manifest;
  }

  public SnapshotManifest manifest() {
    return manifest;
  }

  /** How many partitions it has, also such as tell only of a time before they were split. */
  public int partitions() {
    return manifest.partitions().size();
  }

  /**
   * Whether a partition had items at a time.
   *
   * @param partition from 0
   */
  public boolean has(int partition, long micros) {
    return manifest.partitions().get(partition).tenure().includes(micros);
  }

  /** How many segments it has. */
  public int segments() {
    return manifest.partitions().stream().mapToInt(part -> part.segments().size()).sum();
  }

  /** Where a segment of a partition is, so that it can be copied elsewhere. */
  public Path segmentFile(SnapshotPartition partition, SnapshotSegment segment) {
    return directory(partition).resolve(SegmentFile.fileName(segment.number()));
  }

  /**
   * The items of a partition as of a time, in the order of their keys; none when others had its
   * place then. Keeps the keys of the partition in memory outside the heap until the cursor is
   * closed.
   *
   * @param partition from 0
   * @param untilMicros the timestamp of the last records that count, not below {@link
   *     SnapshotManifest#fromMicros}; {@link #ALL}: all
   * @throws StorageException naming file and position when a segment is damaged or missing
   */
  public ItemCursor items(int partition, long untilMicros) {
    return items(partition, untilMicros, KeyRange.ALL, length -> {});
  }

  /**
   * As {@link #items(int, long)}, for work in the background.
   *
   * @param keys the items of other keys are left out, and not kept in memory
   * @param read is told the length of each record that is read before this returns; it may pause
   */
  public ItemCursor items(int partition, long untilMicros, KeyRange keys, IntConsumer read) {
    if (untilMicros < ALL && untilMicros < manifest.fromMicros()) {
      throw new IllegalArgumentException(
          "untilMicros=" + untilMicros + ", fromMicros=" + manifest.fromMicros());
    }
    SnapshotPartition of = manifest.partitions().get(partition);
    return of.tenure().includes(untilMicros)
        ? ItemCursor.open(store, directory(of), of, untilMicros, keys, read)
        : ItemCursor.empty();
  }

  /**
   * What has become of the items between two times that a partition had at the first; nothing when
   * others had its place then. Keeps the keys of these items in memory outside the heap, twice,
   * until the cursor is closed.
   *
   * @param partition from 0
   * @param fromMicros the timestamp of the last records before, not below {@link
   *     SnapshotManifest#fromMicros}
   * @param untilMicros the timestamp of the last records that count
   * @param keys the items of other keys are left out, and not kept in memory
   * @param read is told the length of each record that is read before this returns; it may pause
   * @throws StorageException naming file and position when a segment is damaged or missing
   */
  public ChangeCursor changes(
      int partition, long fromMicros, long untilMicros, KeyRange keys, IntConsumer read) {
    if (fromMicros < manifest.fromMicros()) {
      throw new IllegalArgumentException(
          "fromMicros=" + fromMicros + ", of the snapshot: " + manifest.fromMicros());
    }
    List<ChangeCursor.Source> sources = new ArrayList<>();
    if (has(partition, fromMicros)) {
      addWithSuccessors(manifest.partitions().get(partition), untilMicros, sources);
    }
    return ChangeCursor.open(store, sources, fromMicros, untilMicros, keys, read);
  }

  private void addWithSuccessors(
      SnapshotPartition partition, long untilMicros, List<ChangeCursor.Source> sources) {
    sources.add(new ChangeCursor.Source(directory(partition), partition));
    for (SnapshotPartition other : manifest.partitions()) {
      Tenure tenure = other.tenure();
      if (tenure.parent() == partition.id() && tenure.fromMicros() <= untilMicros) {
        addWithSuccessors(other, untilMicros, sources);
      }
    }
  }

  /**
   * Checks every byte that a restore may read.
   *
   * @param damages is told of each damage, with its file and position
   * @return the number of records
   */
  public long check(Consumer<StorageException> damages) {
    long[] records = new long[1];
    for (SnapshotPartition partition : manifest.partitions()) {
      for (SnapshotSegment segment : partition.segments()) {
        try {
          records[0] += check(partition, segment, length -> {});
        } catch (StorageException e) {
          damages.accept(e);
        }
      }
    }
    return records[0];
  }

  /**
   * Checks every byte of a segment that a restore may read.
   *
   * @param read is told how long each record is that was checked; may pause
   * @return the number of records
   * @throws StorageException naming file and position when the segment is damaged or missing
   */
  public long check(SnapshotPartition partition, SnapshotSegment segment, IntConsumer read) {
    long[] records = new long[1];
    try (SegmentFile file = open(partition, segment)) {
      file.replayToEnd(
          (location, record) -> {
            records[0]++;
            read.accept(record.length());
          });
    }
    return records[0];
  }

  private SegmentFile open(SnapshotPartition partition, SnapshotSegment segment) {
    return SegmentFile.open(
        store, directory(partition), partition.id(), segment.number(), segment.end());
  }

  private Path directory(SnapshotPartition partition) {
    return directory.resolve(Long.toString(partition.id()));
  }
}
