package dev.stator.core.engine;

import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotKind;
import dev.stator.core.backup.SnapshotManifest;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups of tables, also of those that are gone. Used by the control thread, {@link #all} by
 * any.
 */
final class Backups {
  private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

  /** How long the backup of a deleted table is kept. */
  static final long SYSTEM_LIFE_MS = TimeUnit.DAYS.toMillis(35);

  private static final String DELETED_TABLE = "$DeletedTableBackup";

  private final SnapshotStore store;
  private final SnapshotTaking taking;
  private final EpochMicroClock clock;
  private final SecureRandom random = new SecureRandom();
  private volatile NavigableMap<String, Backup> backups = new TreeMap<>();

  Backups(SnapshotStore store, SnapshotTaking taking, EpochMicroClock clock) {
    this.store = store;
    this.taking = taking;
    this.clock = clock;
  }

  /** Finds those that are there; what a crash has left half made or half deleted goes. */
  void recover() {
    store.deleteHalves();
    for (Snapshot snapshot : store.all()) {
      publish(new Backup(snapshot.manifest(), true));
    }
  }

  /** By their ids, which begin with when they were taken. */
  NavigableMap<String, Backup> all() {
    return backups;
  }

  /** Fixes what a backup of the table has; {@link #complete} makes it available. */
  Backup begin(CatalogEntry table, String name) {
    return begin(table, name, SnapshotKind.USER);
  }

  private Backup begin(CatalogEntry table, String name, SnapshotKind kind) {
    SnapshotManifest manifest =
        taking.begin(store, newId(), name, kind, table, SnapshotTaking.NO_PAST);
    Backup backup = new Backup(manifest, false);
    publish(backup);
    return backup;
  }

  /** Makes a backup available, or takes it away when that cannot be. */
  void complete(Backup backup) {
    try {
      makeAvailable(backup);
    } catch (StorageException e) {
      LOG.error("backup {} of table {} is not made", backup.id(), backup.tableName(), e);
    }
  }

  private void makeAvailable(Backup backup) {
    try {
      Snapshot snapshot = taking.complete(store, backup.manifest());
      publish(new Backup(snapshot.manifest(), true));
    } catch (StorageException e) {
      withdraw(backup.id());
      throw e;
    }
  }

  /**
   * Keeps what a table has that is being deleted; nothing when that was done before a crash.
   *
   * @throws StorageException when the disk fails
   */
  void keepDeleted(CatalogEntry table) {
    String tableId = table.definition().id();
    for (Backup backup : backups.values()) {
      if (isOfDeleted(backup) && backup.manifest().table().id().equals(tableId)) {
        return;
      }
    }
    makeAvailable(begin(table, table.definition().name() + DELETED_TABLE, SnapshotKind.SYSTEM));
  }

  private static boolean isOfDeleted(Backup backup) {
    return backup.manifest().kind() == SnapshotKind.SYSTEM;
  }

  /** Deletes a backup; its number of bytes on disk are free when no segment of it is in use. */
  Backup delete(String id) {
    Backup backup = require(id);
    if (!backup.available()) {
      throw inUse();
    }
    store.delete(id);
    withdraw(id);
    return backup;
  }

  /** Deletes the backups of deleted tables whose time is over. */
  void deleteExpired() {
    long nowMs = TimeUnit.MICROSECONDS.toMillis(clock.microTime());
    for (Backup backup : List.copyOf(backups.values())) {
      if (isOfDeleted(backup) && nowMs >= backup.expiresMs()) {
        LOG.info("backup {} of the deleted table is over", backup.manifest().name());
        store.delete(backup.id());
        withdraw(backup.id());
      }
    }
  }

  /** Opens a backup to restore it. */
  Snapshot open(String id) {
    if (!require(id).available()) {
      throw inUse();
    }
    return store.open(id);
  }

  private Backup require(String id) {
    Backup backup = backups.get(id);
    if (backup == null) {
      throw new RequestException(ErrorCode.BACKUP_NOT_FOUND, "Backup not found: " + id);
    }
    return backup;
  }

  static RequestException inUse() {
    return new RequestException(
        ErrorCode.BACKUP_IN_USE,
        "There is another ongoing conflicting backup control plane operation on the table."
            + " The backup is either being created, deleted or restored to a table.");
  }

  /** When it was made and a random number, as the service names backups. */
  private String newId() {
    long nowMs = TimeUnit.MICROSECONDS.toMillis(clock.microTime());
    return String.format(Locale.ROOT, "%014d-%08x", nowMs, random.nextInt());
  }

  private void publish(Backup backup) {
    NavigableMap<String, Backup> next = new TreeMap<>(backups);
    next.put(backup.id(), backup);
    backups = Collections.unmodifiableNavigableMap(next);
  }

  private void withdraw(String id) {
    NavigableMap<String, Backup> next = new TreeMap<>(backups);
    next.remove(id);
    backups = Collections.unmodifiableNavigableMap(next);
  }
}
