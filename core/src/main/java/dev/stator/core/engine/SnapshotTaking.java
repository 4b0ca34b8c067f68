package dev.stator.core.engine;

import dev.stator.core.backup.ArchivedSegment;
import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotKind;
import dev.stator.core.backup.SnapshotManifest;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.backup.SnapshotSegment;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.backup.Tenure;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.catalog.PastPartition;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentFile;
import dev.stator.core.worker.PartitionCapture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots of tables: each partition at one moment between two commands, which costs its
 * worker the description of its state; the links are made on the thread that asks, which is the
 * control thread, so that no partition is dropped meanwhile.
 *
 * <p>A segment that is still being filled is linked like the others, and goes on being filled: the
 * manifest says where the records of the snapshot end. It is written after a checkpoint of the
 * workers has made them durable, so no recovery cuts them.
 */
final class SnapshotTaking {
  /** Only what there is when the snapshot is taken. */
  static final long NO_PAST = Long.MAX_VALUE;

  private final Storage storage;
  private final EpochMicroClock clock;

  SnapshotTaking(Storage storage, EpochMicroClock clock) {
    this.storage = storage;
    this.clock = clock;
  }

  /**
   * Fixes what a snapshot has; {@link #complete} makes it be there.
   *
   * @param fromMicros the earliest time that it is to be read as of, epoch microseconds; {@link
   *     #NO_PAST}: none
   * @throws dev.stator.core.error.StorageException when the disk fails; nothing is left then
   */
  SnapshotManifest begin(
      SnapshotStore into,
      String id,
      String name,
      SnapshotKind kind,
      CatalogEntry table,
      long fromMicros) {
    PartitionMap map = table.map().withPast(past(table.map(), fromMicros));
    List<Long> open = new ArrayList<>(map.all());
    open.removeIf(partition -> map.retired(partition) != null && map.past(partition) == null);
    Map<Long, PartitionCapture> captured = storage.capture(open);
    try {
      long nowMs = TimeUnit.MICROSECONDS.toMillis(clock.microTime());
      Making making = new Making(into, id, fromMicros, map);
      List<SnapshotPartition> partitions = new ArrayList<>();
      for (long partition : map.ids()) {
        partitions.add(present(making, Objects.requireNonNull(captured.get(partition))));
      }
      for (PastPartition split : map.past()) {
        partitions.add(split(making, split.id(), captured.get(split.id())));
      }
      return new SnapshotManifest(
          id, name, kind, nowMs, fromMicros, table.definition(), partitions);
    } catch (RuntimeException e) {
      into.delete(id);
      throw e;
    } finally {
      storage.release(captured.keySet());
    }
  }

  /**
   * The snapshot that is being made.
   *
   * @param map the partitions that belong to it
   */
  private record Making(SnapshotStore into, String id, long fromMicros, PartitionMap map) {
    /** As of which times a partition counts. */
    Tenure tenure(long partition) {
      PastPartition split = map.past(partition);
      long until = split == null ? Tenure.STILL : split.splitMicros();
      PastPartition parent = map.before(partition);
      PastPartition.Successor itself = parent == null ? null : parent.successor(partition);
      return parent == null || itself == null
          ? new Tenure(0, 0, 0, until)
          : new Tenure(parent.id(), parent.splitMicros(), itself.sequence(), until);
    }
  }

  /** The partitions that were split after a time. */
  private static List<PastPartition> past(PartitionMap map, long fromMicros) {
    return fromMicros == NO_PAST
        ? List.of()
        : map.past().stream().filter(split -> split.splitMicros() > fromMicros).toList();
  }

  private SnapshotPartition present(Making making, PartitionCapture capture) {
    PartitionState state = capture.state();
    return new SnapshotPartition(
        state.id(),
        link(making, state.id(), state),
        state.sequence(),
        state.timestamp(),
        capture.itemCount(),
        capture.itemBytes(),
        making.tenure(state.id()));
  }

  /**
   * A partition that was split.
   *
   * @param capture null: only its archive is left
   */
  private SnapshotPartition split(Making making, long id, @Nullable PartitionCapture capture) {
    PartitionState state = capture == null ? PartitionState.empty(id) : capture.state();
    return new SnapshotPartition(
        id, link(making, id, state), state.sequence(), state.timestamp(), 0, 0, making.tenure(id));
  }

  /**
   * Makes the snapshot be there.
   *
   * @throws dev.stator.core.error.StorageException when the disk fails; nothing is left then
   */
  Snapshot complete(SnapshotStore into, SnapshotManifest manifest) {
    try {
      storage.force(manifest.partitions().stream().map(SnapshotPartition::id).toList());
      return into.complete(manifest);
    } catch (RuntimeException e) {
      into.delete(manifest.id());
      throw e;
    }
  }

  private List<SnapshotSegment> link(Making making, long partition, PartitionState state) {
    Path directory = storage.directory().partition(partition);
    List<SnapshotSegment> segments = new ArrayList<>();
    Set<Integer> archived = new HashSet<>();
    for (ArchivedSegment segment : archivedSince(partition, making.fromMicros)) {
      archived.add(segment.number());
      making.into.link(making.id, partition, segment.number(), segment.file());
      segments.add(new SnapshotSegment(segment.number(), segment.end(), segment.emptiedMicros()));
    }
    for (SealedSegment segment : full(state, making.fromMicros)) {
      if (!archived.contains(segment.number())) {
        making.into.link(
            making.id,
            partition,
            segment.number(),
            directory.resolve(SegmentFile.fileName(segment.number())));
        // One that was emptied and is not archived yet was so after all that are.
        long emptied = segment.isEmptied() ? Long.MAX_VALUE : 0;
        segments.add(new SnapshotSegment(segment.number(), segment.end(), emptied));
      }
    }
    segments.sort(Comparator.comparingInt(SnapshotSegment::number));
    return segments;
  }

  private List<ArchivedSegment> archivedSince(long partition, long fromMicros) {
    @Nullable SegmentArchive archive = storage.archives().of(partition);
    return archive == null || fromMicros == NO_PAST ? List.of() : archive.since(fromMicros);
  }

  /** The segments that have something to tell. */
  private static List<SealedSegment> full(PartitionState state, long fromMicros) {
    List<SealedSegment> segments = withHead(state);
    segments.removeIf(segment -> segment.isEmptied() && fromMicros == NO_PAST);
    return segments;
  }

  /** All segments of a partition, with the part of the last one that is filled. */
  static List<SealedSegment> withHead(PartitionState state) {
    List<SealedSegment> segments = new ArrayList<>(state.segments());
    if (state.sequence() > 0) {
      long head = state.head();
      segments.add(new SealedSegment(Location.segmentNumber(head), Location.offset(head), 0));
    }
    return segments;
  }
}
