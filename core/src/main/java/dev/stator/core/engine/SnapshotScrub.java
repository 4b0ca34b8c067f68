package dev.stator.core.engine;

import dev.stator.core.backup.ArchivedSegment;
import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.backup.SnapshotSegment;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the segments of backups, exports and archives, which nobody else reads before they are
 * needed. Belongs to the thread of the {@link Scrub}.
 */
final class SnapshotScrub {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotScrub.class);

  private final FileStore store;
  private final DataDirectory directory;
  private final Turn turn;
  private final ArrayDeque<Piece> pending = new ArrayDeque<>();

  /**
   * @param turn in which it reads
   */
  SnapshotScrub(FileStore store, DataDirectory directory, Turn turn) {
    this.store = store;
    this.directory = directory;
    this.turn = turn;
  }

  /** A file, and how it is read. */
  private record Piece(Path file, Runnable check) {}

  /** Begins anew, with what there is now. */
  void begin() {
    pending.clear();
    for (Path snapshots : List.of(directory.backups(), directory.tasks(), directory.exports())) {
      new SnapshotStore(store, snapshots).all().forEach(this::add);
    }
    for (Path archive : store.list(directory.archives())) {
      long partition = Long.parseLong(String.valueOf(archive.getFileName()));
      for (ArchivedSegment segment : SegmentArchive.list(store, archive)) {
        pending.add(new Piece(segment.file(), () -> segment.check(store, partition, turn::read)));
      }
    }
  }

  private void add(Snapshot snapshot) {
    for (SnapshotPartition partition : snapshot.manifest().partitions()) {
      for (SnapshotSegment segment : partition.segments()) {
        Path file = snapshot.segmentFile(partition, segment);
        pending.add(new Piece(file, () -> snapshot.check(partition, segment, turn::read)));
      }
    }
  }

  /** Reads the next segment; false when there is none. */
  boolean checkNext() {
    Piece next = pending.poll();
    if (next == null) {
      return false;
    }
    turn.begin();
    try {
      next.check().run();
    } catch (StorageException e) {
      if (store.exists(next.file())) { // else it was deleted meanwhile
        LOG.error("damage found by the scrub: {}", e.getMessage());
      }
    }
    return true;
  }
}
