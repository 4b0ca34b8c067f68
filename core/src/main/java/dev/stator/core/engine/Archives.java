package dev.stator.core.engine;

import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The emptied segments of the partitions whose past is kept; also of such as are not open any more.
 */
final class Archives {
  private final FileStore store;
  private final DataDirectory directory;
  private final Storage storage;
  private final Map<Long, SegmentArchive> archives = new ConcurrentHashMap<>();

  Archives(FileStore store, DataDirectory directory, Storage storage) {
    this.store = store;
    this.directory = directory;
    this.storage = storage;
  }

  /** Keeps what is emptied in partitions so that their past can be read; before workers run. */
  void recover(List<Long> ids) {
    for (long id : ids) {
      storage.owner(id).archive(id, open(id));
    }
  }

  /** Keeps what is emptied in partitions of running workers from now on. */
  void begin(List<Long> ids) {
    for (long id : ids) {
      SegmentArchive archive = open(id);
      storage.onOwner(id, worker -> worker.archive(id, archive));
    }
  }

  /** Finds what is kept of a partition that is not open. */
  SegmentArchive open(long id) {
    SegmentArchive archive =
        new SegmentArchive(store, directory.partition(id), directory.archive(id));
    archives.put(id, archive);
    return archive;
  }

  /** What is kept of the past of a partition, null when nothing is. */
  @Nullable SegmentArchive of(long id) {
    return archives.get(id);
  }

  /** Whether something is kept of all of these, or will be. */
  boolean has(List<Long> ids) {
    return archives.keySet().containsAll(ids);
  }

  /** Keeps nothing any more that is emptied, and deletes what was kept. */
  void drop(List<Long> ids) {
    for (long id : ids) {
      forget(id);
      storage.onOwner(id, worker -> worker.archive(id, null));
      storage.deletions().deleteLater(directory.archive(id));
    }
  }

  /** Lets go of a partition that is dropped. */
  void forget(long id) {
    archives.remove(id);
  }

  /**
   * Keeps everything that a partition has which takes no writes any more, durably.
   *
   * @param endMicros from when on it has no items
   * @throws StorageException when the disk fails; nothing is lost then
   */
  void addRest(long id, long endMicros) {
    SegmentArchive archive = archives.get(id);
    if (archive == null) {
      throw new StorageException("partition " + id + " has no archive");
    }
    var state = storage.capture(List.of(id)).values().iterator().next().state();
    try {
      storage.force(List.of(id));
      archive.addRest(SnapshotTaking.withHead(state), state.head(), endMicros);
    } finally {
      storage.release(List.of(id));
    }
  }

  /** Deletes what is kept of partitions that are not among these: a crash came between. */
  void deleteOthers(Collection<Long> ids) {
    Set<String> known = new HashSet<>();
    ids.forEach(id -> known.add(Long.toString(id)));
    for (Path path : store.list(directory.archives())) {
      if (!known.contains(path.getFileName().toString())) {
        store.deleteTree(path);
      }
    }
  }
}
