package dev.stator.core.engine;

import dev.stator.core.backup.SnapshotManifest;

/**
 * A backup of a table as it is at one moment.
 *
 * @param available whether it is complete and durable
 */
public record Backup(SnapshotManifest manifest, boolean available) {
  public String id() {
    return manifest.id();
  }

  /** The name of the table that it is of. */
  public String tableName() {
    return manifest.table().name();
  }

  /** When the backup of a deleted table is deleted, epoch milliseconds. */
  public long expiresMs() {
    return manifest.createdMs() + Backups.SYSTEM_LIFE_MS;
  }
}
