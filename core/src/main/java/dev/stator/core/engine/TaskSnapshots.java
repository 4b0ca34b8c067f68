package dev.stator.core.engine;

import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotKind;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.StorageException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshots that tasks of the engine read and let go of. Used by the control thread. */
final class TaskSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(TaskSnapshots.class);

  private final SnapshotStore store;
  private final SnapshotTaking taking;

  TaskSnapshots(SnapshotStore store, SnapshotTaking taking) {
    this.store = store;
    this.taking = taking;
  }

  /** Deletes those that no task needs any more: a crash came between. */
  void recover(Set<String> needed) {
    store.deleteHalves();
    for (String id : store.ids()) {
      if (!needed.contains(id)) {
        store.delete(id);
      }
    }
  }

  /**
   * Takes a snapshot of a table, which is durable.
   *
   * @param id names it among all of them, for ever
   * @param fromMicros the earliest time that it is to be read as of; {@link
   *     SnapshotTaking#NO_PAST}: none
   */
  Snapshot take(String id, CatalogEntry table, long fromMicros) {
    return taking.complete(
        store, taking.begin(store, id, table.name(), SnapshotKind.TASK, table, fromMicros));
  }

  /** Opens one that was taken; any thread. */
  Snapshot open(String id) {
    return store.open(id);
  }

  /** Deletes one that was taken, if there is one; the task does not read it any more. */
  void release(String id) {
    try {
      store.delete(id);
    } catch (StorageException e) {
      LOG.warn("a snapshot that is not needed any more stays until the next start", e);
    }
  }
}
