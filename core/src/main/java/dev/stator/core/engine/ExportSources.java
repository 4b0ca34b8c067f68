package dev.stator.core.engine;

import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotKind;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.Note;
import dev.stator.core.model.PointInTimeRecovery;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What exports read: snapshots of tables with point-in-time recovery, kept from the request to the
 * end of the export, over restarts too.
 */
final class ExportSources {
  private final Tables tables;
  private final ImportedTables notes;
  private final SnapshotStore store;
  private final SnapshotTaking taking;

  ExportSources(Tables tables, ImportedTables notes, SnapshotStore store, SnapshotTaking taking) {
    this.tables = tables;
    this.notes = notes;
    this.store = store;
    this.taking = taking;
  }

  /** Deletes what a crash has left half made or half deleted. */
  void recover() {
    store.deleteHalves();
  }

  CompletableFuture<Snapshot> keep(String table, String id, long fromMicros, Note note) {
    return tables.onControl(
        () -> {
          CatalogEntry entry = tables.require(table);
          requirePast(entry, fromMicros);
          Snapshot snapshot =
              taking.complete(
                  store, taking.begin(store, id, table, SnapshotKind.TASK, entry, fromMicros));
          notes.store(note);
          return snapshot;
        });
  }

  /** On the control thread no segment is dropped meanwhile. */
  private void requirePast(CatalogEntry entry, long fromMicros) {
    PointInTimeRecovery recovery = entry.definition().options().recovery();
    if (!recovery.isEnabled()) {
      throw new RequestException(
          ErrorCode.POINT_IN_TIME_RECOVERY_UNAVAILABLE,
          "Point in time recovery is not enabled for table '" + entry.name() + "'");
    }
    long earliestMs = recovery.earliestMs(tables.nowMs());
    if (fromMicros < TimeUnit.MILLISECONDS.toMicros(earliestMs) - 1) {
      throw new RequestException(
          ErrorCode.INVALID_EXPORT_TIME,
          "The specified ExportTime is outside of the point in time recovery window.");
    }
  }

  /** A snapshot that was kept; any thread. */
  Snapshot open(String id) {
    return store.open(id);
  }

  /** The ids of those that are kept; any thread. */
  List<String> ids() {
    return store.ids();
  }

  CompletableFuture<@Nullable Void> drop(String id) {
    return tables.onControl(
        () -> {
          store.delete(id);
          return null;
        });
  }
}
