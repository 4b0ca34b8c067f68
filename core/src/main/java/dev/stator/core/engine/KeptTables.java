package dev.stator.core.engine;

import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.worker.Mailboxes;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of tables beside their present: backups, snapshots for tasks, their past; and the
 * tables that are restored from these. Used by the control thread, {@link #backups} by any.
 */
final class KeptTables implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptTables.class);

  private final Map<String, CatalogEntry> entries;
  private final TableHistory history;
  private final Backups backups;
  private final TaskSnapshots snapshots;
  private final Restores restores;

  /**
   * @param entries all tables, as their owner changes them
   * @param control runs tasks on the control thread
   */
  KeptTables(
      EngineConfig config,
      Storage storage,
      Mailboxes mailboxes,
      ScheduledExecutorService control,
      Map<String, CatalogEntry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
    this.history = new TableHistory(storage.archives(), config.clock());
    DataDirectory directory = storage.directory();
    SnapshotTaking taking = new SnapshotTaking(storage, config.clock());
    this.backups =
        new Backups(
            new SnapshotStore(
                config.store(), directory.backups(), storage.deletions()::deleteLater),
            taking,
            config.clock());
    this.snapshots =
        new TaskSnapshots(new SnapshotStore(config.store(), directory.tasks()), taking);
    this.restores =
        new Restores(
            storage,
            backups,
            snapshots,
            control,
            new Restores.RestoreSource(mailboxes, config.clock()));
  }

  /** Finds what there is, once all tables are known and before the workers run. */
  void recover() {
    backups.recover();
    snapshots.recover(Restores.needed(entries.values()));
    history.recover(entries.values());
  }

  /** Drops what is older than it is to be kept. */
  void sweep() {
    backups.deleteExpired();
    history.sweep(entries.values());
  }

  /** By their ids, as they are now. */
  NavigableMap<String, Backup> backups() {
    return backups.all();
  }

  /** Fixes what a backup of the table has; {@link #complete} makes it available. */
  Backup backUp(String table, String name) {
    return backups.begin(require(table), name);
  }

  void complete(Backup backup) {
    backups.complete(backup);
  }

  Backup deleteBackup(String id) {
    if (Restores.isReading(id, entries.values())) {
      throw Backups.inUse();
    }
    return backups.delete(id);
  }

  /**
   * A table whose present and past can be kept.
   *
   * @throws RequestException when there is none, or when it is being created or deleted
   */
  CatalogEntry require(String table) {
    CatalogEntry entry = entries.get(table);
    if (entry == null) {
      throw new RequestException(ErrorCode.TABLE_NOT_FOUND, "Table not found: " + table);
    }
    return switch (entry.definition().status()) {
      case CREATING ->
          throw new RequestException(
              ErrorCode.CONTINUOUS_BACKUPS_UNAVAILABLE,
              "Backups are being enabled for the table: " + table + ". Please retry later");
      case DELETING ->
          throw new RequestException(ErrorCode.TABLE_IN_USE, "Table is being deleted: " + table);
      case ACTIVE, UPDATING -> entry;
    };
  }

  /** A table whose past is kept for so many days; 0: not any more. */
  CatalogEntry beginHistory(CatalogEntry table, int days) {
    return history.begin(table, days);
  }

  /** Drops what a table, which is stored, needs no more of its past. */
  void endHistory(CatalogEntry before, CatalogEntry after) {
    history.end(before, after);
  }

  /**
   * Takes a snapshot of a table for a task.
   *
   * @param id names it for ever
   * @param fromMs the earliest time that it is to be read as of, for a table with point-in-time
   *     recovery; null: only as of now
   */
  private Snapshot takeSnapshot(String id, String table, @Nullable Long fromMs) {
    CatalogEntry source = require(table);
    if (fromMs == null) {
      return snapshots.take(id, source, SnapshotTaking.NO_PAST);
    }
    history.check(source, fromMs);
    return snapshots.take(id, source, TimeUnit.MILLISECONDS.toMicros(fromMs));
  }

  /** Makes sure that a table that is to be created has what it is restored from. */
  void prepareRestore(TableDefinition table) {
    RestoredFrom from = Objects.requireNonNull(table.restored());
    if (from.backup() == null) {
      takeSnapshot(table.id(), from.table(), from.timeMs());
    } else {
      backups.open(from.backup());
    }
  }

  /** Fills a table that is being restored. */
  void restore(CatalogEntry entry, Table table, Restores.Ending ending) {
    restores.start(entry, table, ending);
  }

  /**
   * Keeps what a table had that is being deleted, if its past was kept.
   *
   * @return false when the disk has no room for that now
   */
  boolean isKeptAsBackup(CatalogEntry entry) {
    if (!TableHistory.isKept(entry)) {
      return true;
    }
    try {
      backups.keepDeleted(entry);
      return true;
    } catch (StorageException e) {
      LOG.warn("the deletion of table {} waits for its backup", entry.definition().name(), e);
      return false;
    }
  }

  /** Drops the past of a table that is gone. */
  void forget(CatalogEntry entry) {
    history.forget(entry);
  }

  /** Waits for the restore under way to stop; it goes on at the next opening. */
  @Override
  public void close() {
    restores.close();
  }
}
